import type { MessageBody } from '../../domain/message.js';
import type { Receive } from '../../ports/channel.js';
import type { Clock } from '../../ports/clock.js';
import type { TakenMedia } from '../../ports/media.js';
import type { WhatsappAddresses } from '../../ports/whatsapp-addresses.js';
import { Problem } from '../../problem.js';
import type { Log } from '../../turns/service.js';
import { type Incoming, messageIdOf, type WhatsappFile } from './to-message.js';

/** What is kept of a message that was stored, until the answer to it goes out: to mark it as read. */
export interface Taken {
  readonly jid: string;
  readonly waId: string;
}

/** Named moments of a message's way in; crash tests stop the process there. */
export type IntakeStep = 'looked' | 'stored';

export interface IntakeParts {
  readonly channel: string;
  readonly receive: Receive;
  readonly addresses: WhatsappAddresses;
  readonly clock: Clock;
  readonly logger: Log;
  /** Fetches a person's file and keeps it, once however often it is asked. @throws a retryable Problem. */
  readonly fetch: (address: string, messageId: string, file: WhatsappFile) => Promise<TakenMedia>;
  readonly checkpoint?: ((at: IntakeStep) => void | Promise<void>) | undefined;
}

interface Waiting {
  readonly read: () => Promise<Incoming | null>;
  incoming?: Incoming | null;
  /** The file that came with it, once it is kept or given up. */
  file?: TakenMedia;
  fetching?: boolean;
  /** Its words are stored already. */
  said?: boolean;
  tries: number;
  readonly done: () => void;
}

const RETRY_MS = 1_000;
const MAX_TAKEN = 2_000;
/** A file that cannot be fetched so often is given up, and the person is asked for it again. */
const MOST_TRIES = 5;

/**
 * Brings messages to the service one person at a time, and keeps those that could not be stored until they are. While
 * the store is away every message is offered again and again: the service answers danger at the first offer.
 */
