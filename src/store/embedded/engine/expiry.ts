import { compareValues, typeRank } from '../bson/compare.js';
import { pickFields } from '../bson/decode.js';
import { keyOf } from '../bson/key.js';
import { UtcDate, type Value } from '../bson/value.js';
import { stretch } from '../query/bounds.js';
import { visitPath } from '../query/path.js';
import type { Collection } from './collection.js';
import type { Engine } from './engine.js';
import type { IndexField, IndexSpec } from './index-spec.js';

const CHUNK = 500;

/** Whether some date in the field is at or before the limit: with several dates the earliest decides. */
const isDue = (raw: Buffer, index: IndexSpec, limit: UtcDate): boolean => {
  const field = index.fields[0] as IndexField;
  return visitPath(pickFields(raw, index.roots), field.parts, true, (value: Value | undefined) => {
    return value instanceof UtcDate && compareValues(value, limit) <= 0;
  });
};

const expireIndex = async (
  engine: Engine,
  collection: Collection,
  index: IndexSpec,
  now: number,
): Promise<number> => {
  const limit = new UtcDate(BigInt(now) - BigInt(index.expireAfterSeconds as number) * 1000n);
  const interval = {
    low: { key: String.fromCharCode(typeRank(limit)), inclusive: true },
    high: { key: keyOf(limit), inclusive: true },
  };
  const range = stretch('', interval, index.fields[0]?.descending === true);
  const cursor = collection.scanIndex(index, { ...range, reverse: false });
  let removed = 0;
  try {
    for (;;) {
      const entries = await cursor.next(CHUNK);
      if (entries.length === 0) return removed;
      for (const [, value] of entries) {
        const id = value.toString('latin1');
        const raw = collection.get(id);
        if (raw === undefined || !isDue(raw, index, limit)) continue;
        collection.remove({ id, raw });
        removed += 1;
      }
      await engine.journal.durable();
    }
  } finally {
    await cursor.close();
  }
};

/**
 * Removes the documents whose time has come by their TTL indexes and gives how many. `now`: milliseconds since the
 * epoch. Source: MongoDB manual, "TTL Indexes"; what is not a date never expires.
 */
export const expireDocuments = async (engine: Engine, now: number): Promise<number> => {
  let removed = 0;
  for (const collection of engine.all()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds === undefined) continue;
      removed += await expireIndex(engine, collection, index, now);
    }
  }
  return removed;
};
