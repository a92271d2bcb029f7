import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { StoreServer } from '../../../../src/store/embedded/server.js';
import { MemoryBackend } from './memory-backend.js';

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Lets everything that can happen without the disk happen. */
const settle = async (backend: MemoryBackend): Promise<void> => {
  for (let at = 0; at < 200; at++) await turn();
  expect(backend.waiting).toBeLessThanOrEqual(1);
};

const withServer = async (
  use: (backend: MemoryBackend, client: MongoClient, failures: unknown[]) => Promise<void>,
): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'store-durable-'));
  const backend = new MemoryBackend();
  const failures: unknown[] = [];
  const server = await StoreServer.start(backend, {
    socketPath: join(folder, 's.sock'),
    now: () => 0,
    fail: (error) => failures.push(error),
    report: (error) => {
      throw error;
    },
  });
  const client = new MongoClient(`mongodb://${encodeURIComponent(join(folder, 's.sock'))}/t`);
  await client.connect();
  await use(backend, client, failures);
  // A server whose disk failed answers nothing, so the client would wait for its goodbye.
  if (failures.length > 0) server.abandon();
  await client.close();
  if (failures.length === 0) await server.stop();
  rmSync(folder, { recursive: true, force: true });
};

test('an insert, a read of it and a refused duplicate are answered only when it is on disk', async () => {
  await withServer(async (backend, client) => {
    const things = client.db().collection<{ _id: number }>('things');
    await things.insertOne({ _id: 0 });
    backend.holding = true;
    const answered: string[] = [];
    const insert = things.insertOne({ _id: 1 }).then(() => answered.push('insert'));
    await settle(backend);
    const duplicate = things.insertOne({ _id: 1 }).catch(() => answered.push('duplicate'));
    const read = things.findOne({ _id: 1 }).then((found) => answered.push(`read ${found?._id}`));
    await settle(backend);
    expect(answered).toEqual([]);
    expect(backend.afterPowerLoss().get('\x01')).toBeUndefined();
    backend.holding = false;
    backend.release();
    await Promise.all([insert, duplicate, read]);
    expect(answered.sort()).toEqual(['duplicate', 'insert', 'read 1']);
  });
});

test('what is acknowledged survives a loss of power, what is not is gone', async () => {
  let backend = new MemoryBackend();
  await withServer(async (used, client) => {
    backend = used;
    const things = client.db().collection<{ _id: number }>('things');
    await things.insertMany([{ _id: 1 }, { _id: 2 }]);
    used.holding = true;
    const lost = things.insertOne({ _id: 3 });
    await settle(used);
    backend = used.afterPowerLoss();
    used.holding = false;
    used.release();
    await lost;
  });
  const { Engine } = await import('../../../../src/store/embedded/engine/engine.js');
  const { Journal } = await import('../../../../src/store/embedded/kv/journal.js');
  const engine = await Engine.open(new Journal(backend, () => undefined, 1000));
  expect(engine.get('t', 'things')?.size).toBe(2);
  await engine.close();
});

test('after a failed write nothing is acknowledged any more', async () => {
  await withServer(async (backend, client, failures) => {
    const things = client.db().collection<{ _id: number }>('things');
    await things.insertOne({ _id: 0 });
    backend.failing = new Error('no space left on device');
    const answered: string[] = [];
    void things.insertOne({ _id: 1 }).then(
      () => answered.push('insert'),
      () => undefined,
    );
    await settle(backend);
    void things.findOne({ _id: 1 }).then(
      () => answered.push('read'),
      () => undefined,
    );
    await settle(backend);
    expect(failures).toEqual([backend.failing]);
    expect(answered).toEqual([]);
  });
});
