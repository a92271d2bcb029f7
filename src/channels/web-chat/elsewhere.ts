import type { Clock } from '../../ports/clock.js';
import type { Hub } from './hub.js';

/** How often it is looked whether another instance answered, and for how long after what a person wrote: then a window
 * hears of it with its next ping. Milliseconds. */
const LOOK_EVERY_MS = 500;
const LOOK_FOR_MS = 15_000;

/** Looks for answers that another instance of the service gives to what was posted here: who watches here does not hear
 * of them by itself. */
export class AnswersElsewhere {
  readonly #clock: Clock;
  readonly #hub: Hub;
  /** Cancels the next look at a conversation. */
  readonly #cancels = new Map<string, () => void>();

  constructor(clock: Clock, hub: Hub) {
    this.#clock = clock;
    this.#hub = hub;
  }

  /** Something was posted in a conversation. */
  expect(conversation: string): void {
    this.#look(conversation, this.#clock.now() + LOOK_FOR_MS);
  }

  /** It is answered here. */
  cancel(conversation: string): void {
    this.#cancels.get(conversation)?.();
    this.#cancels.delete(conversation);
  }

  cancelAll(): void {
    for (const conversation of this.#cancels.keys()) this.cancel(conversation);
  }

  #look(conversation: string, until: number): void {
    this.cancel(conversation);
    const cancel = this.#clock.after(LOOK_EVERY_MS, () => {
      this.#cancels.delete(conversation);
      if (this.#hub.behind(conversation) && this.#clock.now() < until) this.#look(conversation, until);
    });
    this.#cancels.set(conversation, cancel);
  }
}
