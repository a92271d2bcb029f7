import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Decimal128, Double, Int32, Long, MongoClient, ObjectId, Timestamp, UUID } from 'mongodb';
import { hostStore } from '../../src/store/embedded/host.js';
import { exportStore, importStore } from '../../src/store/embedded/transfer.js';

const withStore = async (use: (uri: string) => Promise<void>): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), 'store-transfer-'));
  const hosted = await hostStore({ directory }, (error) => {
    throw error;
  });
  try {
    await use(hosted.uri);
  } finally {
    await hosted.stop();
    rmSync(directory, { recursive: true, force: true });
  }
};

const collect = async (uri: string): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of exportStore(uri)) lines.push(line);
  return lines;
};

const feed = async function* (lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
};

const document = {
  _id: new ObjectId('0123456789abcdef01234567'),
  int: new Int32(1),
  long: Long.fromNumber(1),
  double: new Double(1),
  decimal: Decimal128.fromString('1.50'),
  date: new Date(1_700_000_000_000),
  uuid: new UUID('00112233-4455-6677-8899-aabbccddeeff'),
  time: new Timestamp({ t: 1, i: 2 }),
  pattern: /^a/i,
  list: [null, true, 'ñ', { a: [] }],
};

const fill = async (uri: string): Promise<void> => {
  const client = await new MongoClient(uri).connect();
  const things = client.db('one').collection('things');
  await things.insertOne(document);
  await things.createIndex({ int: 1 }, { unique: true, name: 'by_int' });
  await client.db('two').createCollection('empty');
  await client.close();
};

test('what is exported and imported is the same bytes, types and indexes', async () => {
  let lines: string[] = [];
  let before: Buffer[] = [];
  const raw = async (uri: string): Promise<Buffer[]> => {
    const client = await new MongoClient(uri).connect();
    const found = await client.db('one').collection('things').find({}, { raw: true }).toArray();
    await client.close();
    return found as unknown as Buffer[];
  };
  await withStore(async (uri) => {
    await fill(uri);
    before = await raw(uri);
    lines = await collect(uri);
  });
  await withStore(async (uri) => {
    expect(await importStore(uri, feed(lines))).toEqual({ collections: 2, documents: 1 });
    expect((await raw(uri)).map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual(
      before.map((bytes) => Buffer.from(bytes).toString('hex')),
    );
    expect(await collect(uri)).toEqual(lines);
    await expect(importStore(uri, feed(lines))).rejects.toMatchObject({ code: 'store.import-not-empty' });
  });
});

test('a cut export is refused with its code, a damaged line with its number', async () => {
  await withStore(async (uri) => {
    await fill(uri);
    const lines = await collect(uri);
    await withStore(async (other) => {
      await expect(importStore(other, feed(lines.slice(0, -1)))).rejects.toMatchObject({
        code: 'store.import-incomplete',
      });
    });
    await withStore(async (other) => {
      await expect(importStore(other, feed([lines[0] as string, '{"kind":']))).rejects.toMatchObject({
        code: 'store.import-damaged',
        details: { line: 2 },
      });
    });
  });
});
