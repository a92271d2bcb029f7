import {
  type AnyBulkWriteOperation,
  type Collection,
  type CommandStartedEvent,
  type CommandSucceededEvent,
  type Db,
  type Document,
  MongoClient,
  MongoServerError,
} from 'mongodb';
import { mismatch, plain } from './unified-match.js';

export interface Operation {
  readonly name: string;
  readonly object: string;
  readonly arguments?: Document;
  readonly expectError?: Document;
  readonly expectResult?: unknown;
}

export interface UnifiedTest {
  readonly description: string;
  readonly operations: readonly Operation[];
  readonly runOnRequirements?: readonly Document[];
  readonly expectEvents?: readonly { client: string; events: readonly Document[] }[];
  readonly outcome?: readonly Document[];
  readonly skipReason?: string;
}

export interface UnifiedFile {
  readonly description: string;
  readonly createEntities?: readonly Document[];
  readonly initialData?: readonly Document[];
  readonly runOnRequirements?: readonly Document[];
  readonly tests: readonly UnifiedTest[];
}

type Event = { readonly kind: string; readonly event: CommandStartedEvent | CommandSucceededEvent };

interface World {
  readonly clients: Map<string, MongoClient>;
  readonly databases: Map<string, Db>;
  readonly collections: Map<string, Collection<Document>>;
  readonly events: Map<string, Event[]>;
}

const observe = (client: MongoClient, wanted: readonly string[], log: Event[]): void => {
  if (wanted.includes('commandStartedEvent')) {
    client.on('commandStarted', (event) => log.push({ kind: 'commandStartedEvent', event }));
  }
  if (wanted.includes('commandSucceededEvent')) {
    client.on('commandSucceeded', (event) => log.push({ kind: 'commandSucceededEvent', event }));
  }
};

const createEntities = async (uri: string, entities: readonly Document[]): Promise<World> => {
  const world: World = {
    clients: new Map(),
    databases: new Map(),
    collections: new Map(),
    events: new Map(),
  };
  for (const { client, database, collection } of entities) {
    if (client) {
      const made = new MongoClient(uri, { monitorCommands: true, ...client.uriOptions });
      const log: Event[] = [];
      observe(made, client.observeEvents ?? [], log);
      world.clients.set(client.id, await made.connect());
      world.events.set(client.id, log);
    } else if (database) {
      const from = world.clients.get(database.client) as MongoClient;
      world.databases.set(database.id, from.db(database.databaseName, database.databaseOptions));
    } else if (collection) {
      const from = world.databases.get(collection.database) as Db;
      world.collections.set(
        collection.id,
        from.collection(collection.collectionName, collection.collectionOptions),
      );
    }
  }
  return world;
};

const camel = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

type Run = (on: Collection<Document>, args: Document) => Promise<unknown>;

const rest = (args: Document, ...taken: string[]): Document =>
  Object.fromEntries(
    Object.entries(args)
      .filter(([key]) => !taken.includes(key))
      .map(([key, value]) => [key, key === 'returnDocument' ? camel(value) : value]),
  );

/** A driver's bulkWrite model is `{insertOne: {…}}` as in the tests. */
const ON_COLLECTION: Record<string, Run> = {
  find: (on, args) => on.find(args.filter, rest(args, 'filter')).toArray(),
  findOne: (on, args) => on.findOne(args.filter, rest(args, 'filter')),
  aggregate: (on, args) => on.aggregate(args.pipeline, rest(args, 'pipeline')).toArray(),
  count: (on, args) => on.count(args.filter, rest(args, 'filter')),
  countDocuments: (on, args) => on.countDocuments(args.filter, rest(args, 'filter')),
  estimatedDocumentCount: (on, args) => on.estimatedDocumentCount(args),
  distinct: (on, args) => on.distinct(args.fieldName, args.filter, rest(args, 'fieldName', 'filter')),
  insertOne: (on, args) => on.insertOne(args.document, rest(args, 'document')),
  insertMany: (on, args) => on.insertMany(args.documents, rest(args, 'documents')),
  updateOne: (on, args) => on.updateOne(args.filter, args.update, rest(args, 'filter', 'update')),
  updateMany: (on, args) => on.updateMany(args.filter, args.update, rest(args, 'filter', 'update')),
  replaceOne: (on, args) => on.replaceOne(args.filter, args.replacement, rest(args, 'filter', 'replacement')),
  deleteOne: (on, args) => on.deleteOne(args.filter, rest(args, 'filter')),
  deleteMany: (on, args) => on.deleteMany(args.filter, rest(args, 'filter')),
  findOneAndUpdate: (on, args) =>
    on.findOneAndUpdate(args.filter, args.update, rest(args, 'filter', 'update')),
  findOneAndReplace: (on, args) =>
    on.findOneAndReplace(args.filter, args.replacement, rest(args, 'filter', 'replacement')),
  findOneAndDelete: (on, args) => on.findOneAndDelete(args.filter, rest(args, 'filter')),
  bulkWrite: (on, args) =>
    on.bulkWrite(args.requests as AnyBulkWriteOperation<Document>[], rest(args, 'requests')),
  createIndex: (on, args) => on.createIndex(args.keys, rest(args, 'keys')),
};

const ON_DATABASE: Record<string, (on: Db, args: Document) => Promise<unknown>> = {
  aggregate: (on, args) => on.aggregate(args.pipeline, rest(args, 'pipeline')).toArray(),
  dropCollection: (on, args) => on.dropCollection(args.collection).catch(() => false),
  createCollection: (on, args) => on.createCollection(args.collection, rest(args, 'collection')),
  modifyCollection: (on, args) => on.command({ collMod: args.collection, ...rest(args, 'collection') }),
};

