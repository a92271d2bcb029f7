import { encode } from '../bson/encode.js';
import { Binary, type Doc, type Value } from '../bson/value.js';
import { checkCollection } from '../engine/check.js';
import type { Collection } from '../engine/collection.js';
import { MongoError } from '../errors.js';
import { compileFilter } from '../query/filter.js';
import { given } from '../query/given.js';
import { collectionName, collectionOf, docArg, flagArg, type Handler, reply } from './command.js';
import { cursorReply } from './find.js';
import { ID_INDEX, noCollection } from './indexes.js';

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
