import type { Connection } from 'mongoose';
import type { DeliveryCount, DeliveryCounts } from '../ports/delivery-counts.js';

type StoredCount = { _id: string } & Partial<Omit<DeliveryCount, 'agency'>>;

export function createDeliveryCounts(connection: Connection): DeliveryCounts {
  const model = connection.model<StoredCount>('DeliveryCount');
  return {
    count: async (agency, failure, at) => {
      const change = failure
        ? {
            $inc: { failed: 1, uncertain: failure.uncertain ? 1 : 0 },
            $set: { lastFailedAt: at, lastError: failure.code },
          }
        : { $inc: { delivered: 1 }, $set: { lastDeliveredAt: at } };
      await model.updateOne({ _id: agency }, change, { upsert: true });
    },
    all: async () => {
      const rows = await model.find().sort({ _id: 1 }).lean<StoredCount[]>();
      return rows.map(({ _id: agency, ...row }) => ({
        agency,
        delivered: row.delivered ?? 0,
        failed: row.failed ?? 0,
        uncertain: row.uncertain ?? 0,
        lastDeliveredAt: row.lastDeliveredAt ?? null,
        lastFailedAt: row.lastFailedAt ?? null,
        lastError: row.lastError ?? null,
      }));
    },
  };
}
