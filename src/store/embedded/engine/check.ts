import { decode } from '../bson/decode.js';
import type { Collection } from './collection.js';
import { idKey } from './collection.js';
import type { Engine } from './engine.js';
import { indexKeys } from './index-keys.js';
import type { IndexSpec } from './index-spec.js';

/** What a check found in one collection; no problems means that documents and indexes agree. */
export interface CollectionReport {
  readonly namespace: string;
  readonly documents: number;
  readonly bytes: number;
  readonly indexes: number;
  readonly problems: readonly string[];
}

const CHUNK = 500;
const MAX_PROBLEMS = 20;

interface Findings {
  documents: number;
  bytes: number;
  readonly entries: Map<IndexSpec, number>;
  readonly problems: string[];
}

const note = (found: Findings, problem: string): void => {
  if (found.problems.length < MAX_PROBLEMS) found.problems.push(problem);
};

/** Whether the index holds the entry of a document. */
const holds = async (collection: Collection, index: IndexSpec, key: string, id: string): Promise<boolean> => {
  if (index.unique) return collection.lookup(index, key) === id;
  const cursor = collection.scanIndex(index, { low: key + id, high: `${key}${id}\0`, reverse: false });
  const entries = await cursor.next(1);
  await cursor.close();
  return entries.length === 1;
};

const checkDocument = async (
  collection: Collection,
  id: string,
  raw: Buffer,
  found: Findings,
): Promise<void> => {
  found.documents += 1;
  found.bytes += raw.length;
  try {
    const doc = decode(raw);
    if (idKey(raw) !== id) note(found, `document ${found.documents} is stored under another _id`);
    for (const index of collection.indexes) {
      for (const key of indexKeys(index, doc)) {
        found.entries.set(index, (found.entries.get(index) ?? 0) + 1);
        if (!(await holds(collection, index, key, id))) note(found, `index ${index.name} lacks a document`);
      }
    }
  } catch (error) {
    note(found, `document ${found.documents}: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
};

const countEntries = async (collection: Collection, index: IndexSpec): Promise<number> => {
  const cursor = collection.scanIndex(index, { low: '', high: '', reverse: false });
  let count = 0;
  for (;;) {
    const entries = await cursor.next(CHUNK);
    if (entries.length === 0) break;
    count += entries.length;
  }
  await cursor.close();
  return count;
};

/** Reads every document and index entry of a collection and compares them. */
export const checkCollection = async (collection: Collection): Promise<CollectionReport> => {
  const found: Findings = { documents: 0, bytes: 0, entries: new Map(), problems: [] };
  const cursor = collection.scan(undefined, undefined, false);
  for (;;) {
    const rows = await cursor.next(CHUNK);
    if (rows.length === 0) break;
    for (const [id, raw] of rows) await checkDocument(collection, id, raw, found);
  }
  await cursor.close();
  if (found.documents !== collection.size) {
    note(found, `${found.documents} documents are stored, ${collection.size} are counted`);
  }
  for (const index of collection.indexes) {
    const [there, wanted] = [await countEntries(collection, index), found.entries.get(index) ?? 0];
    if (there !== wanted) note(found, `index ${index.name} has ${there} entries, ${wanted} are right`);
  }
  return {
    namespace: collection.namespace,
    documents: found.documents,
    bytes: found.bytes,
    indexes: collection.indexes.length + 1,
    problems: found.problems,
  };
};

/** Checks every collection. */
export const checkEngine = async (engine: Engine): Promise<readonly CollectionReport[]> => {
  const reports: CollectionReport[] = [];
  for (const collection of engine.all()) reports.push(await checkCollection(collection));
  return reports;
};
