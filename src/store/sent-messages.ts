import type { Connection } from 'mongoose';
import type { Sealer } from '../engine/sealing/sealer.js';
import { DELIVERY_STATES, type SentMessages, type SentText } from '../ports/sent-messages.js';
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
    advance: (id, state) =>
      reaching(async () => {
        const rank = DELIVERY_STATES.indexOf(state);
        await rows.updateOne({ _id: rowOf(id) as never }, { $max: { rank } });
      }),
    stateOf: (id) =>
      reaching(async () => {
        const row = await rows.findOne({ _id: rowOf(id) as never });
        return row ? (DELIVERY_STATES[row.rank as number] ?? null) : null;
      }),
  };
}