const clientBulkWrite = (client: MongoClient, args: Document): Promise<unknown> => {
  const models = args.models.map((model: Document) => {
    const [name, fields] = Object.entries(model)[0] as [string, Document];
    return { name, ...fields };
  });
  return client.bulkWrite(models, rest(args, 'models'));
};

const perform = (world: World, operation: Operation): Promise<unknown> => {
  const args = operation.arguments ?? {};
  const collection = world.collections.get(operation.object);
  const database = world.databases.get(operation.object);
  const client = world.clients.get(operation.object);
  if (collection && ON_COLLECTION[operation.name])
    return (ON_COLLECTION[operation.name] as Run)(collection, args);
  if (database && ON_DATABASE[operation.name]) {
    return (ON_DATABASE[operation.name] as (on: Db, given: Document) => Promise<unknown>)(database, args);
  }
  if (client && operation.name === 'clientBulkWrite') return clientBulkWrite(client, args);
  throw new Error(`the runner has no operation ${operation.name} on ${operation.object}`);
};

const errorMismatch = (expected: Document, error: Document): string | undefined => {
  const server = error instanceof MongoServerError;
  if (expected.isClientError !== undefined && expected.isClientError === server) {
    return `isClientError should be ${expected.isClientError}: ${error.message}`;
  }
  if (expected.errorCode !== undefined && error.code !== expected.errorCode)
    return `code ${error.code}: ${error.message}`;
  if (
    expected.errorContains !== undefined &&
    !error.message.toLowerCase().includes(expected.errorContains.toLowerCase())
  ) {
    return `message ${error.message}`;
  }
  if (expected.errorResponse) {
    const reason = mismatch(expected.errorResponse, error.errorResponse, true);
    if (reason !== undefined) return `errorResponse: ${reason}`;
  }
  if (expected.writeErrors) {
    const reason = mismatch(expected.writeErrors, writeErrors(error), true);
    if (reason !== undefined) return `writeErrors: ${reason}`;
  }
  if (expected.expectResult === undefined) return undefined;
  return mismatch(expected.expectResult, error.result ?? error.partialResult, true);
};

const writeErrors = (error: Document): unknown =>
  Object.fromEntries(
    [...(error.writeErrors as Map<number, Document>)].map(([index, { code }]) => [String(index), { code }]),
  );

const runOperation = async (world: World, operation: Operation): Promise<string | undefined> => {
  try {
    const result = await perform(world, operation);
    if (operation.expectError) return 'an error was expected';
    return operation.expectResult === undefined
      ? undefined
      : mismatch(operation.expectResult, plain(result), true);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!operation.expectError) return `${error.name}: ${error.message}`;
    return errorMismatch(operation.expectError, error as Error & Document);
  }
};

const eventMismatch = (expected: Document, actual: Event | undefined): string | undefined => {
  const [kind, wanted] = Object.entries(expected)[0] as [string, Document];
  if (!actual || actual.kind !== kind) return `expected ${kind}, got ${actual?.kind ?? 'nothing'}`;
  const event = actual.event as unknown as Document;
  if (wanted.commandName !== undefined && wanted.commandName !== event.commandName)
    return `command ${event.commandName}`;
  if (wanted.databaseName !== undefined && wanted.databaseName !== event.databaseName)
    return `database ${event.databaseName}`;
  if (wanted.command) return mismatch(wanted.command, event.command, true);
  return wanted.reply ? mismatch(wanted.reply, event.reply, true) : undefined;
};

const eventsMismatch = (world: World, test: UnifiedTest): string | undefined => {
  for (const { client, events } of test.expectEvents ?? []) {
    const log = (world.events.get(client) ?? []).filter(
      ({ event }) => event.commandName !== 'configureFailPoint',
    );
    if (log.length !== events.length) {
      return `${events.length} events expected, got ${log.map(({ event }) => event.commandName).join(' ')}`;
    }
    for (const [at, expected] of events.entries()) {
      const reason = eventMismatch(expected, log[at]);
      if (reason !== undefined) return `event ${at}: ${reason}`;
    }
  }
  return undefined;
};

const prepare = async (admin: MongoClient, file: UnifiedFile): Promise<void> => {
  for (const { databaseName, collectionName, documents, createOptions } of file.initialData ?? []) {
    const db = admin.db(databaseName);
    await db
      .collection(collectionName)
      .drop()
      .catch(() => false);
    await db.createCollection(collectionName, createOptions);
    if (documents.length > 0) await db.collection(collectionName).insertMany(documents);
  }
};

const documentsMismatch = (expected: readonly Document[], found: readonly Document[]): string | undefined =>
  expected.map((document, at) => mismatch(document, found[at], false)).find((reason) => reason !== undefined);

const outcomeMismatch = async (admin: MongoClient, test: UnifiedTest): Promise<string | undefined> => {
  for (const { databaseName, collectionName, documents } of test.outcome ?? []) {
    const found = await admin.db(databaseName).collection(collectionName).find().sort({ _id: 1 }).toArray();
    const reason =
      documents.length === found.length ? documentsMismatch(documents, found) : `${found.length} documents`;
    if (reason !== undefined) return `outcome: ${reason}`;
  }
  return undefined;
};

/** Runs one test of the unified format and says why it failed, or nothing. */
export const runTest = async (
  admin: MongoClient,
  uri: string,
  file: UnifiedFile,
  test: UnifiedTest,
): Promise<string | undefined> => {
  await prepare(admin, file);
  const world = await createEntities(uri, file.createEntities ?? []);
  try {
    for (const operation of test.operations) {
      const reason = await runOperation(world, operation);
      if (reason !== undefined) return `${operation.name}: ${reason}`;
    }
    return eventsMismatch(world, test) ?? (await outcomeMismatch(admin, test));
  } finally {
    for (const client of world.clients.values()) await client.close();
  }
};
