import type { Journal } from '../kv/journal.js';
import {
  after,
  documentPrefix,
  GARBAGE_PREFIX,
  garbageId,
  garbageKey,
  indexPrefix,
  multikeyKey,
} from './keys.js';
import { CHUNK, rowsUnder } from './stored-rows.js';

/** Rows of collections and indexes that are no more: removed in the background, and after a crash at the next start. */
export class Garbage {
  private purging: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(private readonly journal: Journal) {}

  /** Ids that an earlier process left behind. */
  async left(): Promise<number[]> {
    return (await rowsUnder(this.journal, GARBAGE_PREFIX)).map(([key]) => garbageId(key));
  }

  /** Marks the rows of these ids and has them removed. */
  discard(ids: readonly number[]): void {
    for (const id of ids) this.journal.put(garbageKey(id), Buffer.alloc(0));
    this.purgeSoon(ids);
  }

  /** Removes the rows of these ids when those before are removed. */
  purgeSoon(ids: readonly number[]): void {
    if (ids.length === 0) return;
    this.purging = this.purging.then(async () => {
      for (const id of ids) await this.purge(id);
    });
  }

  /** Resolves when what was discarded is removed. */
  settled(): Promise<void> {
    return this.purging;
  }

  /** Ends the removal; what is left is removed at the next start. */
  async close(): Promise<void> {
    this.closed = true;
    await this.purging;
  }

  /** Ids are given once, so an id stands for a collection or for an index, never for a later one. */
  private async purge(id: number): Promise<void> {
    for (const prefix of [documentPrefix(id), indexPrefix(id)]) {
      const cursor = this.journal.scan({ low: prefix, high: after(prefix), reverse: false });
      for (;;) {
        const rows = this.closed ? [] : await cursor.next(CHUNK);
        if (rows.length === 0) break;
        for (const [key] of rows) this.journal.delete(key);
        await this.journal.durable();
      }
      await cursor.close();
    }
    if (this.closed) return;
    this.journal.delete(multikeyKey(id));
    this.journal.delete(garbageKey(id));
  }
}
