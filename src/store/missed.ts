import type { Connection } from 'mongoose';
import type { JsonObject } from '../domain/json.js';
import type { MissedMessage, MissedStore } from '../ports/missed.js';

export function createMissedStore(connection: Connection): MissedStore {
  const keep = async (kind: 'figure' | 'message', key: string, data: JsonObject): Promise<void> => {
    await connection
      .model('Missed')
      .updateOne({ _id: key }, { $setOnInsert: { kind, ...data } }, { upsert: true });
  };
  return {
    figure: (key, data) => keep('figure', key, data),
    message: (key, data) => keep('message', key, data),
  };
}

/** Messages that were not understood, the newest first. */
export async function missedMessages(connection: Connection): Promise<MissedMessage[]> {
  const rows = await connection
    .model<MissedMessage>('Missed')
    .find({ kind: 'message' })
    .sort({ at: -1 })
    .lean<MissedMessage[]>();
  return rows.map(({ text, at }) => ({ text, at }));
}
