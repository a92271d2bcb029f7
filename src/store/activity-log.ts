import type { Connection } from 'mongoose';
import type { JsonObject } from '../domain/json.js';
import type { Sealer } from '../engine/sealing/sealer.js';
import type { ActivityLog, Appended } from '../ports/activity-log.js';
import { Problem } from '../problem.js';
import { bytesOf } from './bytes.js';
import { isDuplicate } from './reaching.js';

interface StoredActivity {
  _id: string;
  conversation: string;
  seq: number;
  activity: string;
  at: Date;
  sealed: Buffer;
}

/** How often another process may take the next number of the same conversation before we give up. */
const MAX_RACES = 20;

/** @param now milliseconds since the epoch. */
export function createActivityLog(connection: Connection, sealer: Sealer, now: () => number): ActivityLog {
  const rows = connection.model<StoredActivity>('Activity').collection;
  const lastSeq = async (conversation: string): Promise<number> => {
    const [last] = await rows
      .find({ conversation }, { projection: { seq: 1 }, sort: { seq: -1 }, limit: 1 })
      .toArray();
    return last?.seq ?? 0;
  };
  /** The number is read before the id is looked for: an append of the same id in between takes that number. */
  const tryAppend = async (
    conversation: string,
    id: string,
    activity: JsonObject,
  ): Promise<Appended | undefined> => {
    const seq = (await lastSeq(conversation)) + 1;
    const known = await rows.findOne({ conversation, activity: id }, { projection: { seq: 1 } });
    if (known) return { seq: known.seq, isNew: false };
    const _id = `${conversation}:${seq}`;
    const sealed = sealer.seal('activity', _id, JSON.stringify(activity));
    try {
      await rows.insertOne({ _id, conversation, seq, activity: id, at: new Date(now()), sealed } as never);
      return { seq, isNew: true };
    } catch (error) {
      if (isDuplicate(error)) return undefined;
      throw error;
    }
  };
  return {
    append: async (conversation, id, activity) => {
      for (let race = 0; race < MAX_RACES; race += 1) {
        const appended = await tryAppend(conversation, id, activity).catch(away);
        if (appended) return appended;
      }
      throw new Problem('store_away', 'too many write to one conversation', { retryable: true });
    },
    after: async (conversation, seq, limit) => {
      const found = await rows
        .find({ conversation, seq: { $gt: seq } }, { sort: { seq: 1 }, limit })
        .toArray()
        .catch(away);
      return found.map((row) => ({
        seq: row.seq,
        activity: JSON.parse(sealer.open('activity', String(row._id), bytesOf(row.sealed))) as JsonObject,
      }));
    },
    forget: async (conversation) => {
      await rows.deleteMany({ conversation }).catch(away);
    },
  };
}

function away(cause: unknown): never {
  throw new Problem('store_away', 'the store does not answer', { retryable: true, cause });
}
