import { encode } from '../bson/encode.js';
import { keyOf } from '../bson/key.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import type { Collection } from '../engine/collection.js';
import { type IndexSpec, normalSpec, sameOptions } from '../engine/index-spec.js';
import { MongoError } from '../errors.js';
import { given } from '../query/given.js';
import { collectionName, collectionOf, type Handler, reply } from './command.js';
import { cursorReply } from './find.js';

export const noCollection = (db: string, name: string): MongoError =>
  new MongoError('NamespaceNotFound', `ns does not exist: ${db}.${name}`);

/** The index every collection has: the order of its documents. */
export const ID_INDEX: Doc = new Map<string, Value>([
  ['v', 2],
  ['key', new Map([['_id', 1]])],
  ['name', '_id_'],
]);

/** `listIndexes`. */
export const listIndexes: Handler = async (store, { request }) => {
  const collection = collectionOf(store, request);
  if (!collection) throw noCollection(request.db, collectionName(request));
  const documents = [ID_INDEX, ...collection.indexes.map((index) => index.spec)].map(encode);
  const { id, batch } = await store.cursors.start(
    given(documents),
    collection.namespace,
    Number.POSITIVE_INFINITY,
    false,
    false,
  );
  return cursorReply('firstBatch', collection.namespace, id, batch);
};

const isIdIndex = (spec: Doc): boolean => keyOf(spec.get('key') as Value) === keyOf(new Map([['_id', 1]]));

/** Whether the same index is there already. Throws when its name or keys stand for another one. */
const exists = (collection: Collection, spec: Doc): boolean => {
  const name = spec.get('name');
  if (isIdIndex(spec)) return true;
  const key = keyOf(spec.get('key') as Value);
  for (const index of collection.indexes) {
    const sameKey = keyOf(index.spec.get('key') as Value) === key;
    const same = sameKey && sameOptions(index.spec, spec);
    if (index.name === name) {
      if (same) return true;
      throw new MongoError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${name}, existing index: ${index.name}`,
      );
    }
    if (same) {
      throw new MongoError(
        'IndexOptionsConflict',
        `Index already exists with a different name: ${index.name}`,
      );
    }
  }
  return false;
};

/** `createIndexes`. */
export const createIndexes: Handler = async (store, { request }) => {
  const specs = request.body.get('indexes');
  if (!Array.isArray(specs) || specs.length === 0)
    throw new MongoError('BadValue', 'Must specify at least one index to create');
  const created = !collectionOf(store, request);
  const wanted = specs.map((spec) => {
    if (!isDoc(spec))
      throw new MongoError('TypeMismatch', 'The elements of the indexes array must be objects');
    return normalSpec(spec);
  });
  const collection = store.engine.getOrCreate(request.db, collectionName(request));
  const before = collection.indexes.length + 1;
  for (const spec of wanted) {
    if (!exists(collection, spec)) await store.engine.addIndex(collection, spec);
  }
  const after = collection.indexes.length + 1;
  const fields: [string, Value][] = [
    ['numIndexesBefore', before],
    ['numIndexesAfter', after],
    ['createdCollectionAutomatically', created],
  ];
  if (before === after) fields.push(['note', 'all indexes already exist']);
  return reply(fields);
};

const chosenIndexes = (collection: Collection, which: Value | undefined): readonly IndexSpec[] => {
  if (which === '*') return collection.indexes;
  const names = Array.isArray(which) ? which : [which];
  return names.map((name) => {
    if (name === '_id_' || (isDoc(name) && isIdIndex(new Map([['key', name]])))) {
      throw new MongoError('InvalidOptions', 'cannot drop _id index');
    }
    const found = collection.indexes.find((index) =>
      isDoc(name) ? keyOf(index.spec.get('key') as Value) === keyOf(name) : index.name === name,
    );
    if (!found)
      throw new MongoError(
        'IndexNotFound',
        isDoc(name) ? "can't find index with key" : `index not found with name [${String(name)}]`,
      );
    return found;
  });
};

/** `dropIndexes`. */
export const dropIndexes: Handler = (store, { request }) => {
  const collection = collectionOf(store, request);
  if (!collection)
    throw new MongoError('NamespaceNotFound', `ns not found ${request.db}.${collectionName(request)}`);
  const before = collection.indexes.length + 1;
  store.engine.dropIndexes(collection, chosenIndexes(collection, request.body.get('index')));
  return reply([['nIndexesWas', before]]);
};
