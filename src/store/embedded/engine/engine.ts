import { randomUUID } from 'node:crypto';
import { decode } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import { Binary, type Doc, isDoc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import type { Journal } from '../kv/journal.js';
import { Collection } from './collection.js';
import { FORMAT_VERSION, openFormat, writeFormat } from './format.js';
import { type IndexSpec, normalSpec, readIndexSpec } from './index-spec.js';
import {
  after,
  CATALOGUE_PREFIX,
  catalogueKey,
  countKey,
  documentPrefix,
  GARBAGE_PREFIX,
  garbageId,
  garbageKey,
  indexPrefix,
  multikeyKey,
} from './keys.js';

const CHUNK = 1000;
const CHUNKS_A_FLUSH = 10;

/** All collections of the store: what exists, under which ids, with which indexes. */
export class Engine {
  private readonly collections = new Map<string, Collection>();
  private nextId = 1;
  private purging: Promise<void> = Promise.resolve();
  private closed = false;

  private constructor(readonly journal: Journal) {}

  /** Reads the catalogue, not the data. Throws Problem store.format for a store of a newer program. */
  static async open(journal: Journal): Promise<Engine> {
    const engine = new Engine(journal);
    engine.nextId = (await openFormat(journal)).nextId;
    const garbage = await engine.garbage();
    await engine.readCatalogue(new Set(garbage));
    engine.purgeSoon(garbage);
    return engine;
  }

  get(db: string, name: string): Collection | undefined {
    return this.collections.get(`${db}.${name}`);
  }

  /** Every collection of a database, by name. */
  list(db: string): readonly Collection[] {
    return this.all()
      .filter((collection) => collection.db === db)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  all(): readonly Collection[] {
    return [...this.collections.values()];
  }

  /** Throws NamespaceExists, InvalidNamespace. */
  create(db: string, name: string, options: Doc): Collection {
    if (this.get(db, name)) {
      throw new MongoError('NamespaceExists', `Collection ${db}.${name} already exists.`);
    }
    requireName(db, name);
    const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
    const collection = new Collection(this.newId(), { db, name }, options, uuid, this.journal);
    this.collections.set(collection.namespace, collection);
    this.save(collection, []);
    return collection;
  }

  getOrCreate(db: string, name: string): Collection {
    return this.get(db, name) ?? this.create(db, name, new Map());
  }

  /** Forgets a collection at once; its rows are removed in the background. */
  drop(collection: Collection): void {
    this.collections.delete(collection.namespace);
    this.journal.delete(catalogueKey(collection.db, collection.name));
    this.journal.delete(countKey(collection.id));
    this.discard([collection.id, ...collection.indexes.map((index) => index.id)]);
  }

  /** Gives a collection another name; what had that name before is dropped in the same batch. */
  rename(collection: Collection, db: string, name: string): void {
    requireName(db, name);
    const replaced = this.get(db, name);
    if (replaced) this.drop(replaced);
    this.collections.delete(collection.namespace);
    this.journal.delete(catalogueKey(collection.db, collection.name));
    collection.move(db, name);
    this.collections.set(collection.namespace, collection);
    this.save(collection, collection.indexes);
  }

  /** Builds an index over what is there while writes go on. Throws DuplicateKey and leaves nothing behind then. */
  async addIndex(collection: Collection, given: Doc): Promise<void> {
    const index = readIndexSpec(this.newId(), normalSpec(given));
    this.journal.put(garbageKey(index.id), Buffer.alloc(0));
    collection.useIndexes([...collection.indexes, index]);
    try {
      await this.fill(collection, index);
    } catch (error) {
      this.dropIndexes(collection, [index]);
      throw error;
    }
    const dropped = this.get(collection.db, collection.name) !== collection;
    if (dropped || !collection.indexes.includes(index)) return this.discard([index.id]);
    this.journal.delete(garbageKey(index.id));
    this.save(collection, collection.indexes);
  }

  dropIndexes(collection: Collection, dropped: readonly IndexSpec[]): void {
    collection.useIndexes(collection.indexes.filter((index) => !dropped.includes(index)));
    this.save(collection, collection.indexes);
    this.discard(dropped.map((index) => index.id));
  }

  /** Resolves when what was dropped is removed and on disk. */
  async settled(): Promise<void> {
    await this.purging;
    await this.journal.durable();
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.purging;
    await this.journal.close();
  }

  private async fill(collection: Collection, index: IndexSpec): Promise<void> {
    const cursor = collection.scan(undefined, undefined, false);
    try {
      for (let chunks = 1; ; chunks++) {
        const rows = await cursor.next(CHUNK);
        if (rows.length === 0) return;
        for (const [id] of rows) collection.enter(index, id);
        // Now and then, so that what waits to be written does not grow with the collection.
        if (chunks % CHUNKS_A_FLUSH === 0) await this.journal.durable();
      }
    } finally {
      await cursor.close();
    }
  }

  private newId(): number {
    const id = this.nextId++;
    writeFormat(this.journal, { version: FORMAT_VERSION, nextId: this.nextId });
    return id;
  }

  private save(collection: Collection, indexes: readonly IndexSpec[]): void {
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
    this.journal.put(catalogueKey(collection.db, collection.name), encode(entry));
  }

  /** An index that was being built when the process was killed is not one. */
  private async readCatalogue(garbage: ReadonlySet<number>): Promise<void> {
    for (const [key, raw] of await this.rows(CATALOGUE_PREFIX)) {
      const [db, name] = Buffer.from(key.slice(2), 'latin1').toString().split('\0') as [string, string];
      const entry = decode(raw);
      const options = entry.get('options');
      const uuid = (entry.get('uuid') as Binary).bytes;
      const collection = new Collection(
        Number(entry.get('id')),
        { db, name },
        isDoc(options) ? options : new Map(),
        uuid,
        this.journal,
      );
      const indexes = (entry.get('indexes') as Doc[]).map((index) =>
        readIndexSpec(Number(index.get('id')), index.get('spec') as Doc),
      );
      collection.useIndexes(indexes.filter((index) => !garbage.has(index.id)));
      this.collections.set(collection.namespace, collection);
    }
  }

  private async rows(prefix: string): Promise<readonly (readonly [string, Buffer])[]> {
    const cursor = this.journal.scan({ low: prefix, high: after(prefix), reverse: false });
    const found: (readonly [string, Buffer])[] = [];
    for (;;) {
      const rows = await cursor.next(CHUNK);
      if (rows.length === 0) break;
      found.push(...rows);
    }
    await cursor.close();
    return found;
  }

  private async garbage(): Promise<number[]> {
    return (await this.rows(GARBAGE_PREFIX)).map(([key]) => garbageId(key));
  }

  private discard(ids: readonly number[]): void {
    for (const id of ids) this.journal.put(garbageKey(id), Buffer.alloc(0));
    this.purgeSoon(ids);
  }

  private purgeSoon(ids: readonly number[]): void {
    if (ids.length === 0) return;
    this.purging = this.purging.then(async () => {
      for (const id of ids) await this.purge(id);
    });
  }

  /** Ids are given once, so an id stands for a collection or for an index, never for a later one. */
  private async purge(id: number): Promise<void> {
    for (const prefix of [documentPrefix(id), indexPrefix(id)]) {
      const cursor = this.journal.scan({ low: prefix, high: after(prefix), reverse: false });
      for (;;) {
        const rows = this.closed ? [] : await cursor.next(CHUNK);
        if (rows.length === 0) break;
        for (const [key] of rows) this.journal.delete(key);
        await this.journal.durable();
      }
      await cursor.close();
    }
    if (this.closed) return;
    this.journal.delete(multikeyKey(id));
    this.journal.delete(garbageKey(id));
  }
}

const requireName = (db: string, name: string): void => {
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
