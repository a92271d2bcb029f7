import type { Backend, Cursor, Range } from './backend.js';
import { ByteCache } from './cache.js';
import { Overlay } from './overlay.js';

type Entry = readonly [key: string, value: Buffer];

/** Entries merged from the file and what is not yet in it; `newest` wins over the file. */
const merged = (
  cursor: Cursor,
  pending: readonly (readonly [string, Buffer | undefined])[],
  reverse: boolean,
): Cursor => {
  let at = 0;
  let file: readonly Entry[] = [];
  let fileAt = 0;
  let fileEnded = false;
  const before = (a: string, b: string): boolean => (reverse ? a > b : a < b);
  const next = async (count: number): Promise<readonly Entry[]> => {
    const found: Entry[] = [];
    while (found.length < count) {
      if (fileAt === file.length && !fileEnded) {
        file = await cursor.next(count);
        fileAt = 0;
        fileEnded = file.length === 0;
      }
      const stored = file[fileAt];
      const fresh = pending[at];
      if (fresh && (!stored || !before(stored[0], fresh[0]))) {
        at += 1;
        if (stored && stored[0] === fresh[0]) fileAt += 1;
        if (fresh[1] !== undefined) found.push([fresh[0], fresh[1]]);
      } else if (stored) {
        fileAt += 1;
        found.push(stored);
      } else break;
    }
    return found;
  };
  return { next, close: () => cursor.close() };
};

/** The later of two lists of changes, ordered as the scan goes. */
const layered = (older: Overlay, newer: Overlay, range: Range): (readonly [string, Buffer | undefined])[] => {
  const [old, fresh] = [older.range(range.low, range.high), newer.range(range.low, range.high)];
  let all = old.length === 0 ? fresh : old;
  if (old.length > 0 && fresh.length > 0) {
    all = [...new Map([...old, ...fresh])].sort(([a], [b]) => (a < b ? -1 : 1));
  }
  return range.reverse ? all.reverse() : all;
};

/**
 * Group commit. Writes are seen at once by every read of this process, are collected, and go to the file together,
 * one batch at a time; `durable()` resolves when all that was written before the call is on disk.
 */
export class Journal {
  private pending = new Overlay();
  private flushing = new Overlay();
  private written = 0;
  private flushed = 0;
  private waiters: { readonly mark: number; readonly resolve: () => void }[] = [];
  private running = false;
  private failed = false;
  private closed = false;
  private readonly cache: ByteCache;

  /** `fail` is called once when a write to disk failed: what was said to be written no longer holds. */
  constructor(
    private readonly backend: Backend,
    private readonly fail: (error: unknown) => void,
    cacheBytes: number,
  ) {
    this.cache = new ByteCache(cacheBytes);
  }

  /** How many changes were made since the store was opened. */
  get writes(): number {
    return this.written;
  }

  get(key: string): Buffer | undefined {
    if (this.pending.has(key)) return this.pending.get(key);
    if (this.flushing.has(key)) return this.flushing.get(key);
    const cached = this.cache.get(key);
    if (cached !== undefined) return cached;
    const stored = this.backend.get(key);
    if (stored !== undefined) this.cache.set(key, stored);
    return stored;
  }

  put(key: string, value: Buffer): void {
    this.change(key, value);
  }

  delete(key: string): void {
    this.change(key, undefined);
  }

  scan(range: Range): Cursor {
    const pending = layered(this.flushing, this.pending, range);
    return merged(this.backend.scan(range), pending, range.reverse);
  }

  /** Resolves at once (undefined) when nothing is waiting to be written. */
  durable(): Promise<void> | undefined {
    if (this.flushed === this.written) return undefined;
    const mark = this.written;
    return new Promise((resolve) => {
      this.waiters.push({ mark, resolve });
    });
  }

  /** Writes what is there; what comes later is refused. */
  async close(): Promise<void> {
    this.closed = true;
    await this.durable();
    await this.backend.close();
  }

  private change(key: string, value: Buffer | undefined): void {
    if (this.closed) throw new Error('the store is closed');
    this.pending.set(key, value);
    this.written += 1;
    this.cache.delete(key);
    if (!this.running && !this.failed) {
      this.running = true;
      setImmediate(() => void this.flush());
    }
  }

  private async flush(): Promise<void> {
    try {
      while (this.pending.size > 0) {
        const mark = this.written;
        [this.flushing, this.pending] = [this.pending, new Overlay()];
        await this.backend.write([...this.flushing.all()]);
        for (const [key, value] of this.flushing.all()) {
          if (value !== undefined && !this.pending.has(key)) this.cache.set(key, value);
        }
        this.flushing = new Overlay();
        this.settle(mark);
      }
      this.running = false;
    } catch (error) {
      this.failed = true;
      this.fail(error);
    }
  }

  private settle(mark: number): void {
    this.flushed = mark;
    const ready = this.waiters.filter((waiter) => waiter.mark <= mark);
    this.waiters = this.waiters.filter((waiter) => waiter.mark > mark);
    for (const { resolve } of ready) resolve();
  }
}
