import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { compareValues } from '../../../../src/store/embedded/bson/compare.js';
import { decode } from '../../../../src/store/embedded/bson/decode.js';
import { encode } from '../../../../src/store/embedded/bson/encode.js';
import { keyOf } from '../../../../src/store/embedded/bson/key.js';
import type { Doc, Value } from '../../../../src/store/embedded/bson/value.js';
import { checkCollection } from '../../../../src/store/embedded/engine/check.js';
import type { Collection } from '../../../../src/store/embedded/engine/collection.js';
import { Engine } from '../../../../src/store/embedded/engine/engine.js';
import { Journal } from '../../../../src/store/embedded/kv/journal.js';
import { compileFilter } from '../../../../src/store/embedded/query/filter.js';
import { choosePlan } from '../../../../src/store/embedded/query/plan.js';
import { openResults } from '../../../../src/store/embedded/query/results.js';
import { parseSort } from '../../../../src/store/embedded/query/sort.js';
import { documents, field, INDEXES, query, scalar, sortSpec } from './arbitraries.js';
import { MemoryBackend } from './memory-backend.js';
import { matches, order, sorted } from './model.js';

const RUNS = 300;
const fail = (error: unknown): never => {
  throw error;
};

const filled = async (docs: readonly Doc[], indexes: readonly Doc[]): Promise<Collection> => {
  const engine = await Engine.open(new Journal(new MemoryBackend(), fail, 100_000));
  const collection = engine.create('t', 'c', new Map());
  for (const index of indexes) await engine.addIndex(collection, index);
  for (const doc of docs) {
    try {
      collection.insert(encode(doc));
    } catch (error) {
      // Two arrays side by side cannot be in one compound index.
      if ((error as { code?: number }).code !== 171) throw error;
    }
  }
  return collection;
};

const stored = async (collection: Collection): Promise<Doc[]> => read(collection, new Map(), []);

const read = async (
  collection: Collection,
  wanted: Doc,
  keys: readonly (readonly [string, number])[],
): Promise<Doc[]> => {
  const filter = compileFilter(wanted, new Map());
  const sort = parseSort(new Map(keys));
  const spec = { filter, sort, skip: 0, limit: 0, projection: undefined };
  const results = openResults(collection, choosePlan(collection, filter, sort), spec);
  const found: Buffer[] = [];
  while (!results.ended) found.push(...(await results.read(3)));
  await results.close();
  return found.map(decode);
};

const ids = (docs: readonly Doc[]): Value[] => docs.map((doc) => doc.get('_id') as Value);

describe('values', () => {
  test('keys and comparison agree with the model of the order', () => {
    fc.assert(
      fc.property(field, field, (a, b) => {
        const wanted = Math.sign(order(a, b));
        expect(Math.sign(compareValues(a, b))).toBe(wanted);
        const [x, y] = [keyOf(a), keyOf(b)];
        expect(x < y ? -1 : x > y ? 1 : 0).toBe(wanted);
      }),
      { numRuns: RUNS * 10 },
    );
  });

  test('no key is the beginning of another', () => {
    fc.assert(
      fc.property(scalar, scalar, (a, b) => {
        const [x, y] = [keyOf(a), keyOf(b)];
        expect(x === y || (!x.startsWith(y) && !y.startsWith(x))).toBe(true);
      }),
      { numRuns: RUNS * 10 },
    );
  });
});

describe('queries', () => {
  test('find what the model finds, with and without indexes', async () => {
    await fc.assert(
      fc.asyncProperty(documents, fc.array(query, { minLength: 1, maxLength: 6 }), async (docs, queries) => {
        for (const indexes of [[], INDEXES]) {
          const collection = await filled(docs, indexes);
          const all = await stored(collection);
          for (const wanted of queries) {
            const expected = ids(all.filter((doc) => matches(doc, wanted)));
            expect(ids(await read(collection, wanted, [])).sort()).toEqual(expected);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('sort as the model sorts, with and without indexes', async () => {
    await fc.assert(
      fc.asyncProperty(documents, query, sortSpec, async (docs, wanted, keys) => {
        const whole = [...keys, ['_id', 1] as const];
        const unique = keys.some(([name]) => name === '_id') ? keys : whole;
        for (const indexes of [[], INDEXES]) {
          const collection = await filled(docs, indexes);
          const all = (await stored(collection)).filter((doc) => matches(doc, wanted));
          expect(ids(await read(collection, wanted, unique as [string, number][]))).toEqual(
            ids(sorted(all, unique as [string, number][])),
          );
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('indexes and documents agree after replacing and removing', async () => {
    await fc.assert(
      fc.asyncProperty(documents, documents, async (before, after) => {
        const collection = await filled(before, INDEXES);
        for (const doc of after) {
          const id = keyOf(doc.get('_id') as Value);
          const raw = collection.get(id);
          if (!raw) continue;
          try {
            if (doc.size === 1) collection.remove({ id, raw });
            else collection.replace({ id, raw }, encode(doc));
          } catch (error) {
            if ((error as { code?: number }).code !== 171) throw error;
          }
        }
        expect((await checkCollection(collection)).problems).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
