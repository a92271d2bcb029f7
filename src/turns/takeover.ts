import type { Conversation, OutItem } from '../domain/conversation.js';
import type { ConversationStore } from '../ports/turn-stores.js';
import type { Outbox } from './outbox.js';
import { type PerformParts, parkEffects } from './perform.js';

export interface TakeoverParts extends PerformParts {
  readonly conversations: ConversationStore;
}

/** Effects with which so many processes began without coming to their end are a person's to look at: they would take
 * every further process with them. */
export const MAX_BEGUN = 3;

/** Finishes what an earlier owner of a conversation had sealed and not performed. */
export class Takeover {
  readonly #parts: TakeoverParts;
  readonly #out: Outbox;

  constructor(parts: TakeoverParts, out: Outbox) {
    this.#parts = parts;
    this.#out = out;
  }

  /** Performs what is open, replies that were marked as sent excepted. Throws where it has to be tried again. */
  async finish(stored: Conversation): Promise<void> {
    const replies = stored.out.filter((item) => 'reply' in item).map((item) => item.seq);
    const sent = replies.length > 0 ? await this.#parts.log.sent(stored.id, replies) : new Set<number>();
    const open = stored.out.filter((item) => !sent.has(item.seq));
    if (stored.out.some((item) => 'effect' in item)) await this.#withEffects(stored, open);
    else await this.#out.perform(stored, open);
  }

  async #withEffects(stored: Conversation, open: readonly OutItem[]): Promise<void> {
    const { conversations } = this.#parts;
    if ((await conversations.beginEffects(stored.id, stored.v)) > MAX_BEGUN) {
      await parkEffects(this.#parts, stored, open, 'effects_spent');
      return this.#out.perform(
        stored,
        open.filter((item) => !('effect' in item)),
      );
    }
    try {
      await this.#out.perform(stored, open);
    } catch (error) {
      // What failed is what the caller has to hear of, not that the store cannot be told.
      await conversations.endEffects(stored.id, stored.v, 'failed').catch(() => {});
      throw error;
    }
    await conversations.endEffects(stored.id, stored.v, 'performed');
  }
}
