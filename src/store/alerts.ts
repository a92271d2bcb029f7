import type { Connection } from 'mongoose';
import type { Alert, AlertLog, AlertStore } from '../ports/danger-alerts.js';
import { isDuplicate } from './reaching.js';

interface StoredAlert extends Omit<Alert, 'id'> {
  _id: string;
}

/** Alerts of danger, raised by a turn, told to people on call until one of them has it. */
export function createAlertStore(connection: Connection): AlertStore & AlertLog {
  const model = connection.model<StoredAlert>('Alert');
  const toAlert = ({ _id: id, conversation, kind, state, version, case: of }: StoredAlert): Alert => ({
    id,
    conversation,
    kind,
    state,
    version,
    ...(of ? { case: of } : {}),
  });
  return {
    raise: async ({ id, conversation, kind }, at) => {
      const state = { startedAt: at, notified: [], acknowledged: null };
      try {
        await model.updateOne(
          { conversation, open: true },
          { $setOnInsert: { _id: id, kind, state, version: 1 } },
          { upsert: true },
        );
      } catch (error) {
        // Raised before, and taken by somebody since.
        if (!isDuplicate(error)) throw error;
      }
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
    recent: async (limit) => {
      const found = await model
        .find()
        .sort({ open: -1, 'state.startedAt': -1 })
        .limit(limit)
        .lean<StoredAlert[]>();
      return found.map(toAlert);
    },
    openIn: async (conversation) => {
      const found = await model.findOne({ conversation, open: true }).lean<StoredAlert | null>();
      return found ? toAlert(found) : null;
    },
    update: async ({ id, state, version, case: of }) => {
      const open = state.acknowledged === null;
      const result = await model.updateOne(
        { _id: id, version },
        { $set: { state, open, ...(of ? { case: of } : {}) }, $inc: { version: 1 } },
      );
      return result.matchedCount === 1;
    },
  };
}