export class Intake {
  readonly #parts: IntakeParts;
  readonly #queues = new Map<string, Waiting[]>();
  readonly #working = new Set<string>();
  readonly #taken = new Map<string, Taken>();
  /** Stored a moment ago: Baileys emits every message once more after its receipt. */
  readonly #stored = new Map<string, true>();
  readonly #pauses = new Set<() => void>();
  #stopped = false;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** Messages that came and are not stored yet. */
  get waiting(): number {
    return [...this.#queues.values()].reduce((sum, queue) => sum + queue.length, 0);
  }

  /** Resolves when what `read` gives is durable, or is nothing. Stays open after `stop`. */
  take(from: string, read: () => Promise<Incoming | null>): Promise<void> {
    return new Promise((done) => {
      const queue = this.#queues.get(from) ?? [];
      this.#queues.set(from, queue);
      queue.push({ read, done, tries: 0 });
      void this.#work(from);
    });
  }

  /** What is known of these messages of ours, to mark them as read; forgotten after. */
  claim(messageId: string): Taken | undefined {
    const taken = this.#taken.get(messageId);
    this.#taken.delete(messageId);
    return taken;
  }

  /** WhatsApp says that two addresses are one person's. */
  async learn(jid: string, alt: string): Promise<void> {
    await this.#meet(jid, alt, this.#parts.clock.now());
    await this.#parts.addresses.learn(jid, alt);
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#pauses) cancel();
    this.#pauses.clear();
  }

  /** Offers the person's messages in order; those behind one that failed are offered too, for danger's sake. */
  async #work(from: string): Promise<void> {
    if (this.#working.has(from)) return;
    this.#working.add(from);
    const queue = this.#queues.get(from) ?? [];
    let failed = 0;
    while (queue.length > failed && !this.#stopped) {
      const next = queue[failed] as Waiting;
      if (await this.#offer(from, next)) {
        queue.splice(failed, 1);
        next.done();
      } else failed += 1;
    }
    this.#working.delete(from);
    if (queue.length === 0) this.#queues.delete(from);
    else this.#later(from);
  }

  #later(from: string): void {
    if (this.#stopped) return;
    const cancel = this.#parts.clock.after(RETRY_MS, () => {
      this.#pauses.delete(cancel);
      void this.#work(from);
    });
    this.#pauses.add(cancel);
  }

  async #offer(from: string, waiting: Waiting): Promise<boolean> {
    const { channel, receive, checkpoint, logger } = this.#parts;
    try {
      waiting.incoming ??= await waiting.read();
      const { incoming } = waiting;
      if (!incoming) return true;
      const address = await this.#personOf(incoming);
      const id = messageIdOf(address, incoming.waId);
      if (this.#stored.has(id)) return true;
      await checkpoint?.('looked');
      keep(this.#taken, id, { jid: incoming.jid, waId: incoming.waId });
      const { at, body, file } = incoming;
      if (body && !waiting.said) await receive({ id, channel, address, at, body });
      waiting.said = true;
      if (file) {
        const came = this.#fetched(from, waiting, address, id, file);
        if (!came) return false;
        const fileId = body ? `${id}.file` : id;
        await receive({ id: fileId, channel, address, at, body: bodyOf(came) });
      }
      keep(this.#stored, id, true);
      await checkpoint?.('stored');
      return true;
    } catch (error) {
      logger.warn({ channel, code: codeOf(error) });
      return false;
    }
  }

  /** The file, if it is there by now. What the person writes meanwhile is not held up by it: it may be danger. */
  #fetched(
    from: string,
    waiting: Waiting,
    address: string,
    id: string,
    file: WhatsappFile,
  ): TakenMedia | undefined {
    if (waiting.file || waiting.fetching) return waiting.file;
    waiting.fetching = true;
    const failed = (error: unknown): void => {
      const away = error instanceof Problem && error.code === 'store_away';
      waiting.tries += away ? 0 : 1;
      const lost = !(error instanceof Problem && error.retryable) || waiting.tries >= MOST_TRIES;
      if (lost) waiting.file = { refused: 'unavailable' };
      this.#parts.logger.warn({ channel: this.#parts.channel, code: codeOf(error) });
    };
    void this.#parts
      .fetch(address, id, file)
      .then((taken) => void (waiting.file = taken), failed)
      .finally(() => {
        waiting.fetching = false;
        if (waiting.file && !this.#stopped) void this.#work(from);
      });
    return undefined;
  }

  /** Two people who turn out to be one: what the later one was doing goes on with the first. Durable before they are
   * joined, and once, whatever is repeated. */
  async #meet(jid: string, alt: string, at: number): Promise<void> {
    const { addresses, channel, receive } = this.#parts;
    const [person = jid, ...former] = await addresses.peopleOf(jid, alt);
    for (const address of former) {
      const body = { kind: 'event', name: 'address.joined', data: { person } } as const;
      await receive({ id: `joined:${messageIdOf(person, address)}`, channel, address, at, body });
    }
  }

  /** While the store is away and the person is not known here, the address they wrote from must do: the message cannot
   * be stored then, but danger in it is answered. */
  async #personOf({ jid, alt, at }: Incoming): Promise<string> {
    try {
      if (alt !== undefined) await this.#meet(jid, alt, at);
      return await this.#parts.addresses.personOf(jid, alt);
    } catch (error) {
      if (error instanceof Problem && error.retryable) return jid;
      throw error;
    }
  }
}

const codeOf = (error: unknown): string => (error instanceof Problem ? error.code : 'intake_threw');

const bodyOf = (file: TakenMedia): MessageBody =>
  'media' in file ? { kind: 'media', media: file.media } : { kind: 'refused-media', why: file.refused };

function keep<T>(kept: Map<string, T>, id: string, value: T): void {
  kept.set(id, value);
  const oldest = kept.keys().next().value;
  if (kept.size > MAX_TAKEN && oldest !== undefined) kept.delete(oldest);
}
