import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import mongoose from 'mongoose';
import { driverSuite } from './store/driver-suite.js';
import { embedded, skipReason, targets } from './store/targets.js';

const reason = skipReason();
if (reason !== undefined) process.stdout.write(`store conformance: skipped on a real MongoDB, ${reason}\n`);

for (const target of targets()) {
  describe(`the plain driver on ${target.name}`, () => {
    let stop: () => Promise<void>;
    let client: MongoClient;

    beforeAll(async () => {
      const started = await target.start();
      client = await new MongoClient(started.uri).connect();
      stop = async () => {
        await client.db('conformance').dropDatabase();
        await client.close();
        await started.stop();
      };
    });
    afterAll(() => stop());
    driverSuite(() => client.db('conformance'));
  });

  describe(`mongoose on ${target.name}`, () => {
    let stop: () => Promise<void>;
    let connection: mongoose.Connection;
    const schema = new mongoose.Schema(
      { code: { type: String, unique: true }, tags: [String] },
      { timestamps: true },
    );

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

    test('populates, counts, tells distinct values and syncs its indexes', async () => {
      const Thing = connection.model('Thing', schema);
      const Note = connection.model(
        'Note',
        new mongoose.Schema({
          about: { type: mongoose.Schema.Types.ObjectId, ref: 'Thing' },
          at: Date,
        }).index({ at: -1 }),
      );
      const about = await Thing.create({ code: 'b', tags: [] });
      await Note.create([
        { about: about._id, at: new Date(1) },
        { about: about._id, at: new Date(2) },
      ]);
      const latest = await Note.findOne().sort({ at: -1 }).populate<{ about: { code: string } }>('about');
      expect([latest?.at?.getTime(), latest?.about.code]).toEqual([2, 'b']);
      expect(await Note.countDocuments({ at: { $lte: new Date(1) } })).toBe(1);
      expect(await Thing.distinct('code')).toEqual(['b']);
      await Note.syncIndexes();
      expect((await Note.listIndexes()).map(({ name }) => name)).toEqual(['_id_', 'at_-1']);
    });
  });
}

describe('a standalone server', () => {
  test('takes sessions and refuses transactions and change streams with the codes of a standalone MongoDB', async () => {
    const started = await embedded.start();
    const client = await new MongoClient(started.uri).connect();
    const things = client.db('conformance').collection('things');
    await client.withSession(async (session) => {
      await things.insertOne({ a: 1 }, { session });
      session.startTransaction();
      // The driver puts words of its own over the server's, which it keeps.
      await expect(things.insertOne({ a: 2 }, { session })).rejects.toMatchObject({
        originalError: { code: 20 },
      });
      await session.abortTransaction().catch(() => undefined);
    });
    await expect(things.watch().next()).rejects.toMatchObject({ code: 40573 });
    expect(await things.countDocuments()).toBe(1);
    await client.close();
    await started.stop();
  });
});
