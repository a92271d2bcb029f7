import type { Clock } from '../../ports/clock.js';

export interface Pace {
  /** Least time between two messages to one person, milliseconds. */
  readonly perPersonMs: number;
  /** Least time between two messages to anybody. */
  readonly overallMs: number;
}

const FORGET_AFTER = 1_000;

/** Spaces messages out as a person would type them: WhatsApp bans numbers that do not. */
export class Pacing {
  readonly #clock: Clock;
  readonly #pace: Pace;
  readonly #nextFor = new Map<string, number>();
  #next = 0;

  constructor(clock: Clock, pace: Pace) {
    this.#clock = clock;
    this.#pace = pace;
  }

  /** Resolves when a message to `person` may go; calls for one person are let through in the order they came. */
  async turn(person: string): Promise<void> {
    const now = this.#clock.now();
    const at = Math.max(now, this.#next, this.#nextFor.get(person) ?? 0);
    this.#next = Math.max(now, this.#next) + this.#pace.overallMs;
    this.#nextFor.set(person, at + this.#pace.perPersonMs);
    if (this.#nextFor.size > FORGET_AFTER) this.#forget(now);
    if (at > now) await new Promise<void>((resolve) => this.#clock.after(at - now, resolve));
  }

  #forget(now: number): void {
    for (const [person, at] of this.#nextFor) if (at <= now) this.#nextFor.delete(person);
  }
}
