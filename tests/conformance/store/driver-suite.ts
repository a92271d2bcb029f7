import { beforeEach, expect, test } from '@jest/globals';
import { type Collection, type Db, type Document, Double, Int32, Long } from 'mongodb';

/** Numbers as they are stored, not as JavaScript numbers. */
const RAW = { promoteValues: false };

const types = (document: unknown): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(document as Record<string, { _bsontype?: string }>).map(([name, value]) => [
      name,
      value?._bsontype,
    ]),
  );

/** What the service needs of its database, through the plain driver. The same on every MongoDB. */
export const driverSuite = (use: () => Db): void => {
  let db: Db;
  let things: Collection<Document>;

  beforeEach(async () => {
    db = use();
    await db.dropDatabase();
    things = db.collection('things');
  });

  test('a document comes back with the types of its numbers', async () => {
    await things.insertOne({ a: Long.fromNumber(5), b: new Int32(5), c: new Double(5) });
    expect(types(await things.findOne({}, RAW))).toMatchObject({ a: 'Long', b: 'Int32', c: 'Double' });
  });

  test('a long is found by an int and grows by one', async () => {
    await things.insertOne({ n: Long.fromNumber(5) });
    expect(await things.countDocuments({ n: { $gt: 4 } })).toBe(1);
    await things.updateOne({ n: { $gt: 4 } }, { $inc: { n: 1 } });
    expect((await things.findOne({}, RAW))?.n).toEqual(Long.fromNumber(6));
  });

  test('a unique index refuses a second value with E11000', async () => {
    await things.createIndex({ code: 1 }, { unique: true });
    await things.insertOne({ code: 'x' });
    await expect(things.insertOne({ code: 'x' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { code: 1 },
      keyValue: { code: 'x' },
      errmsg: expect.stringContaining(
        'E11000 duplicate key error collection: conformance.things index: code_1',
      ),
    });
    await things.insertOne({ code: 'y' });
    await expect(things.updateOne({ code: 'y' }, { $set: { code: 'x' } })).rejects.toMatchObject({
      code: 11000,
    });
    expect(await things.countDocuments({ code: 'y' })).toBe(1);
  });

  test('a unique index that is sparse or partial leaves the others alone', async () => {
    await things.createIndex({ s: 1 }, { unique: true, sparse: true });
    await things.createIndex({ p: 1 }, { unique: true, partialFilterExpression: { open: true } });
    await things.insertMany([{ p: 1 }, { p: 1 }, { p: 1, open: true }]);
    await expect(things.insertOne({ p: 1, open: true })).rejects.toMatchObject({ code: 11000 });
    await things.insertOne({ s: null });
    await expect(things.insertOne({ s: null })).rejects.toMatchObject({ code: 11000 });
  });

  test('an unordered batch goes on after a duplicate and names its index, an ordered one stops', async () => {
    await things.insertOne({ _id: 2 as never });
    const batch = [{ _id: 1 as never }, { _id: 2 as never }, { _id: 3 as never }];
    await expect(things.insertMany(batch, { ordered: false })).rejects.toMatchObject({
      code: 11000,
      result: { insertedCount: 2 },
      writeErrors: [{ index: 1, code: 11000 }],
    });
    await things.deleteMany({ _id: { $ne: 2 as never } });
    await expect(things.insertMany(batch)).rejects.toMatchObject({ result: { insertedCount: 1 } });
    expect(await things.estimatedDocumentCount()).toBe(2);
  });

  test('a seal replaces the versions it read and counts fewer where another was faster', async () => {
    await things.insertMany([1, 2, 3].map((at) => ({ _id: at as never, v: at === 2 ? 9 : 1, state: 'old' })));
    const seals = [1, 2, 3].map((at) => ({
      replaceOne: { filter: { _id: at as never, v: 1 }, replacement: { v: 2, state: 'new' } },
    }));
    expect(await things.bulkWrite(seals, { ordered: false })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 2,
    });
    expect(await things.find({ v: 2 }).sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, v: 2, state: 'new' },
      { _id: 3, v: 2, state: 'new' },
    ]);
    expect((await things.deleteMany({ _id: { $in: [1, 3, 7] as never[] } })).deletedCount).toBe(2);
  });

  test('changes made at once all count', async () => {
    const upsert = { upsert: true };
    await Promise.all(
      Array.from({ length: 50 }, () => things.updateOne({ _id: 'n' as never }, { $inc: { n: 1 } }, upsert)),
    );
    expect(await things.find().toArray()).toEqual([{ _id: 'n', n: 50 }]);
  });

  test('a cursor gives everything in batches, in the order asked', async () => {
    await things.insertMany(Array.from({ length: 25 }, (_, n) => ({ n, even: n % 2 === 0 })));
    await things.createIndex({ even: 1, n: -1 });
    const numbers = await things
      .find({ even: true, n: { $lt: 20 } })
      .sort({ n: -1 })
      .batchSize(3)
      .map(({ n }) => n)
      .toArray();
    expect(numbers).toEqual([18, 16, 14, 12, 10, 8, 6, 4, 2, 0]);
    const cursor = things.find({}, { batchSize: 2 });
    await cursor.next();
    await cursor.close();
    expect(
      await things
        .find()
        .sort({ n: -1 })
        .skip(2)
        .limit(3)
        .map(({ n }) => n)
        .toArray(),
    ).toEqual([22, 21, 20]);
  });

  test('updates reach into arrays by position, by filter and by pipeline', async () => {
    await things.insertOne({
      _id: 1 as never,
      list: [
        { k: 'a', n: 1 },
        { k: 'b', n: 2 },
      ],
      tags: ['x'],
    });
    await things.updateOne({ 'list.k': 'b' }, {
      $set: { 'list.$.seen': true },
      $push: { tags: 'y' },
    } as Document);
    await things.updateOne(
      {},
      { $inc: { 'list.$[low].n': 10 } },
      { arrayFilters: [{ 'low.n': { $lt: 2 } }] },
    );
    await things.updateOne({}, [{ $set: { total: { $sum: '$list.n' } } }, { $unset: 'tags' }]);
    expect(await things.findOne()).toEqual({
      _id: 1,
      list: [
        { k: 'a', n: 11 },
        { k: 'b', n: 2, seen: true },
      ],
      total: 13,
    });
  });

  test('findOneAndUpdate gives the document before or after, and what an upsert made', async () => {
    const made = await things.findOneAndUpdate(
      { key: 'k' },
      { $set: { a: 1 }, $setOnInsert: { born: true } },
      { upsert: true, returnDocument: 'after', projection: { _id: 0 } },
    );
    expect(made).toEqual({ key: 'k', a: 1, born: true });
    const before = await things.findOneAndUpdate(
      { key: 'k' },
      { $unset: { born: '' } },
      { projection: { _id: 0 } },
    );
    expect(before).toEqual({ key: 'k', a: 1, born: true });
    expect(await things.findOneAndDelete({ key: 'none' })).toBeNull();
  });

  test('an aggregation groups, joins, unwinds and keeps types', async () => {
    await things.insertMany([
      { _id: 'a' as never, n: Long.fromNumber(2), tags: ['x', 'y'] },
      { _id: 'b' as never, n: new Int32(3), tags: ['y'] },
    ]);
    await db.collection('names').insertOne({ _id: 'y' as never, name: 'why' });
    const found = await things
      .aggregate(
        [
          { $unwind: '$tags' },
          { $group: { _id: '$tags', sum: { $sum: '$n' }, avg: { $avg: '$n' }, ids: { $push: '$_id' } } },
          { $lookup: { from: 'names', localField: '_id', foreignField: '_id', as: 'named' } },
          { $project: { sum: 1, avg: 1, ids: 1, name: { $first: '$named.name' } } },
          { $sort: { _id: 1 } },
        ],
        RAW,
      )
      .toArray();
    expect(found.map(types)).toEqual([
      expect.objectContaining({ sum: 'Long', avg: 'Double' }),
      expect.objectContaining({ sum: 'Long', avg: 'Double' }),
    ]);
    expect(found[1]).toMatchObject({ _id: 'y', ids: ['a', 'b'], name: 'why', avg: new Double(2.5) });
  });

  test('indexes are listed as they were made, and one that clashes is refused', async () => {
    await things.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    await things.createIndex({ a: 1, b: -1 }, { name: 'pair', sparse: true });
    expect(await things.indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { at: 1 }, name: 'at_1', expireAfterSeconds: 60 },
      { v: 2, key: { a: 1, b: -1 }, name: 'pair', sparse: true },
    ]);
    await expect(things.createIndex({ c: 1 }, { name: 'pair' })).rejects.toMatchObject({ code: 86 });
    await expect(things.createIndex({ a: 1, b: -1 }, { name: 'other', sparse: true })).rejects.toMatchObject({
      code: 85,
    });
    await things.dropIndex('pair');
    expect(await things.indexExists('pair')).toBe(false);
  });

  test('null, missing and arrays are found as MongoDB finds them', async () => {
    await things.insertMany([
      { _id: 1 as never },
      { _id: 2 as never, a: null },
      { _id: 3 as never, a: [1, 5] },
      { _id: 4 as never, a: [] },
    ]);
    await things.createIndex({ a: 1 });
    const found = async (query: Document): Promise<unknown[]> =>
      (await things.find(query).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    expect(await found({ a: null })).toEqual([1, 2]);
    expect(await found({ a: { $exists: false } })).toEqual([1]);
    expect(await found({ a: { $gt: 2, $lt: 4 } })).toEqual([3]);
    expect(await found({ a: { $elemMatch: { $gt: 2, $lt: 4 } } })).toEqual([]);
    expect(await found({ a: { $ne: 5 } })).toEqual([1, 2, 4]);
    expect(await found({ a: [] })).toEqual([4]);
  });

  test('mistakes are refused with their codes', async () => {
    await things.insertOne({ _id: 1 as never, text: 'x' });
    const refused = async (run: () => Promise<unknown>, code: number): Promise<void> =>
      expect(run()).rejects.toMatchObject({ code });
    await refused(() => db.command({ fly: 1 }), 59);
    await refused(() => db.command({ find: 'things', wings: 2 }), 40415);
    await refused(() => things.findOne({ $fly: 1 }), 2);
    await refused(() => things.findOne({ a: { $fly: 1 } }), 2);
    await refused(() => things.updateOne({}, { $fly: { a: 1 } } as never), 9);
    await refused(() => things.updateOne({}, { $inc: { text: 1 } }), 14);
    await refused(() => things.updateOne({}, { $set: { _id: 2 } } as never), 66);
    await refused(() => things.updateOne({}, { $set: { 'text.b': 1 } }), 28);
    await refused(() => things.aggregate([{ $fly: {} }]).toArray(), 40324);
    await refused(() => things.aggregate([{ $project: { a: { $fly: 1 } } }]).toArray(), 31325);
    await refused(() => db.command({ getMore: Long.fromNumber(77), collection: 'things' }), 43);
  });
};
