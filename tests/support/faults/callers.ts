import { createHmac } from 'node:crypto';
import type { FarEnds } from './far-ends.js';
import { CLOUD } from './running.js';

/** Where the service is at the moment; it moves when it is started again. */
export interface Address {
  /** Resolves with its base URL, waiting for the next life when there is none. */
  url(): Promise<string>;
}

/** Everything that was acknowledged: what the service may never lose. */
export class Ledger {
  readonly acknowledged: { readonly person: string; readonly wamid: string }[] = [];
  /** Tracking codes that people were told, by person. */
  readonly codes = new Map<string, string>();
  refused = 0;
  readonly #waiting = new Set<{ readonly count: number; readonly done: () => void }>();

  acknowledge(person: string, wamid: string): void {
    this.acknowledged.push({ person, wamid });
    for (const it of this.#waiting) {
      if (this.acknowledged.length < it.count) continue;
      this.#waiting.delete(it);
      it.done();
    }
  }

  /** Resolves when `more` further messages were acknowledged. */
  after(more: number): Promise<void> {
    const count = this.acknowledged.length + more;
    return new Promise((done) => this.#waiting.add({ count, done }));
  }
}

/** A short wait between two tries of a sender, as every provider makes one. */
const between = (): Promise<void> => new Promise((done) => setTimeout(done, 25));

/** One webhook of the Cloud API, signed. Resolves with its status; 0 when nobody answered. */
export async function webhook(url: string, messages: readonly object[]): Promise<number> {
  const metadata = { phone_number_id: CLOUD.phoneNumberId };
  const value = { messaging_product: 'whatsapp', metadata, messages };
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
  });
  const signature = createHmac('sha256', CLOUD.secret).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
  try {
    const answer = await fetch(`${url}/webhooks/whatsapp`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

export const CONCERN =
  'quiero reportar que a mi mamá de 75 años no le entregan los medicamentos en la EPS en Tuluá';

/** Questions that are not answered with "no". */
const ANSWERS: readonly (readonly [RegExp, string])[] = [
  [/¿Cuál es\?\n1\./, '1'],
  [/¿Cómo quiere que le respondan/, '1'],
  [/¿Autoriza a la Gobernación/, 'sí'],
  [/¿Está bien así\?/, '1'],
];
const CODE = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/;

/** One person on WhatsApp, who reports a concern to the end; Meta stands between and repeats what was not acknowledged. */
export class Caller {
  readonly #answered = new Set<string>();
  #sent = 0;

  constructor(
    readonly number: string,
    readonly world: Address & { readonly ends: FarEnds; readonly ledger: Ledger },
    /** How often each message comes, in any order. */
    readonly times = 1,
  ) {}

  /** Resolves with the tracking code. */
  async report(): Promise<string> {
    const { ends, ledger } = this.world;
    await this.say(CONCERN);
    for (;;) {
      const question = await this.#heardAnew();
      const code = ends
        .of(this.number)
        .map((text) => CODE.exec(text)?.[0])
        .find((it) => it !== undefined);
      if (code !== undefined) {
        ledger.codes.set(this.number, code);
        return code;
      }
      if (
        question.endsWith('?') ||
        /\n\d\. [^\n]+$/.test(question) ||
        /escriba \*?(no|saltar)\b/i.test(question)
      )
        await this.say(ANSWERS.find(([asks]) => asks.test(question))?.[1] ?? 'no');
    }
  }

  /** Sends until it is acknowledged. */
  async say(text: string): Promise<void> {
    const wamid = `wamid.${this.number}.${(this.#sent += 1)}`;
    const timestamp = String(1_700_000_000 + this.#sent);
    const message = { from: this.number, id: wamid, timestamp, type: 'text', text: { body: text } };
    await Promise.all(Array.from({ length: this.times }, () => this.#bring(message)));
    this.world.ledger.acknowledge(this.number, wamid);
  }

  async #bring(message: object): Promise<void> {
    for (;;) {
      const status = await webhook(await this.world.url(), [message]);
      if (status === 200) return;
      this.world.ledger.refused += 1;
      await between();
    }
  }

  /** The last thing that was said, once it is one that was not answered yet. */
  async #heardAnew(): Promise<string> {
    const { ends } = this.world;
    const last = (): string => ends.of(this.number).at(-1) ?? '';
    await ends.when(() => last() !== '' && !this.#answered.has(last()));
    this.#answered.add(last());
    return last();
  }
}

/** What a person was told, without what differs from person to person, and how often something came twice in a row. */
export function transcript(texts: readonly string[]): {
  readonly said: readonly string[];
  readonly repeated: number;
} {
  const plain = texts.map((text) => text.replaceAll(new RegExp(CODE, 'g'), 'CODE'));
  const said = plain.filter((text, index) => text !== plain[index - 1]);
  return { said, repeated: plain.length - said.length };
}
