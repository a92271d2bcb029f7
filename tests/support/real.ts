import { randomBytes } from 'node:crypto';
import type { Clock } from '../../src/ports/clock.js';
import type { Ids } from '../../src/ports/ids.js';

/** The machine's clock, for tests that drive real clients. */
export const realClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** The machine's randomness, for the same. */
export const realIds: Ids = {
  next: () => randomBytes(16).toString('base64url'),
  bytes: (length) => randomBytes(length),
};
