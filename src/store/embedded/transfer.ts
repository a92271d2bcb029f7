import mongoose from 'mongoose';
import { z } from 'zod';
import { Problem } from '../../problem.js';

const { MongoClient, BSON } = mongoose.mongo;
const { EJSON } = BSON;
type Client = mongoose.mongo.MongoClient;
type Document = mongoose.mongo.BSON.Document;

/** Types are kept as they are stored: no long becomes a number, no regular expression a JavaScript one. */
const AS_STORED = { promoteValues: false, promoteBuffers: false, bsonRegExp: true, ignoreUndefined: false };
const BATCH = 500;
/** Pieces of files are large: this many characters of lines are carried at once at most. */
const BATCH_CHARACTERS = 8_000_000;
const FORMAT = 1;

const lineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('store'), format: z.literal(FORMAT) }),
  z.object({
    kind: z.literal('collection'),
    db: z.string(),
    name: z.string(),
    indexes: z.array(z.unknown()),
  }),
  z.object({ kind: z.literal('document'), document: z.unknown() }),
  z.object({ kind: z.literal('end'), documents: z.number() }),
]);
type Line = z.infer<typeof lineSchema>;

/** How much was carried over. */
export interface TransferReport {
  readonly collections: number;
  readonly documents: number;
}

const text = (line: Line): string => JSON.stringify(line);
const canonical = (value: Document): unknown => EJSON.serialize(value, { relaxed: false });

const databases = async (client: Client): Promise<string[]> => {
  const { databases: found } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  return found.map(({ name }) => name).filter((name) => !['admin', 'config', 'local'].includes(name));
};

/**
 * Everything a store or a MongoDB holds, as lines of canonical Extended JSON: a head, then each collection with its
 * indexes and documents, and an end with the number of documents. Collections are read one after the other: stop
 * what writes to the store first. Document fields whose names are whole numbers come first in the copy.
 */
export async function* exportStore(uri: string): AsyncGenerator<string> {
  const client = await new MongoClient(uri).connect();
  let documents = 0;
  try {
    yield text({ kind: 'store', format: FORMAT });
    for (const db of await databases(client)) {
      for (const { name } of await client.db(db).listCollections({ type: 'collection' }).toArray()) {
        if (name.startsWith('system.')) continue;
        const collection = client.db(db).collection(name, AS_STORED);
        const indexes = (await collection.indexes()).filter((index) => index.name !== '_id_');
        yield text({ kind: 'collection', db, name, indexes: indexes.map(canonical) });
        for await (const document of collection.find({}, AS_STORED)) {
          documents += 1;
          yield text({ kind: 'document', document: canonical(document) });
        }
      }
    }
    yield text({ kind: 'end', documents });
  } finally {
    await client.close();
  }
}

const parseLine = (line: string, at: number): Line => {
  const damaged = (cause?: unknown): Problem =>
    new Problem('store.import-damaged', `Line ${at} of the export cannot be read.`, {
      details: { line: at },
      cause,
    });
  try {
    const parsed = lineSchema.safeParse(JSON.parse(line));
    if (parsed.success) return parsed.data;
    throw damaged(parsed.error);
  } catch (error) {
    throw error instanceof Problem ? error : damaged(error);
  }
};

type Target = mongoose.mongo.Collection<Document>;

const openTarget = async (client: Client, line: Extract<Line, { kind: 'collection' }>): Promise<Target> => {
  const target = client.db(line.db).collection(line.name);
  if ((await target.findOne({}, { projection: { _id: 1 } })) !== null) {
    throw new Problem(
      'store.import-not-empty',
      'The store already holds documents; import into an empty one.',
      {
        details: { collection: `${line.db}.${line.name}` },
      },
    );
  }
  await client
    .db(line.db)
    .createCollection(line.name)
    .catch((error: unknown) => {
      // 48: it is there already, and empty.
      if ((error as { code?: unknown }).code !== 48) throw error;
    });
  const indexes = line.indexes.map((index) => EJSON.deserialize(index as Document, { relaxed: true }));
  if (indexes.length > 0) await target.createIndexes(indexes as mongoose.mongo.IndexDescription[]);
  return target;
};

/**
 * Puts the lines of an export into a store or a MongoDB that holds none of its collections' documents.
 * Throws Problem store.import-damaged, store.import-not-empty, store.import-incomplete.
 */
export const importStore = async (uri: string, lines: AsyncIterable<string>): Promise<TransferReport> => {
  const client = await new MongoClient(uri).connect();
  let [target, batch]: [Target | undefined, Document[]] = [undefined, []];
  let [at, collections, documents, carried, ended] = [0, 0, 0, 0, false];
  const flush = async (): Promise<void> => {
    if (target && batch.length > 0) await target.insertMany(batch);
    batch = [];
    carried = 0;
  };
  try {
    for await (const textLine of lines) {
      at += 1;
      if (textLine.trim() === '') continue;
      const line = parseLine(textLine, at);
      if (line.kind === 'collection') {
        await flush();
        target = await openTarget(client, line);
        collections += 1;
      } else if (line.kind === 'document') {
        documents += 1;
        batch.push(EJSON.deserialize(line.document as Document, { relaxed: false }));
        carried += textLine.length;
        if (batch.length >= BATCH || carried >= BATCH_CHARACTERS) await flush();
      } else if (line.kind === 'end') ended = line.documents === documents;
    }
    await flush();
  } finally {
    await client.close();
  }
  if (ended) return { collections, documents };
  throw new Problem('store.import-incomplete', 'The export ends too early; what was there is imported.', {
    details: { documents },
  });
};
