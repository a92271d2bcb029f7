import { randomUUID } from 'node:crypto';
import type { Doc } from '../bson/value.js';
import { MongoError } from '../errors.js';
import type { Journal } from '../kv/journal.js';
import { readCatalogue, requireName, saveEntry } from './catalogue.js';
import { Collection } from './collection.js';
import { FORMAT_VERSION, openFormat, writeFormat } from './format.js';
import { Garbage } from './garbage.js';
import { type IndexSpec, normalSpec, readIndexSpec } from './index-spec.js';
import { catalogueKey, countKey, garbageKey } from './keys.js';
import { CHUNK } from './stored-rows.js';

const CHUNKS_A_FLUSH = 10;

/** All collections of the store: what exists, under which ids, with which indexes. */
export class Engine {
  private readonly collections = new Map<string, Collection>();
  private nextId = 1;
  private readonly garbage: Garbage;

  private constructor(readonly journal: Journal) {
    this.garbage = new Garbage(journal);
  }

  /** Reads the catalogue, not the data. Throws Problem store.format for a store of a newer program. */
  static async open(journal: Journal): Promise<Engine> {
    const engine = new Engine(journal);
    engine.nextId = (await openFormat(journal)).nextId;
    const left = await engine.garbage.left();
    for (const collection of await readCatalogue(journal, new Set(left)))
      engine.collections.set(collection.namespace, collection);
    engine.garbage.purgeSoon(left);
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
    saveEntry(this.journal, collection, []);
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
    this.garbage.discard([collection.id, ...collection.indexes.map((index) => index.id)]);
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
    saveEntry(this.journal, collection, collection.indexes);
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
    if (dropped || !collection.indexes.includes(index)) return this.garbage.discard([index.id]);
    this.journal.delete(garbageKey(index.id));
    saveEntry(this.journal, collection, collection.indexes);
  }

  dropIndexes(collection: Collection, dropped: readonly IndexSpec[]): void {
    collection.useIndexes(collection.indexes.filter((index) => !dropped.includes(index)));
    saveEntry(this.journal, collection, collection.indexes);
    this.garbage.discard(dropped.map((index) => index.id));
  }

  /** Resolves when what was dropped is removed and on disk. */
  async settled(): Promise<void> {
    await this.garbage.settled();
    await this.journal.durable();
  }

  async close(): Promise<void> {
    await this.garbage.close();
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
}
