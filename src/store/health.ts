import type { Connection } from 'mongoose';

export interface IndexReport {
  readonly present: number;
  /** As `collection: field, field`. */
  readonly missing: readonly string[];
}

/** Compares the indexes that the models declare with those that are there. */
export async function inspectIndexes(connection: Connection): Promise<IndexReport> {
  const missing: string[] = [];
  let present = 0;
  for (const model of Object.values(connection.models)) {
    // A collection without indexes of its own exists from its first document on.
    if (model.schema.indexes().length === 0) continue;
    const there = new Set((await model.collection.indexes()).map(({ key }) => JSON.stringify(key)));
    for (const [key] of model.schema.indexes()) {
      if (there.has(JSON.stringify(key))) present += 1;
      else missing.push(`${model.collection.name}: ${Object.keys(key).join(', ')}`);
    }
  }
  return { present, missing };
}

/** The store's own clock, milliseconds since the epoch; null where it does not tell. */
export async function storeClock(connection: Connection): Promise<number | null> {
  const told = await connection.db?.command({ hello: 1 });
  return told?.localTime instanceof Date ? told.localTime.getTime() : null;
}
