import { decode, fieldOf } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import { type Doc, isDoc, ObjectId, Regex, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { isOperatorDoc } from '../query/value-tests.js';
import { setAt, valueAt } from './path.js';
import type { UpdateTime } from './operators.js';
import type { Update } from './update.js';

const equalTo = (value: Value): Value | undefined => {
  if (value instanceof Regex) return undefined;
  if (!isDoc(value) || !isOperatorDoc(value)) return value;
  if (value.has('$eq')) return value.get('$eq');
  for (const name of ['$in', '$all']) {
    const list = value.get(name);
    if (Array.isArray(list) && list.length === 1 && !(list[0] instanceof Regex)) return list[0];
  }
  return undefined;
};

const collect = (query: Doc, doc: Doc): void => {
  for (const [path, value] of query) {
    if (path === '$and' && Array.isArray(value)) {
      for (const clause of value) if (isDoc(clause)) collect(clause, doc);
    } else if (path === '$or' && Array.isArray(value) && value.length === 1 && isDoc(value[0])) {
      collect(value[0], doc);
    } else if (!path.startsWith('$')) {
      const found = equalTo(value);
      if (found === undefined) continue;
      const parts = path.split('.');
      if (valueAt(doc, parts) !== undefined) {
        throw new MongoError(54, `cannot infer query fields to set, path '${path}' is matched twice`);
      }
      setAt(doc, parts, found);
    }
  }
};

/**
 * The document an upsert inserts: what the query says by equality, changed by the update; a replacement keeps only
 * the `_id` of the query. Without an `_id` it gets a new ObjectId.
 */
export const upsertedDocument = (
  query: Doc,
  update: Update,
  newId: () => Buffer,
  time: UpdateTime,
): Buffer => {
  const base: Doc = new Map();
  collect(query, base);
  const id = base.get('_id');
  const start: Doc = update.replacement ? new Map(id === undefined ? [] : [['_id', id]]) : base;
  const raw = update.apply(encode(start), { position: undefined, inserting: true, time });
  return withId(raw, newId);
};

const withId = (raw: Buffer, newId: () => Buffer): Buffer => {
  if (fieldOf(raw, '_id') !== undefined) return raw;
  return encode(new Map<string, Value>([['_id', new ObjectId(newId())], ...decode(raw)]));
};
