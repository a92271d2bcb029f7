import { type Connection, Schema } from 'mongoose';
import type { Message } from '../domain/message.js';
import type { Sealer } from '../engine/sealing/sealer.js';
import {
  NOT_HISTORY,
  type ParkedEffect,
  type ParkedEffects,
  type ParkedMessages,
  parkedId,
  type SetAside,
} from '../ports/parked.js';
import { bytesOf } from './bytes.js';

const parked = new Schema(
  {
    _id: String,
    conversation: { type: String, required: true },
    kind: { type: String, required: true },
    code: { type: String, required: true },
    at: { type: Number, required: true },
    /** Effect and origin; gone once it was set aside. */
    sealed: { type: Buffer },
    aside: { type: { _id: false, by: String, reason: String, at: Number } },
  },
  { collection: 'parked', versionKey: false, autoIndex: false },
);
parked.index({ at: 1 });
parked.index({ conversation: 1 });
export const PARKED_SCHEMAS = { ParkedEffect: parked } as const;

interface StoredMessage {
  _id: string;
  conversation: string;
  receivedAt: number;
  sealed: Uint8Array;
}

/** The parked rows of the inbox. */
export function createParkedMessages(connection: Connection, sealer: Sealer): ParkedMessages {
  const model = connection.model<StoredMessage>('Inbox');
  return {
    list: async (limit) => {
      const rows = await model
        .find({ parked: true })
        .sort({ receivedAt: 1 })
        .limit(limit)
        .lean<StoredMessage[]>();
      return rows.map(({ _id: id, conversation, receivedAt, sealed }) => ({
        id,
        conversation,
        receivedAt,
        message: JSON.parse(sealer.open('inbox', id, bytesOf(sealed))) as Message,
      }));
    },
    dismiss: async (id) => {
      await model.deleteOne({ _id: id, parked: true });
    },
  };
}

interface StoredEffect {
  _id: string;
  conversation: string;
  kind: string;
  code: string;
  at: number;
  sealed?: Uint8Array;
  aside?: SetAside;
}

const WAITING = { aside: { $exists: false } };

/** Effects that failed for good, under their names. */
export function createParkedEffects(connection: Connection, sealer: Sealer): ParkedEffects {
  const model = connection.model<StoredEffect>('ParkedEffect');
  const seal = ({ effect, origin }: ParkedEffect): Buffer =>
    sealer.seal('parked', parkedId({ effect, origin }), JSON.stringify({ effect, origin }));
  return {
    park: async (it) => {
      const { effect, origin, code, at } = it;
      const fresh = { conversation: origin.conversation.id, kind: effect.kind, at, sealed: seal(it) };
      const change = { $set: { code }, $setOnInsert: fresh };
      await model.updateOne({ _id: parkedId(it) }, change, { upsert: true });
    },
    waiting: async (limit) => {
      const rows = await model
        .find(WAITING, { sealed: 0 })
        .sort({ at: 1 })
        .limit(limit)
        .lean<StoredEffect[]>();
      return rows.map(({ _id: id, kind, code, at, conversation }) => ({ id, kind, code, at, conversation }));
    },
    find: async (id) => {
      const row = await model.findOne({ _id: id, ...WAITING }).lean<StoredEffect>();
      if (!row?.sealed) return null;
      const { effect, origin } = JSON.parse(sealer.open('parked', id, bytesOf(row.sealed)));
      return { effect, origin, code: row.code, at: row.at };
    },
    performed: async (id) => {
      await model.deleteOne({ _id: id, ...WAITING });
    },
    setAside: async (id, aside) => {
      const change = { $set: { aside }, $unset: { sealed: '' } };
      return (await model.updateOne({ _id: id, ...WAITING }, change)).modifiedCount === 1;
    },
    erase: async (conversation, before) => {
      await model.deleteMany({ conversation, at: { $lte: before }, kind: { $nin: [...NOT_HISTORY] } });
    },
  };
}
