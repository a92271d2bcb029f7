import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Config } from '../config.js';
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

const INSTANCE = `${hostname()}:${process.pid}:${process.hrtime.bigint()}`;

/** The name under which this process holds leases. One process at a time serves from the embedded store, so it may come
 * back under its name at once; on MongoDB any number of instances may run. */
export const holderOf = (config: Config): string => (config.MONGODB_URI ? INSTANCE : 'embedded');
