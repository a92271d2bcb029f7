import { randomBytes } from 'node:crypto';
import type { Clock } from '../ports/clock.js';
import type { Ids } from '../ports/ids.js';

/** The machine's own clock; its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** The operating system's randomness. */
export const systemIds: Ids = {
  next: () => randomBytes(16).toString('base64url'),
  bytes: (length) => randomBytes(length),
};
