import type { Connection } from 'mongoose';
import type { Sealer } from '../engine/sealing/sealer.js';
import {
  DELIVERY_STATES,
  type FailureLog,
  type SentMessages,
  type SentText,
} from '../ports/sent-messages.js';
import { bytesOf } from './bytes.js';
import { isDuplicate, reaching } from './reaching.js';

const PURPOSE = 'sent-text';

/** What one channel sent, by the provider's id. */
export function createSentMessages(
  connection: Connection,
  sealer: Sealer,
  channel: string,
  now: () => number,
): SentMessages {
  const rows = connection.model('SentText').collection;
  const rowOf = (id: string): string => `${channel}:${id}`;
  return {
    remember: (id, sent) =>
      reaching(async () => {
        const _id = rowOf(id);
        const sealed = sealer.seal(PURPOSE, _id, JSON.stringify(sent));
        await rows
          .insertOne({ _id: _id as never, sealed, rank: 0, at: new Date(now()) })
          .catch((error: unknown) => {
            if (!isDuplicate(error)) throw error;
          });
      }),
    find: (id) =>
      reaching(async () => {
        const _id = rowOf(id);
        const row = await rows.findOne({ _id: _id as never });
        return row ? (JSON.parse(sealer.open(PURPOSE, _id, bytesOf(row.sealed))) as SentText) : null;
      }),
    advance: (id, state, because) =>
      reaching(async () => {
        const rank = DELIVERY_STATES.indexOf(state);
        const further = { rank, ...(because === undefined ? {} : { because }) };
        await rows.updateOne({ _id: rowOf(id) as never, rank: { $lt: rank } }, { $set: further });
      }),
    stateOf: (id) =>
      reaching(async () => {
        const row = await rows.findOne({ _id: rowOf(id) as never });
        return row ? (DELIVERY_STATES[row.rank as number] ?? null) : null;
      }),
  };
}

/** What failed on any channel, while it is remembered. */
export function createFailureLog(connection: Connection): FailureLog {
  const model = connection.model('SentText');
  return {
    failures: (since) =>
      reaching(async () => {
        const groups = await model.aggregate<{
          _id: { channel: string; because: string | null };
          count: number;
          at: Date;
        }>([
          { $match: { rank: DELIVERY_STATES.indexOf('failed'), at: { $gte: new Date(since) } } },
          { $addFields: { channel: { $arrayElemAt: [{ $split: ['$_id', ':'] }, 0] } } },
          {
            $group: {
              _id: { channel: '$channel', because: { $ifNull: ['$because', null] } },
              count: { $sum: 1 },
              at: { $max: '$at' },
            },
          },
          { $sort: { count: -1 } },
        ]);
        return groups.map(({ _id, count, at }) => ({ ..._id, count, at: at.getTime() }));
      }),
  };
}
