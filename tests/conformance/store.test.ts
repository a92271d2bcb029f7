import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Db, Double, Int32, Long, MongoClient } from 'mongodb';
import mongoose from 'mongoose';
import { skipReason, targets } from './store/targets.js';

/** Numbers as they are stored, not as JavaScript numbers. */
const RAW = { promoteValues: false };

const reason = skipReason();
if (reason !== undefined) process.stdout.write(`store conformance: skipped on a real MongoDB, ${reason}\n`);

for (const target of targets()) {
  describe(`the plain driver on ${target.name}`, () => {
    let stop: () => Promise<void>;
    let client: MongoClient;
    let db: Db;

    beforeAll(async () => {
      const started = await target.start();
      client = new MongoClient(started.uri);
      await client.connect();
      db = client.db('conformance');
      stop = async () => {
        await db.dropDatabase();
        await client.close();
        await started.stop();
      };
    });
    afterAll(() => stop());
    beforeEach(async () => {
      await db.dropDatabase();
    });

    test('a document comes back with the types of its numbers', async () => {
      const things = db.collection('things');
      await things.insertOne({ a: Long.fromNumber(5), b: new Int32(5), c: new Double(5) } as never);
      const found = (await things.findOne({}, RAW)) as unknown as Record<string, { _bsontype: string }>;
      expect([found.a?._bsontype, found.b?._bsontype, found.c?._bsontype]).toEqual([
        'Long',
        'Int32',
        'Double',
      ]);
    });

    test('a long is found by an int and grows by one', async () => {
      const things = db.collection('things');
      await things.insertOne({ n: Long.fromNumber(5) });
      await things.updateOne({ n: { $gt: 4 } }, { $inc: { n: 1 } });
      const found = (await things.findOne({}, RAW)) as unknown as { n: Long };
      expect(found.n).toEqual(Long.fromNumber(6));
    });

    test('a unique index refuses a second value with E11000', async () => {
      const things = db.collection('things');
      await things.createIndex({ code: 1 }, { unique: true });
      await things.insertOne({ code: 'x' });
      await expect(things.insertOne({ code: 'x' })).rejects.toMatchObject({
        code: 11000,
        keyPattern: { code: 1 },
        keyValue: { code: 'x' },
        message: expect.stringContaining(
          'E11000 duplicate key error collection: conformance.things index: code_1',
        ),
      });
    });

    test('an unordered batch goes on after a duplicate and names its index', async () => {
      const things = db.collection<{ _id: number }>('things');
      await things.insertOne({ _id: 2 });
      const failed = things.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }], { ordered: false });
      await expect(failed).rejects.toMatchObject({ code: 11000, result: { insertedCount: 2 } });
      expect(await things.estimatedDocumentCount()).toBe(3);
    });

    test('an unknown command is refused with its code', async () => {
      await expect(db.command({ fly: 1 })).rejects.toMatchObject({ code: 59, codeName: 'CommandNotFound' });
    });
  });

  describe(`mongoose on ${target.name}`, () => {
    let stop: () => Promise<void>;
    const schema = new mongoose.Schema(
      { code: { type: String, unique: true }, tags: [String] },
      { timestamps: true },
    );
    let connection: mongoose.Connection;

    beforeAll(async () => {
      const started = await target.start();
      connection = await mongoose.createConnection(started.uri, { dbName: 'conformance_odm' }).asPromise();
      stop = async () => {
        await connection.dropDatabase();
        await connection.close();
        await started.stop();
      };
    });
    afterAll(() => stop());

    test('creates, finds by an array element, saves again and deletes', async () => {
      const Thing = connection.model('Thing', schema);
      await Thing.init();
      const made = await Thing.create({ code: 'a', tags: ['x', 'y'] });
      const found = await Thing.findOne({ tags: 'y' });
      expect(found?.id).toBe(made.id);
      found?.tags.push('z');
      await found?.save();
      expect((await Thing.findById(made.id).lean())?.tags).toEqual(['x', 'y', 'z']);
      await expect(Thing.create({ code: 'a' })).rejects.toMatchObject({ code: 11000 });
      expect((await Thing.deleteOne({ code: 'a' })).deletedCount).toBe(1);
      expect(await Thing.estimatedDocumentCount()).toBe(0);
    });
  });
}
