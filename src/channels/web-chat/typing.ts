import type { Clock } from '../../ports/clock.js';
import type { Ids } from '../../ports/ids.js';
import { typingActivity } from './activity.js';
import type { Hub } from './hub.js';

/** A turn that answers sooner shows no typing sign. */
const TYPING_AFTER_MS = 400;

/** The sign that an answer is being written, shown to who watches a conversation. */
export class TypingSigns {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #hub: Hub;
  /** Cancels the sign of a conversation. */
  readonly #cancels = new Map<string, () => void>();

  constructor(parts: { readonly clock: Clock; readonly ids: Ids }, hub: Hub) {
    this.#clock = parts.clock;
    this.#ids = parts.ids;
    this.#hub = hub;
  }

  /** Shows it in a moment, unless it is cancelled before. */
  show(conversation: string): void {
    this.cancel(conversation);
    const cancel = this.#clock.after(TYPING_AFTER_MS, () => {
      this.#cancels.delete(conversation);
      const id = this.#ids.next();
      this.#hub.passing(conversation, typingActivity({ id, conversation, at: this.#clock.now() }));
    });
    this.#cancels.set(conversation, () => {
      cancel();
      this.#cancels.delete(conversation);
    });
  }

  cancel(conversation: string): void {
    this.#cancels.get(conversation)?.();
  }

  cancelAll(): void {
    for (const cancel of this.#cancels.values()) cancel();
  }
}
