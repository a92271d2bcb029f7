import type { Value } from '../bson/value.js';
import type { Collection } from '../engine/collection.js';
import { prepared } from '../engine/prepare.js';
import { MongoError } from '../errors.js';
import { documentsOf } from '../wire/message.js';
import { collectionName, type Handler, reply } from './command.js';
import { runBatch } from './write-errors.js';

/** Most statements one write command may hold, as in MongoDB. */
export const MAX_BATCH = 100_000;

export const requireBatch = (count: number): void => {
  if (count < 1 || count > MAX_BATCH) {
    throw new MongoError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${count} operations.`,
    );
  }
};

/** `insert`: documents one by one, each with its index entries in one batch. */
export const insert: Handler = async (store, { request }) => {
  const documents = documentsOf(request, 'documents');
  requireBatch(documents.length);
  const name = collectionName(request);
  let inserted = 0;
  const errors = await runBatch(documents.length, request.body.get('ordered') !== false, (index) => {
    const raw = prepared(documents[index] as Buffer, store.now());
    const collection: Collection = store.engine.getOrCreate(request.db, name);
    collection.insert(raw);
    inserted += 1;
  });
  const fields: [string, Value][] = [['n', inserted]];
  if (errors.length > 0) fields.push(['writeErrors', [...errors]]);
  return reply(fields);
};
