import type { Collection, Row } from '../engine/collection.js';
import type { IndexSpec } from '../engine/index-spec.js';
import type { Cursor } from '../kv/backend.js';
import type { Plan, Stretch } from './plan.js';

/** Candidates a few at a time; an empty list is the end. Points come without waiting, so that the operations a
 * conversation does most often run in one go. */
export interface Source {
  next(count: number): readonly Row[] | Promise<readonly Row[]>;
  close(): void | Promise<void>;
}

const pointSource = (collection: Collection, ids: readonly string[]): Source => {
  let at = 0;
  return {
    next: (count) => {
      const rows: Row[] = [];
      while (rows.length < count && at < ids.length) {
        const id = ids[at++] as string;
        const raw = collection.get(id);
        if (raw !== undefined) rows.push({ id, raw });
      }
      return rows;
    },
    close: () => undefined,
  };
};

const documentSource = (collection: Collection, range: Stretch | undefined, reverse: boolean): Source => {
  const cursor = collection.scan(range?.low, range?.high, reverse);
  return {
    next: async (count) => (await cursor.next(count)).map(([id, raw]) => ({ id, raw })),
    close: () => cursor.close(),
  };
};

const indexSource = (
  collection: Collection,
  index: IndexSpec,
  stretches: readonly Stretch[],
  reverse: boolean,
): Source => {
  const seen = collection.isMultikey(index) || stretches.length > 1 ? new Set<string>() : undefined;
  const waiting = reverse ? [...stretches].reverse() : [...stretches];
  let cursor: Cursor | undefined;
  const rowsOf = (entries: readonly (readonly [string, Buffer])[]): Row[] => {
    const rows: Row[] = [];
    for (const [, value] of entries) {
      const id = value.toString('latin1');
      if (seen?.has(id)) continue;
      seen?.add(id);
      const raw = collection.get(id);
      if (raw !== undefined) rows.push({ id, raw });
    }
    return rows;
  };
  const next = async (count: number): Promise<readonly Row[]> => {
    for (;;) {
      if (!cursor) {
        const following = waiting.shift();
        if (!following) return [];
        cursor = collection.scanIndex(index, { ...following, reverse });
      }
      const entries = await cursor.next(count);
      const rows = rowsOf(entries);
      if (rows.length > 0) return rows;
      if (entries.length > 0) continue;
      await cursor.close();
      cursor = undefined;
    }
  };
  return { next, close: () => cursor?.close() };
};

const unionSource = (sources: readonly Source[]): Source => {
  const seen = new Set<string>();
  let at = 0;
  return {
    next: async (count) => {
      while (at < sources.length) {
        const rows = await (sources[at] as Source).next(count);
        if (rows.length === 0) at += 1;
        const fresh = rows.filter((row) => !seen.has(row.id));
        for (const row of fresh) seen.add(row.id);
        if (fresh.length > 0) return fresh;
      }
      return [];
    },
    close: async () => {
      for (const source of sources) await source.close();
    },
  };
};

export const openSource = (collection: Collection, plan: Plan): Source => {
  switch (plan.kind) {
    case 'points':
      return pointSource(collection, plan.ids);
    case 'documents':
      return documentSource(collection, plan.range, plan.reverse);
    case 'index':
      return indexSource(collection, plan.index, plan.stretches, plan.reverse);
    default:
      return unionSource(plan.plans.map((branch) => openSource(collection, branch)));
  }
};
