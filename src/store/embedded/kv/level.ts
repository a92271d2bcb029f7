import { ClassicLevel } from 'classic-level';
import { Problem } from '../../../problem.js';
import type { Backend, Change, Cursor, Range } from './backend.js';

const bytesOf = (key: string): Buffer => Buffer.from(key, 'latin1');

/** Opening does not read the data; LevelDB's lock keeps a second process out. */
export interface LevelOptions {
  /** Bytes of uncompressed blocks kept in memory. */
  readonly blockCacheBytes: number;
}

class LevelBackend implements Backend {
  constructor(private readonly level: ClassicLevel<Buffer, Buffer>) {}

  get(key: string): Buffer | undefined {
    return this.level.getSync(bytesOf(key));
  }

  scan(range: Range): Cursor {
    const iterator = this.level.iterator({
      gte: bytesOf(range.low),
      lt: bytesOf(range.high),
      reverse: range.reverse,
    });
    return {
      next: async (count) => {
        const entries = await iterator.nextv(count);
        return entries.map(([key, value]) => [key.toString('latin1'), value] as const);
      },
      close: () => iterator.close(),
    };
  }

  write(changes: readonly Change[]): Promise<void> {
    const batch = this.level.batch();
    for (const [key, value] of changes) {
      if (value === undefined) batch.del(bytesOf(key));
      else batch.put(bytesOf(key), value);
    }
    return batch.write({ sync: true });
  }

  close(): Promise<void> {
    return this.level.close();
  }
}

const isLocked = (error: unknown): boolean =>
  error instanceof Error &&
  error.cause instanceof Error &&
  (error.cause as NodeJS.ErrnoException).code === 'LEVEL_LOCKED';

/**
 * Opens (or makes) the LevelDB in `directory`.
 * Throws Problem store.locked when another process has it, store.unreadable when it cannot be opened.
 */
export const openLevel = async (directory: string, options: LevelOptions): Promise<Backend> => {
  const level = new ClassicLevel<Buffer, Buffer>(directory, {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
    cacheSize: options.blockCacheBytes,
    writeBufferSize: 16 * 1024 * 1024,
  });
  try {
    await level.open();
  } catch (error) {
    if (isLocked(error)) {
      throw new Problem('store.locked', 'Another process has this store open.', {
        retryable: true,
        cause: error,
      });
    }
    throw new Problem('store.unreadable', 'The store cannot be opened.', {
      cause: error,
      details: { directory },
    });
  }
  return new LevelBackend(level);
};
