import type { Connection } from 'mongoose';
import type { Lease, Leases } from '../ports/lease.js';
import { isDuplicate, reaching } from './reaching.js';

interface StoredLease {
  _id: string;
  holder: string;
  fence: number;
  until: number;
}

export function createLeases(connection: Connection, now: () => number): Leases {
  const model = connection.model<StoredLease>('Lease');
  const toLease = ({ _id, holder, fence, until }: StoredLease): Lease => ({
    name: _id,
    holder,
    fence,
    until,
  });
  const take = async (name: string, holder: string, ms: number): Promise<Lease | null> => {
    const until = now() + ms;
    const after = { returnDocument: 'after' as const, lean: true };
    const ours = await model.findOneAndUpdate({ _id: name, holder }, { $set: { until } }, after);
    if (ours) return toLease(ours);
    const free = { _id: name, until: { $lte: now() } };
    const taken = await model.findOneAndUpdate(free, { $set: { holder, until }, $inc: { fence: 1 } }, after);
    if (taken) return toLease(taken);
    try {
      await model.collection.insertOne({ _id: name as never, holder, fence: 1, until });
      return { name, holder, fence: 1, until };
    } catch (error) {
      if (isDuplicate(error)) return null;
      throw error;
    }
  };
  return {
    take: (name, holder, ms) => reaching(() => take(name, holder, ms)),
    release: async ({ name, holder, fence }) => {
      await reaching(() => model.updateOne({ _id: name, holder, fence }, { $set: { until: 0, holder: '' } }));
    },
  };
}
