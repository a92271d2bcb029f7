import type { Connection } from 'mongoose';
import type { Alert, AlertStore } from '../ports/danger-alerts.js';

interface StoredAlert extends Omit<Alert, 'id'> {
  _id: string;
}

/** Alerts of danger, raised by a turn, told to people on call until one of them has it. */
export function createAlertStore(connection: Connection): AlertStore {
  const model = connection.model<StoredAlert>('Alert');
  const toAlert = ({ _id: id, conversation, kind, state, version }: StoredAlert): Alert => ({
    id,
    conversation,
    kind,
    state,
    version,
  });
  return {
    raise: async ({ id, conversation, kind }, at) => {
      const state = { startedAt: at, notified: [], acknowledged: null };
      await model.updateOne(
        { _id: id },
        { $setOnInsert: { conversation, kind, state, version: 1, open: true } },
        { upsert: true },
      );
    },
    open: async (limit) => {
      const found = await model
        .find({ open: true })
        .sort({ 'state.startedAt': 1 })
        .limit(limit)
        .lean<StoredAlert[]>();
      return found.map(toAlert);
    },
    find: async (id) => {
      const found = await model.findById(id).lean<StoredAlert | null>();
      return found ? toAlert(found) : null;
    },
    update: async ({ id, state, version }) => {
      const open = state.acknowledged === null;
      const result = await model.updateOne(
        { _id: id, version },
        { $set: { state, open }, $inc: { version: 1 } },
      );
      return result.matchedCount === 1;
    },
  };
}
