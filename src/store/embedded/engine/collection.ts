import { fieldOf, pickFields } from '../bson/decode.js';
import { keyOf } from '../bson/key.js';
import type { Doc } from '../bson/value.js';
import type { Cursor, Range } from '../kv/backend.js';
import type { Journal } from '../kv/journal.js';
import { requireSize } from './document-size.js';
import { duplicateId, duplicateIn } from './duplicate-key.js';
import { type Entries, entriesOf, entryKey, sameFields } from './index-entries.js';
import { indexKeys } from './index-keys.js';
import type { IndexSpec } from './index-spec.js';
import { after, countKey, documentPrefix, indexPrefix, multikeyKey } from './keys.js';

/** A document as it is stored: its key within the collection and its BSON. */
export interface Row {
  readonly id: string;
  readonly raw: Buffer;
}

/** The documents of one collection and the entries of its indexes, which change together in one batch. */
export class Collection {
  private count: number;
  private readonly prefix: string;
  private readonly countAt: string;
  /** Secondary indexes; the one on _id is the order of the documents themselves. */
  indexes: readonly IndexSpec[] = [];
  private roots: ReadonlySet<string> = new Set();
  private readonly multikey = new Map<number, boolean>();

  constructor(
    readonly id: number,
    private place: { readonly db: string; readonly name: string },
    readonly options: Doc,
    readonly uuid: Buffer,
    private readonly journal: Journal,
  ) {
    this.prefix = documentPrefix(id);
    this.countAt = countKey(id);
    const stored = journal.get(this.countAt);
    this.count = stored ? stored.readUIntLE(0, 6) : 0;
  }

  get db(): string {
    return this.place.db;
  }

  get name(): string {
    return this.place.name;
  }

  /** The engine calls this when it enters the collection elsewhere in its catalogue. */
  move(db: string, name: string): void {
    this.place = { db, name };
  }

  get namespace(): string {
    return `${this.db}.${this.name}`;
  }

  get size(): number {
    return this.count;
  }

  useIndexes(indexes: readonly IndexSpec[]): void {
    this.indexes = indexes;
    this.roots = new Set(indexes.flatMap((index) => [...index.roots]));
  }

  get(id: string): Buffer | undefined {
    return this.journal.get(this.prefix + id);
  }

  /** Documents in the order of _id, from a snapshot; `low` and `high` are keys of _id. */
  scan(low: string | undefined, high: string | undefined, reverse: boolean): Cursor {
    const cut = this.prefix.length;
    const cursor = this.journal.scan({
      low: this.prefix + (low ?? ''),
      high: high === undefined ? after(this.prefix) : this.prefix + high,
      reverse,
    });
    return {
      next: async (count) => (await cursor.next(count)).map(([key, raw]) => [key.slice(cut), raw] as const),
      close: () => cursor.close(),
    };
  }

  /** Index entries between two keys without prefix; the values are keys of _id. */
  scanIndex(index: IndexSpec, range: Range): Cursor {
    const prefix = indexPrefix(index.id);
    return this.journal.scan({
      low: prefix + range.low,
      high: range.high === '' ? after(prefix) : prefix + range.high,
      reverse: range.reverse,
    });
  }

  /** The document a unique index holds under a full key. */
  lookup(index: IndexSpec, key: string): string | undefined {
    return this.journal.get(indexPrefix(index.id) + key)?.toString('latin1');
  }

  /** Adds a document. Throws DuplicateKey. `raw` must be owned by the store and begin with its _id. */
  insert(raw: Buffer): void {
    const id = idKey(raw);
    requireSize(raw);
    if (this.get(id) !== undefined) throw duplicateId(this.namespace, raw);
    const added = entriesOf(this.indexes, this.roots, raw);
    this.requireUnique(added, id, raw);
    this.putEntries(added, id);
    this.journal.put(this.prefix + id, raw);
    this.addCount(1);
  }

  /** Puts `raw` in place of `row`; both have the same _id. Throws DuplicateKey. */
  replace(row: Row, raw: Buffer): void {
    requireSize(raw);
    if (this.indexes.length > 0) this.moveEntries(row, raw);
    this.journal.put(this.prefix + row.id, raw);
  }

  remove(row: Row): void {
    for (const [index, keys] of entriesOf(this.indexes, this.roots, row.raw)) {
      for (const key of keys) this.journal.delete(entryKey(index, key, row.id));
    }
    this.journal.delete(this.prefix + row.id);
    this.addCount(-1);
  }

  /** Enters the document `id` into an index that is being built. Throws DuplicateKey. */
  enter(index: IndexSpec, id: string): void {
    const raw = this.get(id);
    if (raw === undefined) return;
    const added: Entries = [[index, indexKeys(index, pickFields(raw, index.roots))]];
    this.requireUnique(added, id, raw);
    this.putEntries(added, id);
  }

  /** Whether some document has, or once had, several entries in the index. */
  isMultikey(index: IndexSpec): boolean {
    const known = this.multikey.get(index.id);
    if (known !== undefined) return known;
    const stored = this.journal.get(multikeyKey(index.id)) !== undefined;
    this.multikey.set(index.id, stored);
    return stored;
  }

  private markMultikey(index: IndexSpec): void {
    if (this.isMultikey(index)) return;
    this.multikey.set(index.id, true);
    this.journal.put(multikeyKey(index.id), NOTHING);
  }

  private moveEntries(row: Row, raw: Buffer): void {
    if (sameFields(row.raw, raw, this.roots)) return;
    const [old, fresh] = [
      entriesOf(this.indexes, this.roots, row.raw),
      entriesOf(this.indexes, this.roots, raw),
    ];
    this.requireUnique(fresh, row.id, raw);
    for (const [at, [index, keys]] of old.entries()) {
      const kept = new Set(fresh[at]?.[1]);
      for (const key of keys) if (!kept.has(key)) this.journal.delete(entryKey(index, key, row.id));
    }
    for (const [at, [index, keys]] of fresh.entries()) {
      const had = new Set(old[at]?.[1]);
      if (keys.some((key) => !had.has(key))) this.putEntries([[index, keys]], row.id);
    }
  }

  private putEntries(entries: Entries, id: string): void {
    const value = entries.length === 0 ? NOTHING : Buffer.from(id, 'latin1');
    for (const [index, keys] of entries) {
      if (keys.length > 1) this.markMultikey(index);
      for (const key of keys) this.journal.put(entryKey(index, key, id), value);
    }
  }

  private requireUnique(entries: Entries, id: string, raw: Buffer): void {
    for (const [index, keys] of entries) {
      if (!index.unique) continue;
      for (const key of keys) {
        const holder = this.lookup(index, key);
        if (holder !== undefined && holder !== id) throw duplicateIn(this.namespace, index, raw);
      }
    }
  }

  private addCount(change: number): void {
    this.count = Math.max(0, this.count + change);
    const bytes = Buffer.alloc(6);
    bytes.writeUIntLE(this.count, 0, 6);
    this.journal.put(this.countAt, bytes);
  }
}

const NOTHING = Buffer.alloc(0);

/** The key of a document's _id. */
export const idKey = (raw: Buffer): string => keyOf(fieldOf(raw, '_id') ?? null);
