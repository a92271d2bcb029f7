import { encode } from '../bson/encode.js';
import { keyOf } from '../bson/key.js';
import { Binary, type Doc, isDoc, type Value } from '../bson/value.js';
import type { Collection } from '../engine/collection.js';
import { checkCollection } from '../engine/check.js';
import { type IndexSpec, normalSpec, sameOptions } from '../engine/index-spec.js';
import { MongoError } from '../errors.js';
import { compileFilter } from '../query/filter.js';
import type { Results } from '../query/results.js';
import { collectionName, collectionOf, docArg, flagArg, type Handler, reply } from './command.js';
import { cursorReply } from './find.js';

const noCollection = (db: string, name: string): MongoError =>
  new MongoError('NamespaceNotFound', `ns does not exist: ${db}.${name}`);

const ID_INDEX: Doc = new Map<string, Value>([
  ['v', 2],
  ['key', new Map([['_id', 1]])],
  ['name', '_id_'],
]);

/** Documents made beforehand, as results. */
export const given = (documents: readonly Buffer[]): Results => {
  let at = 0;
  return {
    read: (count) => {
      const batch = documents.slice(at, at + count);
      at += batch.length;
      return batch;
    },
    get ended() {
      return at >= documents.length;
    },
    close: () => undefined,
  };
};

const REFUSED_OPTIONS = [
  'capped',
  'viewOn',
  'timeseries',
  'clusteredIndex',
  'validator',
  'expireAfterSeconds',
  'encryptedFields',
  'changeStreamPreAndPostImages',
];

/** `create`. Options that would change what the collection does are refused. */
export const create: Handler = (store, { request }) => {
  for (const option of REFUSED_OPTIONS) {
    const value = request.body.get(option);
    if (value !== undefined && value !== false) {
      throw new MongoError(
        'CommandNotSupported',
        `create option '${option}' is not supported by the embedded store`,
      );
    }
  }
  const collation = docArg(request, 'collation');
  if (collation && collation.get('locale') !== 'simple') {
    throw new MongoError(
      'CommandNotSupported',
      'collations other than simple are not supported by the embedded store',
    );
  }
  store.engine.create(request.db, collectionName(request), new Map());
  return reply([]);
};

/** `drop`. */
export const drop: Handler = (store, { request }) => {
  const collection = collectionOf(store, request);
  if (!collection) return reply([]);
  store.engine.drop(collection);
  return reply([
    ['nIndexesWas', collection.indexes.length + 1],
    ['ns', collection.namespace],
  ]);
};

/** `dropDatabase`. */
export const dropDatabase: Handler = (store, { request }) => {
  const collections = store.engine.list(request.db);
  for (const collection of collections) store.engine.drop(collection);
  return reply(collections.length > 0 ? [['dropped', request.db]] : []);
};

const describeCollection = (collection: Collection, nameOnly: boolean): Doc => {
  const described: Doc = new Map<string, Value>([
    ['name', collection.name],
    ['type', 'collection'],
  ]);
  if (nameOnly) return described;
  described.set('options', collection.options);
  described.set(
    'info',
    new Map<string, Value>([
      ['readOnly', false],
      ['uuid', new Binary(4, collection.uuid)],
    ]),
  );
  described.set('idIndex', ID_INDEX);
  return described;
};

/** `listCollections`. */
export const listCollections: Handler = async (store, { request }) => {
  const filter = compileFilter(docArg(request, 'filter') ?? new Map(), new Map());
  const documents = store.engine
    .list(request.db)
    .map((collection) => describeCollection(collection, flagArg(request, 'nameOnly')))
    .filter((described) => filter.test(described, undefined))
    .map(encode);
  const namespace = `${request.db}.$cmd.listCollections`;
  const { id, batch } = await store.cursors.start(
    given(documents),
    namespace,
    Number.POSITIVE_INFINITY,
    false,
    false,
  );
  return cursorReply('firstBatch', namespace, id, batch);
};

/** `listDatabases`. Sizes are numbers of documents times nothing: the store keeps one file for all, so 0 is said. */
export const listDatabases: Handler = (store, { request }) => {
  const names = [...new Set(store.engine.all().map((collection) => collection.db))].sort();
  const filter = compileFilter(docArg(request, 'filter') ?? new Map(), new Map());
  const databases = names
    .map(
      (name) =>
        new Map<string, Value>([
          ['name', name],
          ['sizeOnDisk', 0n],
          ['empty', false],
        ]),
    )
    .filter((described) => filter.test(described, undefined));
  return reply([
    ['databases', databases],
    ['totalSize', 0n],
    ['totalSizeMb', 0n],
  ]);
};

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

const splitNamespace = (value: Value | undefined): readonly [string, string] => {
  const dot = typeof value === 'string' ? value.indexOf('.') : -1;
  if (typeof value !== 'string' || dot < 1) {
    throw new MongoError('InvalidNamespace', `Invalid namespace specified '${String(value)}'`);
  }
  return [value.slice(0, dot), value.slice(dot + 1)];
};

/** `renameCollection`. */
export const renameCollection: Handler = (store, { request }) => {
  const [db, name] = splitNamespace(request.body.get('renameCollection'));
  const [toDb, toName] = splitNamespace(request.body.get('to'));
  const collection = store.engine.get(db, name);
  if (!collection)
    throw new MongoError('NamespaceNotFound', `Source collection ${db}.${name} does not exist`);
  if (store.engine.get(toDb, toName) && !flagArg(request, 'dropTarget')) {
    throw new MongoError('NamespaceExists', 'target namespace exists');
  }
  store.engine.rename(collection, toDb, toName);
  return reply([]);
};

/** `validate`: reads the whole collection and says whether documents and indexes agree. */
export const validate: Handler = async (store, { request }) => {
  const collection = collectionOf(store, request);
  if (!collection) throw noCollection(request.db, collectionName(request));
  const report = await checkCollection(collection);
  return reply([
    ['ns', report.namespace],
    ['nrecords', report.documents],
    ['nIndexes', report.indexes],
    ['valid', report.problems.length === 0],
    ['warnings', []],
    ['errors', [...report.problems]],
  ]);
};
