import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Address } from './callers.js';

interface Activity {
  readonly id: string;
  readonly replyToId?: string;
  readonly from: { readonly role?: string };
  readonly text?: string;
}

interface Page {
  readonly activities: readonly Activity[];
  readonly watermark: string;
}

/** As a page does between two tries. */
const between = (): Promise<void> => new Promise((done) => setTimeout(done, 50));

/** Somebody on the page who does not wait for answers: Direct Line's ids are receipts too. */
export class Visitor {
  /** Ids of what was acknowledged, in order. */
  readonly acknowledged: string[] = [];
  #session: { readonly token: string; readonly conversationId: string } | undefined;

  constructor(readonly world: Address) {}

  /** Writes in bursts until `enough` holds; each burst is answered before the next. */
  async write(enough: () => boolean): Promise<void> {
    do {
      for (const text of ['ayuda', 'menú', 'gracias']) this.acknowledged.push(await this.#post(text));
      while (!(await this.#isAnswered())) await between();
    } while (!enough());
  }

  /** Everything once, in the order in which it was written; each message answered, no answer twice. */
  async check(): Promise<void> {
    const activities = await this.#read();
    const own = activities.filter(({ from }) => from.role === 'user').map(({ id }) => id);
    expect(own).toEqual(this.acknowledged);
    const replies = activities.filter(({ replyToId }) => replyToId !== undefined);
    const order = replies.map(({ replyToId }) => this.acknowledged.indexOf(replyToId as string));
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(new Set(order).size).toBe(this.acknowledged.length);
    const said = replies.map(({ replyToId, text }) => `${replyToId} ${text}`);
    expect(new Set(said).size).toBe(said.length);
  }

  async #isAnswered(): Promise<boolean> {
    const answered = new Set((await this.#read()).map(({ replyToId }) => replyToId));
    return this.acknowledged.every((id) => answered.has(id));
  }

  async #post(text: string): Promise<string> {
    const activity = {
      type: 'message',
      from: { id: 'me' },
      text,
      channelData: { clientActivityID: randomUUID() },
    };
    return ((await this.#ask('POST', activity)) as { id: string }).id;
  }

  /** The whole history, page by page. */
  async #read(): Promise<readonly Activity[]> {
    const all: Activity[] = [];
    for (let watermark = ''; ; ) {
      const page = (await this.#ask('GET', undefined, `?watermark=${watermark}`)) as Page;
      if (page.activities.length === 0) return all;
      all.push(...page.activities);
      watermark = page.watermark;
    }
  }

  async #ask(method: string, body?: object, query = ''): Promise<unknown> {
    const { token, conversationId } = await this.#begin();
    return this.#until(`conversations/${conversationId}/activities${query}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  }

  async #begin(): Promise<{ readonly token: string; readonly conversationId: string }> {
    this.#session ??= (await this.#until('tokens/generate', { method: 'POST' })) as {
      token: string;
      conversationId: string;
    };
    return this.#session;
  }

  /** Tries until it is taken. */
  async #until(path: string, options: RequestInit): Promise<unknown> {
    for (;;) {
      const url = `${await this.world.url()}/v3/directline/${path}`;
      const answer = await fetch(url, options).then(
        async (response) => ({ ok: response.ok, body: (await response.json()) as unknown }),
        () => undefined,
      );
      if (answer?.ok) return answer.body;
      await between();
    }
  }
}
