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

const POOL_BYTES = 8_192;
let pool = Buffer.alloc(0);

/** Asking the system for a few bytes costs as much as for thousands; each byte is given out once. */
function pooled(length: number): Uint8Array {
  if (length > POOL_BYTES) return randomBytes(length);
  if (pool.length < length) pool = randomBytes(POOL_BYTES);
  const given = Uint8Array.from(pool.subarray(0, length));
  pool.fill(0, 0, length);
  pool = pool.subarray(length);
  return given;
}

/** The operating system's randomness. */
export const systemIds: Ids = {
  next: () => Buffer.from(pooled(16)).toString('base64url'),
  bytes: pooled,
};

const INSTANCE = `${hostname()}:${process.pid}:${process.hrtime.bigint()}`;

/** The name under which this process holds leases. One process at a time serves from the embedded store, so it may come
 * back under its name at once; on MongoDB any number of instances may run. */
export const holderOf = (config: Config): string => (config.MONGODB_URI ? INSTANCE : 'embedded');
