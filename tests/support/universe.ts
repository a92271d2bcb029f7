import type { Clock } from '../../src/ports/clock.js';
import type { Ids } from '../../src/ports/ids.js';

/** Tests begin on Monday 23 November 2026, 10:00 in Bogotá. */
export const START = Date.UTC(2026, 10, 23, 15, 0, 0);

/** A clock that moves only when it is told to, and runs what is due when it does. */
export class TestClock implements Clock {
  #now = START;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((it) => it !== timer);
    };
  }

  /** Moves on by `ms`, running what falls due on the way, in order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = this.#timers.filter((it) => it.at <= until).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((it) => it !== next);
      this.#now = next.at;
      next.run();
    }
    this.#now = until;
  }
}

/** Identifiers and "randomness" that are the same in every run. */
export function testIds(seed = 1): Ids {
  let state = seed;
  const byte = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, byte);
  return { bytes, next: () => Buffer.from(bytes(16)).toString('base64url') };
}

/** Swallows what is logged, and keeps it for looking. */
export class TestLog {
  readonly entries: Record<string, unknown>[] = [];
  readonly info = (entry: Record<string, unknown>): void => void this.entries.push(entry);
  readonly warn = this.info;
  readonly error = this.info;
}

/** Capabilities of a channel that only carries words. */
export const SHOWS_NOTHING = { marksRead: false, showsTyping: false, tellsDelivery: false } as const;
