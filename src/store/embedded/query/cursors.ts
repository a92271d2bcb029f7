import { randomBytes } from 'node:crypto';
import { MongoError } from '../errors.js';
import type { Results } from './results.js';

/** What one batch may weigh, as in MongoDB. */
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
const READ_AT_ONCE = 1000;

export interface OpenCursor {
  readonly id: bigint;
  readonly namespace: string;
  readonly results: Results;
  readonly noTimeout: boolean;
  /** Read but not yet given. */
  waiting: Buffer[];
  /** Milliseconds since the epoch. */
  usedAt: number;
  busy: boolean;
}

/** Cursors between two getMore, each closed when nobody came back for it in time. */
export class Cursors {
  private readonly open = new Map<bigint, OpenCursor>();

  constructor(
    private readonly now: () => number,
    private readonly idleMs: number,
  ) {}

  get size(): number {
    return this.open.size;
  }

  /** Takes a first batch; the cursor stays when more may come, or is closed and has the id 0. */
  async start(
    results: Results,
    namespace: string,
    batchSize: number,
    single: boolean,
    noTimeout: boolean,
  ): Promise<{ id: bigint; batch: readonly Buffer[] }> {
    const cursor: OpenCursor = {
      id: 0n,
      namespace,
      results,
      noTimeout,
      waiting: [],
      usedAt: this.now(),
      busy: false,
    };
    const batch = await this.nextBatch(cursor, batchSize);
    if (single || (results.ended && cursor.waiting.length === 0)) {
      await results.close();
      return { id: 0n, batch };
    }
    const id = newId();
    this.open.set(id, { ...cursor, id });
    return { id, batch };
  }

  /** The next batch. Throws CursorNotFound. */
  async more(
    id: bigint,
    namespace: string,
    batchSize: number,
  ): Promise<{ id: bigint; batch: readonly Buffer[] }> {
    const cursor = this.open.get(id);
    if (!cursor) throw new MongoError('CursorNotFound', `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) {
      throw new MongoError(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    if (cursor.busy) throw new MongoError(12051, `cursor id ${id} is in use`);
    cursor.usedAt = this.now();
    const batch = await this.nextBatch(cursor, batchSize === 0 ? Number.POSITIVE_INFINITY : batchSize);
    if (!cursor.results.ended || cursor.waiting.length > 0) return { id, batch };
    await this.kill(id);
    return { id: 0n, batch };
  }

  async kill(id: bigint): Promise<boolean> {
    const cursor = this.open.get(id);
    if (!cursor) return false;
    this.open.delete(id);
    await cursor.results.close();
    return true;
  }

  /** Closes what nobody asked for since the idle time. */
  async expire(): Promise<void> {
    const before = this.now() - this.idleMs;
    for (const cursor of this.open.values()) {
      if (!cursor.busy && !cursor.noTimeout && cursor.usedAt < before) await this.kill(cursor.id);
    }
  }

  async closeAll(): Promise<void> {
    for (const id of this.open.keys()) await this.kill(id);
  }

  private async nextBatch(cursor: OpenCursor, count: number): Promise<readonly Buffer[]> {
    const batch: Buffer[] = [];
    let bytes = 0;
    cursor.busy = true;
    try {
      while (batch.length < count) {
        if (cursor.waiting.length === 0) {
          if (cursor.results.ended) break;
          const read = cursor.results.read(Math.min(count - batch.length, READ_AT_ONCE));
          cursor.waiting = [...(read instanceof Promise ? await read : read)];
          continue;
        }
        const next = cursor.waiting[0] as Buffer;
        if (batch.length > 0 && bytes + next.length > MAX_BATCH_BYTES) break;
        batch.push(next);
        bytes += next.length;
        cursor.waiting.shift();
      }
    } catch (error) {
      this.open.delete(cursor.id);
      await cursor.results.close();
      throw error;
    } finally {
      cursor.busy = false;
    }
    return batch;
  }
}

const newId = (): bigint => BigInt.asUintN(62, randomBytes(8).readBigUInt64LE(0)) + 1n;
