import { describe, expect, test } from '@jest/globals';
import { encode } from '../../../../src/store/embedded/bson/encode.js';
import { type Doc, UtcDate, type Value } from '../../../../src/store/embedded/bson/value.js';
import { checkEngine } from '../../../../src/store/embedded/engine/check.js';
import { Engine } from '../../../../src/store/embedded/engine/engine.js';
import { expireDocuments } from '../../../../src/store/embedded/engine/expiry.js';
import { FORMAT_VERSION, openFormat, writeFormat } from '../../../../src/store/embedded/engine/format.js';
import { Journal } from '../../../../src/store/embedded/kv/journal.js';
import { Cursors } from '../../../../src/store/embedded/query/cursors.js';
import type { Results } from '../../../../src/store/embedded/query/results.js';
import { MemoryBackend } from './memory-backend.js';

const fail = (error: unknown): never => {
  throw error;
};
const journalOn = (backend: MemoryBackend): Journal => new Journal(backend, fail, 10_000);
const doc = (fields: Record<string, Value>): Doc => new Map(Object.entries(fields));
const date = (ms: number): UtcDate => new UtcDate(BigInt(ms));

describe('documents that expire', () => {
  test('go when the earliest of their dates is old enough, and their index entries with them', async () => {
    const engine = await Engine.open(journalOn(new MemoryBackend()));
    const collection = engine.create('t', 'c', new Map());
    await engine.addIndex(collection, doc({ key: doc({ at: -1 }), expireAfterSeconds: 10 }));
    const values: Value[] = [date(1000), date(1001), [date(99_000), date(500)], 'never', null, [], date(-5)];
    values.forEach((at, _id) => collection.insert(encode(doc({ _id, at }))));
    expect(await expireDocuments(engine, 11_000)).toBe(3);
    expect(collection.size).toBe(4);
    expect(await expireDocuments(engine, 11_001)).toBe(1);
    expect((await checkEngine(engine)).flatMap((report) => report.problems)).toEqual([]);
    await engine.close();
  });
});

describe('the format', () => {
  test('an older store is brought up to date step by step, a newer one refused', async () => {
    const journal = journalOn(new MemoryBackend());
    writeFormat(journal, { version: 1, nextId: 7 });
    const steps = [1, 2].map((from) => ({
      from,
      run: async () => journal.put(`step${from}`, Buffer.from('done')),
    }));
    expect(await openFormat(journal, steps, 3)).toEqual({ version: 3, nextId: 7 });
    expect([journal.get('step1')?.toString(), journal.get('step2')?.toString()]).toEqual(['done', 'done']);
    expect(await openFormat(journal, [], 3)).toEqual({ version: 3, nextId: 7 });
    await expect(openFormat(journal)).rejects.toMatchObject({ code: 'store.format', details: { found: 3 } });
    await expect(openFormat(journal, [], 4)).rejects.toMatchObject({ code: 'store.format' });
  });

  test('a new store has the present format, and ids are never given twice', async () => {
    const backend = new MemoryBackend();
    const first = await Engine.open(journalOn(backend));
    const one = first.create('t', 'one', new Map());
    first.drop(one);
    await first.close();
    expect(await openFormat(journalOn(backend))).toMatchObject({ version: FORMAT_VERSION });
    const second = await Engine.open(journalOn(backend));
    expect(second.create('t', 'two', new Map()).id).toBeGreaterThan(one.id);
    await second.close();
  });
});

describe('the check', () => {
  test('finds a lost index entry, a wrong count and a document under another key', async () => {
    const backend = new MemoryBackend();
    const engine = await Engine.open(journalOn(backend));
    const collection = engine.create('t', 'c', new Map());
    await engine.addIndex(collection, doc({ key: doc({ a: 1 }) }));
    for (let _id = 0; _id < 3; _id++) collection.insert(encode(doc({ _id, a: _id })));
    await engine.journal.durable();
    const keys = backend.keys();
    await backend.write([
      [keys.find((key) => key.startsWith('\x02')) as string, undefined],
      [keys.find((key) => key.startsWith('\x01')) as string, encode(doc({ _id: 9, a: 9 }))],
      [keys.findLast((key) => key.startsWith('\x01')) as string, undefined],
    ]);
    const damaged = await Engine.open(journalOn(backend));
    const problems = (await checkEngine(damaged)).flatMap((report) => report.problems);
    expect(problems).toEqual([
      'document 1 is stored under another _id',
      'index a_1 lacks a document',
      '2 documents are stored, 3 are counted',
    ]);
    await damaged.close();
  });
});

describe('cursors', () => {
  const numbers = (count: number): { results: Results; closed: () => boolean } => {
    let [left, closed] = [count, false];
    const results: Results = {
      read: (most) => {
        const batch = Array.from({ length: Math.min(most, left) }, () => Buffer.alloc(5));
        left -= batch.length;
        return batch;
      },
      get ended() {
        return left === 0;
      },
      close: () => {
        closed = true;
      },
    };
    return { results, closed: () => closed };
  };

  test('one that nobody reads is closed after its time, one without timeout is not', async () => {
    let now = 0;
    const cursors = new Cursors(() => now, 1000);
    const [idle, kept] = [numbers(10), numbers(10)];
    const first = await cursors.start(idle.results, 't.c', 2, false, false);
    const second = await cursors.start(kept.results, 't.c', 2, false, true);
    now = 900;
    await cursors.more(first.id, 't.c', 2);
    now = 1900;
    await cursors.expire();
    expect(idle.closed()).toBe(false);
    now = 1901;
    await cursors.expire();
    expect([idle.closed(), kept.closed()]).toEqual([true, false]);
    await expect(cursors.more(first.id, 't.c', 2)).rejects.toMatchObject({ code: 43 });
    expect((await cursors.more(second.id, 't.c', 0)).batch).toHaveLength(8);
    expect([kept.closed(), cursors.size]).toEqual([true, 0]);
  });

  test('one belongs to its collection', async () => {
    const cursors = new Cursors(() => 0, 1000);
    const { id } = await cursors.start(numbers(3).results, 't.c', 1, false, false);
    await expect(cursors.more(id, 't.other', 1)).rejects.toMatchObject({ code: 13 });
    await cursors.closeAll();
  });
});
