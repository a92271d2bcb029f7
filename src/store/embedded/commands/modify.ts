import { fieldOf } from '../bson/decode.js';
import { type Doc, type Value } from '../bson/value.js';
import type { Collection, Row } from '../engine/collection.js';
import { MAX_DOCUMENT_BYTES } from '../engine/document-size.js';
import { MongoError } from '../errors.js';
import type { Filter } from '../query/predicate.js';
import type { Plan } from '../query/plan.js';
import { matcher, partial } from '../query/results.js';
import { type SortKey, sortBy, sortKeyOf } from '../query/sort.js';
import { openSource } from '../query/source.js';
import type { Update } from '../update/update.js';
import { upsertedDocument } from '../update/upsert.js';
import { newObjectId } from '../engine/prepare.js';

const CHUNK = 500;

/** One document as it was found, and where in an array. */
export interface Target extends Row {
  readonly position: number | undefined;
}

/** Does something to a document in one go with reading it. False ends the visit. */
export type Act = (target: Target) => boolean;

interface Selection {
  readonly collection: Collection;
  readonly filter: Filter;
  readonly plan: Plan;
  readonly sort: readonly SortKey[];
  readonly positional: boolean;
}

/**
 * Visits the documents that match. Each is read again and tested right before it is acted on, without a pause in
 * between: what another connection did meanwhile is seen, and nothing it did is lost. Runs in one go (undefined)
 * when the plan is a list of keys.
 */
export const eachTarget = (selection: Selection, act: Act): void | Promise<void> => {
  const { collection, plan, sort } = selection;
  const test = matcher(selection.filter, plan, selection.positional);
  const visit = (row: Row): boolean => {
    const raw = collection.get(row.id);
    const match = raw === undefined ? undefined : test({ id: row.id, raw });
    return match === undefined || act(match);
  };
  if (plan.kind === 'points' && (sort.length === 0 || plan.sorted)) {
    for (const id of plan.ids) if (!visit({ id, raw: EMPTY })) return;
    return;
  }
  return visitSource(selection, visit);
};

const EMPTY = Buffer.alloc(0);

const visitSource = async (selection: Selection, visit: (row: Row) => boolean): Promise<void> => {
  const source = openSource(selection.collection, selection.plan);
  try {
    if (selection.sort.length > 0 && !selection.plan.sorted) return await visitSorted(selection, visit);
    for (;;) {
      const rows = await source.next(CHUNK);
      if (rows.length === 0) return;
      for (const row of rows) if (!visit(row)) return;
    }
  } finally {
    await source.close();
  }
};

const visitSorted = async (selection: Selection, visit: (row: Row) => boolean): Promise<void> => {
  const { collection, filter, plan, sort } = selection;
  const source = openSource(collection, plan);
  const test = matcher(filter, plan, false);
  const fields = new Set(sort.map((key) => key.parts[0] as string));
  const found: { id: string; key: string }[] = [];
  try {
    for (;;) {
      const rows = await source.next(CHUNK);
      if (rows.length === 0) break;
      for (const row of rows)
        if (test(row)) found.push({ id: row.id, key: sortKeyOf(partial(row.raw, fields), sort) });
    }
  } finally {
    await source.close();
  }
  for (const { id } of sortBy(found, (item) => item.key)) if (!visit({ id, raw: EMPTY })) return;
};

export interface Change {
  readonly before: Buffer;
  readonly after: Buffer;
  /** Whether the bytes differ. */
  readonly changed: boolean;
}

/** Applies an update to one document. */
export const applyUpdate = (collection: Collection, target: Target, update: Update, now: number): Change => {
  const after = update.apply(target.raw, { position: target.position, inserting: false, time: { now } });
  if (after.length > MAX_DOCUMENT_BYTES) {
    throw new MongoError(17419, `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`);
  }
  const changed = !after.equals(target.raw);
  if (changed) collection.replace(target, after);
  return { before: target.raw, after, changed };
};

/** Inserts what an upsert makes; gives the document. */
export const upsert = (collection: Collection, query: Doc, update: Update, now: number): Buffer => {
  const raw = upsertedDocument(query, update, () => newObjectId(now), { now });
  collection.insert(raw);
  return raw;
};

export const idOf = (raw: Buffer): Value => fieldOf(raw, '_id') ?? null;
