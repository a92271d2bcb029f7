import { decode, fieldOf } from '../bson/decode.js';
import { show } from '../bson/show.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { keyValues } from './index-keys.js';
import type { IndexSpec } from './index-spec.js';

/** DuplicateKey for the document `raw`, whose _id is taken. */
export const duplicateId = (namespace: string, raw: Buffer): MongoError =>
  duplicateError(namespace, '_id_', new Map([['_id', 1]]), new Map([['_id', fieldOf(raw, '_id') as Value]]));

/** DuplicateKey for the document `raw`, whose values in a unique index are taken. */
export const duplicateIn = (namespace: string, index: IndexSpec, raw: Buffer): MongoError =>
  duplicateError(namespace, index.name, index.spec.get('key') as Doc, keyValues(index, decode(raw)));

const duplicateError = (namespace: string, name: string, pattern: Doc, values: Doc): MongoError =>
  new MongoError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespace} index: ${name} dup key: ${show(values)}`,
    new Map<string, Value>([
      ['keyPattern', pattern],
      ['keyValue', values],
    ]),
  );
