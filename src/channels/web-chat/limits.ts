import type { Clock } from '../../ports/clock.js';
import { Problem } from '../../problem.js';

/** A bucket that holds `burst` and gains `perSecond`. */
interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Behind a carrier's NAT thousands of phones share an address: what one of them may do is bounded by its own
 * conversation, an address only by what a whole town would not reach, and everybody together by what we can serve. */
const RATES = {
  startPerAddress: { burst: 300, perSecond: 5 },
  startOfAll: { burst: 2_000, perSecond: 50 },
  messagePerConversation: { burst: 30, perSecond: 1 },
  messageOfAll: { burst: 5_000, perSecond: 500 },
} satisfies Record<string, Rate>;

/** Buckets kept in memory; the one unused for longest is let go first. */
const MAX_KEYS = 20_000;

/** Limits of anonymous use. Addresses are kept in memory only. */
export class Limits {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws Problem `too_many`, retryable, with `details.seconds` to wait. */
  start(ip: string): void {
    this.#take('all-starts', RATES.startOfAll);
    this.#take(`start:${network(ip)}`, RATES.startPerAddress);
  }

  /** @throws Problem `too_many`, retryable, with `details.seconds` to wait. */
  message(conversation: string): void {
    this.#take('all-messages', RATES.messageOfAll);
    this.#take(`message:${conversation}`, RATES.messagePerConversation);
  }

  #take(key: string, { burst, perSecond }: Rate): void {
    const now = this.#clock.now();
    const known = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, known.tokens + ((now - known.at) / 1000) * perSecond);
    if (tokens < 1) {
      const seconds = Math.ceil((1 - tokens) / perSecond);
      throw new Problem('too_many', 'too many requests; try again in a moment', {
        retryable: true,
        details: { seconds },
      });
    }
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: tokens - 1, at: now });
    if (this.#buckets.size > MAX_KEYS) this.#buckets.delete(this.#buckets.keys().next().value as string);
  }
}

/** What counts as one address: an IPv6 customer owns a /64: its first four groups are one address. */
export function network(ip: string): string {
  return ip.includes(':') && !ip.startsWith('::ffff:') ? ip.split(':').slice(0, 4).join(':') : ip;
}
