import type { Connection } from 'mongoose';
import { PARTITIONS } from '../domain/conversation.js';
import type { PartitionLeases } from '../ports/partition-leases.js';
import { isDuplicate, reaching } from './reaching.js';

interface StoredLease {
  _id: string;
  holder: string;
  fence: number;
  until: number;
}

const PARTITION = 'turns/';
const HOLDER = 'turns-holder/';
/** Rows of holders that were last heard of this long ago are removed. */
const FORGOTTEN_MS = 60_000;

const idOf = (partition: number): string => `${PARTITION}${String(partition).padStart(2, '0')}`;
const ALL = Array.from({ length: PARTITIONS }, (_, partition) => partition);
const PARTITIONS_ONLY = { _id: { $in: ALL.map(idOf) as never[] } };

/** Partition leases as rows of the collection `leases`; a row that is not there was never taken. */
export function createPartitionLeases(connection: Connection, now: () => number): PartitionLeases {
  const rows = connection.model<StoredLease>('Lease').collection;
  const read = async (): Promise<{ leases: Map<string, StoredLease>; holders: StoredLease[] }> => {
    const found = (await rows
      .find({ _id: { $gte: 'turns' as never, $lt: 'turns~' as never } })
      .toArray()) as unknown as StoredLease[];
    return {
      leases: new Map(found.filter(({ _id }) => _id.startsWith(PARTITION)).map((row) => [row._id, row])),
      holders: found.filter(({ _id }) => _id.startsWith(HOLDER)),
    };
  };
  const set = (filter: object, change: object, upsert = false) => ({
    updateOne: { filter: filter as never, update: change as never, upsert },
  });
  const write = async (changes: ReturnType<typeof set>[]): Promise<void> => {
    if (changes.length === 0) return;
    // Somebody else was faster: the row does not match, and cannot be inserted either.
    await rows.bulkWrite(changes, { ordered: false }).catch((error: unknown) => {
      if (!isDuplicate(error)) throw error;
    });
  };

  const beat = async (holder: string, ms: number) => {
    const at = now();
    const until = at + ms;
    // All at once, so that a beat takes one round trip while nothing changes hands.
    const [before, extended] = await Promise.all([
      read(),
      rows.updateMany({ holder, until: { $gt: at }, ...PARTITIONS_ONLY }, { $set: { until } }),
      write([set({ _id: HOLDER + holder }, { $set: { holder, fence: 0, until } }, true)]),
    ]);
    const gone = before.holders.filter((it) => it.until < at - FORGOTTEN_MS).map(({ _id }) => _id as never);
    if (gone.length > 0) await rows.deleteMany({ _id: { $in: gone } });
    const others = before.holders.filter((it) => it.until > at && it.holder !== holder).length;
    const share = Math.ceil(PARTITIONS / (others + 1));
    const isOurs = (partition: number): boolean => before.leases.get(idOf(partition))?.holder === holder;
    const isFree = (partition: number): boolean => (before.leases.get(idOf(partition))?.until ?? 0) <= at;
    const ours = ALL.filter((it) => isOurs(it) && !isFree(it));
    const surplus = ours.slice(share);
    const wanted = ALL.filter(isFree).slice(0, Math.max(0, share - ours.length));
    await write([
      ...surplus.map((it) => set({ _id: idOf(it), holder }, { $set: { holder: '', until: 0 } })),
      ...wanted.map((it) =>
        set({ _id: idOf(it), until: { $lte: at } }, { $set: { holder, until }, $inc: { fence: 1 } }, true),
      ),
    ]);
    const isSame = surplus.length + wanted.length === 0 && extended.matchedCount === ours.length;
    const after = isSame ? before : await read();
    const partitions = ALL.filter((it) => {
      const row = after.leases.get(idOf(it));
      return row?.holder === holder && row.until > at;
    });
    // What was given back has no holder.
    const orphaned = partitions.filter((it) => before.leases.get(idOf(it))?.holder);
    return { partitions, orphaned, holders: others + 1 };
  };

  return {
    beat: (holder, ms) => reaching(() => beat(holder, ms)),
    release: (holder) =>
      reaching(async () => {
        await rows.updateMany({ holder, ...PARTITIONS_ONLY }, { $set: { holder: '', until: 0 } });
        await rows.deleteOne({ _id: (HOLDER + holder) as never });
      }),
  };
}
