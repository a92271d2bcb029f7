import { expect, test } from '@jest/globals';
import { encode } from '../../../../src/store/embedded/bson/encode.js';
import { keyOf } from '../../../../src/store/embedded/bson/key.js';
import type { Doc, Value } from '../../../../src/store/embedded/bson/value.js';
import { checkEngine } from '../../../../src/store/embedded/engine/check.js';
import { Engine } from '../../../../src/store/embedded/engine/engine.js';
import { Journal } from '../../../../src/store/embedded/kv/journal.js';
import { Overlay } from '../../../../src/store/embedded/kv/overlay.js';
import { MemoryBackend } from './memory-backend.js';

const fail = (error: unknown): never => {
  throw error;
};
const open = (backend: MemoryBackend): Promise<Engine> => Engine.open(new Journal(backend, fail, 10_000));
const doc = (fields: Record<string, Value>): Doc => new Map(Object.entries(fields));
const rows = (backend: MemoryBackend): number =>
  backend.keys().filter((key) => key.startsWith('\x01') || key.startsWith('\x02')).length;

const withDocuments = async (backend: MemoryBackend, count: number): Promise<Engine> => {
  const engine = await open(backend);
  const collection = engine.create('t', 'c', new Map());
  for (let _id = 0; _id < count; _id++) collection.insert(encode(doc({ _id, a: _id % 2 })));
  await engine.journal.durable();
  return engine;
};

test('an index is built while documents come, change and go', async () => {
  const engine = await withDocuments(new MemoryBackend(), 2500);
  const collection = engine.get('t', 'c');
  if (!collection) throw new Error('no collection');
  const building = engine.addIndex(collection, doc({ key: doc({ a: 1 }) }));
  collection.insert(encode(doc({ _id: 9999, a: 5 })));
  for (const _id of [3, 2400]) {
    const id = keyOf(_id);
    const raw = collection.get(id) as Buffer;
    if (_id === 3) collection.remove({ id, raw });
    else collection.replace({ id, raw }, encode(doc({ _id, a: 'changed' })));
  }
  await building;
  expect((await checkEngine(engine))[0]).toMatchObject({ documents: 2500, indexes: 2, problems: [] });
  await engine.close();
});

test('a unique index that cannot be is refused and leaves nothing behind', async () => {
  const backend = new MemoryBackend();
  const engine = await withDocuments(backend, 10);
  const collection = engine.get('t', 'c');
  if (!collection) throw new Error('no collection');
  const spec = doc({ key: doc({ a: 1 }), unique: true });
  await expect(engine.addIndex(collection, spec)).rejects.toMatchObject({ code: 11000 });
  expect(collection.indexes).toEqual([]);
  await engine.close();
  const again = await open(backend);
  await again.settled();
  await again.close();
  expect(rows(backend)).toBe(10);
});

test('a process killed while it builds an index starts without it, also where the catalogue was saved meanwhile', async () => {
  const backend = new MemoryBackend();
  const engine = await withDocuments(backend, 2500);
  const collection = engine.get('t', 'c');
  if (!collection) throw new Error('no collection');
  let go = (): void => undefined;
  backend.gate = new Promise((resolve) => {
    go = resolve;
  });
  const building = engine.addIndex(collection, doc({ key: doc({ a: 1 }) }));
  engine.rename(collection, 't', 'renamed');
  collection.insert(encode(doc({ _id: 'during', a: 1 })));
  await engine.journal.durable();
  const killed = backend.afterPowerLoss();
  go();
  await building;
  await engine.close();

  const again = await open(killed);
  const found = again.get('t', 'renamed');
  expect(found?.indexes).toEqual([]);
  expect(found?.size).toBe(2501);
  found?.insert(encode(doc({ _id: 'new', a: 1 })));
  await again.settled();
  expect((await checkEngine(again)).flatMap((report) => report.problems)).toEqual([]);
  expect(rows(killed)).toBe(2502);
  await again.close();
});

test('what is dropped is removed in the background, and at the next start where that was interrupted', async () => {
  const backend = new MemoryBackend();
  const engine = await withDocuments(backend, 1500);
  const collection = engine.get('t', 'c');
  if (!collection) throw new Error('no collection');
  await engine.addIndex(collection, doc({ key: doc({ a: 1 }) }));
  await engine.journal.durable();
  engine.drop(collection);
  await engine.journal.durable();
  const killed = backend.afterPowerLoss();
  await engine.settled();
  await engine.close();
  expect(rows(backend)).toBe(0);
  expect(rows(killed)).toBeGreaterThan(0);
  const again = await open(killed);
  expect(again.all()).toEqual([]);
  await again.settled();
  await again.close();
  expect(rows(killed)).toBe(0);
});

test('an overlay gives its keys in order whatever the order they came in', () => {
  const overlay = new Overlay();
  for (const key of ['d', 'a', 'c']) overlay.set(key, Buffer.from(key));
  expect(overlay.range('a', 'd').map(([key]) => key)).toEqual(['a', 'c']);
  overlay.set('b', undefined);
  overlay.set('a', undefined);
  expect(overlay.range('a', 'z')).toEqual([
    ['a', undefined],
    ['b', undefined],
    ['c', Buffer.from('c')],
    ['d', Buffer.from('d')],
  ]);
});
