import type { Conversation, OutItem } from '../domain/conversation.js';
import { isDangerLine } from './danger-line.js';
import { type PerformParts, performEffects, sendReplies } from './perform.js';

export interface OutboxParts extends PerformParts {
  /** Something failed that has to be tried again. */
  readonly failed: (error: unknown) => void;
  /** The conversation belongs to somebody else now, who does the rest. */
  readonly lost: () => void;
  /** Everything was performed, sent and marked. */
  readonly done: () => void;
}

/** What sealed turns of one conversation decided on and what is not known to be performed yet. */
export class Outbox {
  readonly #parts: OutboxParts;
  #open: readonly OutItem[] = [];
  #sending: Promise<void> = Promise.resolve();
  /** How many sends wait or are under way. */
  #underWay = 0;
  /** How often each effect (by `seq`) was tried in vain. */
  readonly #tries = new Map<number, number>();

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  get open(): readonly OutItem[] {
    return this.#open;
  }

  get sending(): boolean {
    return this.#underWay > 0;
  }

  /** Resolves when what has to be sent until now was sent, or failed. */
  get sent(): Promise<void> {
    return this.#sending;
  }

  forget(): void {
    this.#open = [];
  }

  /**
   * Performs what is open of a conversation as it was sealed: effects now, replies after those that are still being sent.
   * The next turn waits for effects, not for sends; the danger line waits for no effect.
   */
  async perform(conversation: Conversation, open: readonly OutItem[]): Promise<void> {
    this.#open = open;
    const effects = open.filter((item) => 'effect' in item);
    if (effects.length > 0) {
      this.#sendNext(conversation, (item) => 'reply' in item && isDangerLine(item.reply));
      await performEffects(this.#parts, conversation, effects, this.#tries);
      this.#close(new Set(effects.map((item) => item.seq)));
    }
    this.#sendNext(conversation, () => true);
  }

  #sendNext(conversation: Conversation, which: (item: OutItem) => boolean): void {
    this.#underWay += 1;
    this.#sending = this.#sending
      .then(() => this.#send(conversation, which))
      .catch((error: unknown) => this.#parts.failed(error))
      .finally(() => {
        this.#underWay -= 1;
      });
  }

  async #send(conversation: Conversation, which: (item: OutItem) => boolean): Promise<void> {
    const { done, failed, lost } = await sendReplies(this.#parts, conversation, this.#open.filter(which));
    this.#close(done);
    if (failed !== undefined) this.#parts.failed(failed);
    else if (lost) this.#parts.lost();
    else if (this.#open.length === 0) this.#parts.done();
  }

  #close(done: ReadonlySet<number>): void {
    this.#open = this.#open.filter((item) => !done.has(item.seq));
  }
}
