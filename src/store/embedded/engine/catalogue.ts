import { decode } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import { Binary, type Doc, isDoc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import type { Journal } from '../kv/journal.js';
import { Collection } from './collection.js';
import { type IndexSpec, readIndexSpec } from './index-spec.js';
import { CATALOGUE_PREFIX, catalogueKey } from './keys.js';
import { rowsUnder } from './stored-rows.js';

/** Writes what a collection is: its id, options and indexes. */
export const saveEntry = (journal: Journal, collection: Collection, indexes: readonly IndexSpec[]): void => {
  const entry: Doc = new Map<string, Value>([
    ['id', collection.id],
    ['uuid', new Binary(4, collection.uuid)],
    ['options', collection.options],
    [
      'indexes',
      indexes.map(
        (index) =>
          new Map<string, Value>([
            ['id', index.id],
            ['spec', index.spec],
          ]),
      ),
    ],
  ]);
  journal.put(catalogueKey(collection.db, collection.name), encode(entry));
};

/** Every collection of the store. An index that was being built when the process was killed, `garbage`, is not one. */
export const readCatalogue = async (
  journal: Journal,
  garbage: ReadonlySet<number>,
): Promise<readonly Collection[]> => {
  const rows = await rowsUnder(journal, CATALOGUE_PREFIX);
  return rows.map(([key, raw]) => {
    const [db, name] = Buffer.from(key.slice(2), 'latin1').toString().split('\0') as [string, string];
    const entry = decode(raw);
    const options = entry.get('options');
    const uuid = (entry.get('uuid') as Binary).bytes;
    const collection = new Collection(
      Number(entry.get('id')),
      { db, name },
      isDoc(options) ? options : new Map(),
      uuid,
      journal,
    );
    const indexes = (entry.get('indexes') as Doc[]).map((index) =>
      readIndexSpec(Number(index.get('id')), index.get('spec') as Doc),
    );
    collection.useIndexes(indexes.filter((index) => !garbage.has(index.id)));
    return collection;
  });
};

/** Throws InvalidNamespace. */
export const requireName = (db: string, name: string): void => {
  if (
    db === '' ||
    [...'\\/. "$*<>:|?\0'].some((character) => db.includes(character)) ||
    Buffer.byteLength(db) > 63
  ) {
    throw new MongoError('InvalidNamespace', `Invalid database name: '${db}'`);
  }
  if (
    name === '' ||
    name.includes('\0') ||
    name.includes('$') ||
    name.startsWith('.') ||
    name.startsWith('system.')
  ) {
    throw new MongoError('InvalidNamespace', `Invalid collection name: ${name}`);
  }
};
