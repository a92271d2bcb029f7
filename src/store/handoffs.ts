import { type Connection, Schema } from 'mongoose';
import type { Sealer } from '../engine/sealing/sealer.js';
import type { Handoff, HandoffLine, HandoffStore } from '../ports/handoffs.js';

/** As long as a sent message. Seconds. */
const TTL_S = 30 * 24 * 3600;
const handoffs = new Schema(
  {
    _id: String,
    conversation: { type: String, required: true },
    openedAt: { type: Date, required: true },
    status: { type: String, required: true },
    official: { type: String, default: null },
    version: { type: Number, required: true },
    /** What was said. */
    sealed: { type: Buffer, required: true },
  },
  { collection: 'handoffs', versionKey: false, autoIndex: false },
);
handoffs.index({ status: 1, openedAt: 1 });
handoffs.index({ conversation: 1 });
handoffs.index({ openedAt: 1 }, { expireAfterSeconds: TTL_S });
export const HANDOFF_SCHEMAS = { Handoff: handoffs } as const;

interface StoredHandoff {
  _id: string;
  conversation: string;
  openedAt: Date;
  status: Handoff['status'];
  official: string | null;
  version: number;
  sealed: Uint8Array | { buffer: Uint8Array };
}

export function createHandoffStore(connection: Connection, sealer: Sealer): HandoffStore {
  const model = connection.model<StoredHandoff>('Handoff');
  const sealedLines = (id: string, lines: readonly HandoffLine[]): Buffer =>
    sealer.seal('handoff', id, JSON.stringify(lines));
  const toHandoff = ({ _id: id, sealed, openedAt, ...rest }: StoredHandoff): Handoff => {
    const bytes = sealed instanceof Uint8Array ? sealed : sealed.buffer;
    const lines = JSON.parse(sealer.open('handoff', id, bytes)) as HandoffLine[];
    return { id, ...rest, openedAt: openedAt.getTime(), lines };
  };
  return {
    begin: async ({ id, conversation, openedAt }) => {
      const fresh = {
        conversation,
        openedAt: new Date(openedAt),
        status: 'waiting',
        official: null,
        version: 1,
      };
      await model.updateOne(
        { _id: id },
        { $setOnInsert: { ...fresh, sealed: sealedLines(id, []) } },
        { upsert: true },
      );
    },
    find: async (id) => {
      const found = await model.findById(id).lean<StoredHandoff | null>();
      return found ? toHandoff(found) : null;
    },
    open: async (limit) => {
      const found = await model
        .find({ status: { $in: ['waiting', 'held'] } })
        .sort({ openedAt: 1 })
        .limit(limit)
        .lean<StoredHandoff[]>();
      return found.map(toHandoff);
    },
    update: async ({ id, status, official, lines, version }) => {
      const sealed = sealedLines(id, lines);
      const result = await model.updateOne(
        { _id: id, version },
        { $set: { status, official, sealed }, $inc: { version: 1 } },
      );
      return result.matchedCount === 1;
    },
    erase: async (conversation) => {
      await model.deleteMany({ conversation });
    },
  };
}
