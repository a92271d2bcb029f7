import type { Connection } from 'mongoose';
import type { Conversation, InboxRow } from '../domain/conversation.js';
import type { Message } from '../domain/message.js';
import type { Sealer } from '../engine/sealing/sealer.js';
import type { ConversationStore, Inbox, MessageLog } from '../ports/turn-stores.js';

/** Hot rows go through the model's own collection: no casting, no document objects (docs/performance.md). */
const collectionOf = <T extends { _id: string }>(connection: Connection, model: string) =>
  connection.model(model).collection as unknown as HotCollection<T>;

interface HotCollection<T> {
  insertOne(row: T): Promise<unknown>;
  findOne(filter: object, options?: object): Promise<T | null>;
  find(filter: object, options?: object): { toArray(): Promise<T[]> };
  replaceOne(filter: object, row: T): Promise<{ matchedCount: number }>;
  updateOne(filter: object, update: object): Promise<unknown>;
  updateMany(filter: object, update: object): Promise<unknown>;
  deleteMany(filter: object): Promise<unknown>;
}

interface StoredRow {
  _id: string;
  conversation: string;
  at: number;
  receivedAt: number;
  attempts: number;
  parked?: boolean;
  sealed: Buffer;
}

const DUPLICATE_KEY = 11000;
const isDuplicate = (error: unknown): boolean => (error as { code?: number }).code === DUPLICATE_KEY;
/** The driver gives Binary, the schema Buffer: both hold bytes. */
const bytesOf = (sealed: unknown): Uint8Array => {
  const binary = sealed as { buffer?: Uint8Array };
  return sealed instanceof Uint8Array ? sealed : (binary.buffer ?? new Uint8Array());
};

export function createInbox(connection: Connection, sealer: Sealer): Inbox {
  const rows = collectionOf<StoredRow>(connection, 'Inbox');
  const toRow = (stored: StoredRow): InboxRow => ({
    id: stored._id,
    conversation: stored.conversation,
    receivedAt: stored.receivedAt,
    attempts: stored.attempts,
    message: JSON.parse(sealer.open('inbox', stored._id, bytesOf(stored.sealed))) as Message,
  });
  return {
    insert: async (row) => {
      const { id: _id, conversation, receivedAt, attempts, message } = row;
      const sealed = sealer.seal('inbox', _id, JSON.stringify(message));
      try {
        await rows.insertOne({ _id, conversation, at: message.at, receivedAt, attempts, sealed });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
    open: async (conversation) => {
      const found = await rows
        .find({ conversation, parked: { $exists: false } }, { sort: { at: 1, receivedAt: 1 } })
        .toArray();
      return found.map(toRow);
    },
    abandoned: async (before, maxAttempts) => {
      const stale = { receivedAt: { $lt: before }, parked: { $exists: false } };
      if (maxAttempts !== null) {
        await rows.updateMany({ ...stale, attempts: { $gte: maxAttempts } }, { $set: { parked: true } });
        await rows.updateMany(stale, { $inc: { attempts: 1 } });
      }
      const found = await rows.find(stale, { projection: { conversation: 1 }, limit: 1_000 }).toArray();
      return [...new Set(found.map((row) => row.conversation))];
    },
    close: async (ids, as) => {
      const filter = { _id: { $in: ids } };
      if (as === 'parked') await rows.updateMany(filter, { $set: { parked: true } });
      else await rows.deleteMany({ ...filter, parked: { $exists: false } });
    },
  };
}

interface StoredConversation {
  _id: string;
  channel: string;
  v: number;
  mark: string;
  nextSeq: number;
  seen: { hash: string; at: number }[];
  sealed: Buffer;
  outAt?: number;
  updatedAt: number;
  erased?: boolean;
}

export function createConversationStore(
  connection: Connection,
  sealer: Sealer,
  now: () => number,
): ConversationStore {
  const rows = collectionOf<StoredConversation>(connection, 'Conversation');
  const toStored = (it: Conversation): StoredConversation => ({
    _id: it.id,
    channel: it.channel,
    v: it.v,
    mark: it.mark,
    nextSeq: it.nextSeq,
    seen: it.seen.map(({ hash, at }) => ({ hash, at })),
    sealed: sealer.seal(
      'conversation',
      it.id,
      JSON.stringify({ address: it.address, state: it.state, out: it.out }),
    ),
    updatedAt: now(),
    ...(it.out.length > 0 ? { outAt: now() } : {}),
    ...(it.erased ? { erased: true } : {}),
  });
  return {
    load: async (id) => {
      const stored = await rows.findOne({ _id: id });
      if (!stored) return null;
      const { _id, channel, v, mark, nextSeq, seen, erased, outAt } = stored;
      const { address, state, out } = JSON.parse(sealer.open('conversation', _id, bytesOf(stored.sealed)));
      const open = outAt === undefined || outAt === null ? [] : out;
      return {
        id: _id,
        channel,
        v,
        mark,
        nextSeq,
        seen,
        address,
        state,
        out: open,
        ...(erased ? { erased } : {}),
      };
    },
    seal: async (next) => {
      const row = toStored(next);
      if (next.v > 1) return (await rows.replaceOne({ _id: next.id, v: next.v - 1 }, row)).matchedCount === 1;
      try {
        await rows.insertOne(row);
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
    unperformed: async (before, channels) => {
      const filter = { outAt: { $lt: before }, channel: { $in: channels } };
      const found = await rows.find(filter, { projection: { _id: 1 }, limit: 1_000 }).toArray();
      return found.map((row) => row._id);
    },
    clearOut: async (id, v) => {
      await rows.updateOne({ _id: id, v }, { $unset: { outAt: '' } });
    },
  };
}

interface StoredMessage {
  _id: string;
  conversation: string;
  seq: number;
  providerId: string;
  at: Date;
  sealed: Buffer;
}

export function createMessageLog(connection: Connection, sealer: Sealer): MessageLog {
  const rows = collectionOf<StoredMessage>(connection, 'SentMessage');
  return {
    append: async (entries) => {
      for (const { conversation, seq, providerId, at, item } of entries) {
        const _id = `${conversation}:${seq}`;
        const sealed = sealer.seal('message', _id, JSON.stringify(item));
        await rows
          .insertOne({ _id, conversation, seq, providerId, at: new Date(at), sealed })
          .catch((error: unknown) => {
            if (!isDuplicate(error)) throw error;
          });
      }
    },
    sent: async (conversation, seqs) => {
      const ids = seqs.map((seq) => `${conversation}:${seq}`);
      const found = await rows.find({ _id: { $in: ids } }, { projection: { seq: 1 } }).toArray();
      return new Set(found.map((row) => row.seq));
    },
    erase: async (conversation, before) => {
      await rows.deleteMany({ conversation, at: { $lte: new Date(before) } });
    },
  };
}
