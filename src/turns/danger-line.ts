import { type Message, type Reply, wordsOf } from '../domain/message.js';
import type { DangerKind } from '../domain/understanding.js';
import type { Channel } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';

export interface DangerLineParts {
  readonly channels: ReadonlyMap<string, Channel>;
  readonly clock: Clock;
  readonly defaultLocale: string;
  /** Judges danger alone, for the one answer that needs no store. */
  readonly dangerOf: (text: string) => DangerKind | null;
  readonly dangerLine: (locale: string, kind: DangerKind) => Reply;
}

/** Who is in danger waits for nothing longer than this: not for a store that says nothing, not for a turn. */
const PATIENCE_MS = 1_500;
/** Messages whose line was given that are remembered. */
const MAX_GIVEN = 10_000;

/** What is sent before anything else that a turn decided on, its effects too. */
export const isDangerLine = ({ key }: Reply): boolean => key.startsWith('danger:first-');

export const rowIdOf = ({ channel, id }: Pick<Message, 'channel' | 'id'>): string => `${channel}:${id}`;

/** Gives the danger line where no turn did in time: once per message and process, without the store. */
export class DangerLine {
  readonly #parts: DangerLineParts;
  /** By row: what ends the waiting for its turn. */
  readonly #waiting = new Map<string, () => void>();
  /** By row: resolves when the line went out, or did not. */
  readonly #given = new Map<string, Promise<unknown>>();
  /** Rows whose turns are sealed: a message that comes once more needs no line. */
  readonly #sealed = new Set<string>();

  constructor(parts: DangerLineParts) {
    this.#parts = parts;
  }

  /** From now on its turn has `PATIENCE_MS` to be sealed. `late` decides whether the line is given when it was not. */
  expect(message: Message, late: () => Promise<boolean>): void {
    const id = rowIdOf(message);
    if (this.#waiting.has(id) || this.#sealed.has(id)) return;
    const cancel = this.#parts.clock.after(PATIENCE_MS, () => {
      this.#waiting.delete(id);
      if (this.#kindOf(message) !== null) void this.#giveIf(late, message);
    });
    this.#waiting.set(id, cancel);
  }

  /** Their turn is sealed, and the line is the first thing of it to be sent. */
  settled(rowIds: Iterable<string>): void {
    if (this.#sealed.size > MAX_GIVEN) this.#sealed.clear();
    for (const id of rowIds) {
      this.cancel(id);
      this.#sealed.add(id);
    }
  }

  /** Nobody waits for its turn any more. */
  cancel(rowId: string): void {
    this.#waiting.get(rowId)?.();
    this.#waiting.delete(rowId);
  }

  /** The line for a message that shows danger; nothing for another one. Where it is being given, resolves when that ends:
   * a channel that refuses the message hands on what could be said. */
  async give(message: Message): Promise<void> {
    const kind = this.#kindOf(message);
    const channel = this.#parts.channels.get(message.channel);
    const id = rowIdOf(message);
    if (kind === null || !channel) return;
    const given = this.#given.get(id);
    if (given) return void (await given);
    if (this.#given.size > MAX_GIVEN) this.#given.clear();
    const reply = this.#parts.dangerLine(message.locale ?? this.#parts.defaultLocale, kind);
    // One that did not go out is tried again with the message, which its provider sends again.
    const sent = channel
      .send({ id: `danger:${message.id}`, address: message.address, reply })
      .catch(() => this.#given.delete(id));
    this.#given.set(id, sent);
    await sent;
  }

  async #giveIf(late: () => Promise<boolean>, message: Message): Promise<void> {
    if (await late()) await this.give(message);
  }

  /** Waits for nothing any more. */
  stop(): void {
    for (const id of this.#waiting.keys()) this.cancel(id);
  }

  #kindOf({ body }: Message): DangerKind | null {
    return body.kind === 'choice' ? null : this.#parts.dangerOf(wordsOf(body));
  }
}
