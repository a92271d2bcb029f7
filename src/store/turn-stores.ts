import type { Connection } from 'mongoose';
import { type Conversation, type InboxRow, partitionOf } from '../domain/conversation.js';
import type { Message } from '../domain/message.js';
import type { Sealer } from '../engine/sealing/sealer.js';
import type { ConversationStore, Inbox, MessageLog, SentMessage } from '../ports/turn-stores.js';
import { bytesOf } from './bytes.js';
import { gather } from './gather.js';
import { isDuplicate } from './reaching.js';

/** Hot rows go through the model's own collection: no casting, no document objects (docs/performance.md). What they hold
 * is held against the schemas by tests/unit/store/hot-rows.test.ts. */
const collectionOf = <T extends { _id: string }>(connection: Connection, model: string) =>
  connection.model(model).collection as unknown as HotCollection<T>;

interface HotCollection<T> {
  find(filter: object, options?: object): { toArray(): Promise<T[]> };
  insertMany(rows: readonly T[], options: { ordered: false }): Promise<unknown>;
  bulkWrite(
    writes: readonly object[],
    options: { ordered: false },
  ): Promise<{ matchedCount: number; insertedCount: number }>;
  updateMany(filter: object, update: object): Promise<unknown>;
  findOneAndUpdate(filter: object, update: object, options: object): Promise<T | null>;
  deleteMany(filter: object): Promise<unknown>;
}

const UNORDERED = { ordered: false } as const;

/** Which of the rows of an unordered insert were there already, by their place in it; what else failed is thrown. */
function duplicatesOf(error: unknown): Set<number> {
  const { writeErrors } = error as {
    writeErrors?: { code: number; index: number }[] | { code: number; index: number };
  };
  const all = writeErrors === undefined ? [] : [writeErrors].flat();
  if (all.length === 0 || !all.every(isDuplicate)) throw error;
  return new Set(all.map(({ index }) => index));
}

/** Inserts what is not there yet. Resolves with whether each one is new. */
const insertNew = async <T extends { _id: string }>(
  rows: HotCollection<T>,
  fresh: readonly T[],
): Promise<boolean[]> => {
  const known = await rows.insertMany(fresh, UNORDERED).then(() => new Set<number>(), duplicatesOf);
  return fresh.map((_, index) => !known.has(index));
};

interface StoredRow {
  _id: string;
  conversation: string;
  partition: number;
  at: number;
  receivedAt: number;
  attempts: number;
  parked?: boolean;
  sealed: Buffer;
}

/** Rows without a partition are of an earlier version: everybody's. */
const inPartitions = (partitions: readonly number[] | undefined): object =>
  partitions === undefined ? {} : { partition: { $in: [...partitions, null] } };

const OPEN = { parked: { $exists: false } };

export function createInbox(connection: Connection, sealer: Sealer): Inbox {
  const rows = collectionOf<StoredRow>(connection, 'Inbox');
  const toRow = (stored: StoredRow): InboxRow => ({
    id: stored._id,
    conversation: stored.conversation,
    receivedAt: stored.receivedAt,
    attempts: stored.attempts,
    message: JSON.parse(sealer.open('inbox', stored._id, bytesOf(stored.sealed))) as Message,
  });
  const insert = gather((fresh: readonly StoredRow[]) => insertNew(rows, fresh));
  const remove = gather(async (lists: readonly (readonly string[])[]) => {
    await rows.deleteMany({ _id: { $in: lists.flat() }, ...OPEN });
    return lists.map(() => undefined);
  });
  return {
    insert: ({ id: _id, conversation, receivedAt, attempts, message }) => {
      const sealed = sealer.seal('inbox', _id, JSON.stringify(message));
      const partition = partitionOf(conversation);
      return insert({ _id, conversation, partition, at: message.at, receivedAt, attempts, sealed });
    },
    open: async (conversation) => {
      const found = await rows.find({ conversation, ...OPEN }, { sort: { at: 1, receivedAt: 1 } }).toArray();
      return found.map(toRow);
    },
    waiting: async (before, partitions) => {
      const filter = { ...inPartitions(partitions), receivedAt: { $lt: before }, ...OPEN };
      const found = await rows
        .find(filter, { projection: { conversation: 1 }, sort: { receivedAt: 1 }, limit: 10_000 })
        .toArray();
      return found.map(({ _id: id, conversation }) => ({ id, conversation }));
    },
    attempt: async (ids) => {
      await rows.updateMany({ _id: { $in: ids } }, { $inc: { attempts: 1 } });
    },
    close: async (ids, as) => {
      if (as === 'parked') await rows.updateMany({ _id: { $in: ids } }, { $set: { parked: true } });
      else await remove(ids);
    },
    eraseParked: async (conversation, before) => {
      await rows.deleteMany({ conversation, parked: true, receivedAt: { $lte: before } });
    },
  };
}

/** Nothing waits for a sweep, so it is done in small pieces: turns come between them. */
const SWEPT_AT_ONCE = 32;

interface StoredConversation {
  _id: string;
  channel: string;
  partition: number;
  v: number;
  mark: string;
  nextSeq: number;
  seen: { hash: string; at: number }[];
  sealed: Buffer;
  outAt?: number;
  /** How many processes began with what is open and were not heard of again. */
  begun?: number;
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
    partition: partitionOf(it.id),
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
  const load = gather(async (ids: readonly string[]) => {
    const found = await rows.find({ _id: { $in: ids } }).toArray();
    const byId = new Map(found.map((row) => [row._id, row]));
    return ids.map((id) => byId.get(id));
  });
  const seal = gather((next: readonly StoredConversation[]) => sealAll(rows, next));
  const clearOut = gather(async (cleared: readonly { id: string; v: number }[]) => {
    const writes = cleared.map(({ id, v }) => ({
      updateOne: { filter: { _id: id, v }, update: { $unset: { outAt: '', begun: '' } } },
    }));
    await rows.bulkWrite(writes, UNORDERED);
    return cleared.map(() => undefined);
  }, SWEPT_AT_ONCE);
  return {
    load: async (id) => {
      const stored = await load(id);
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
    seal: (next) => seal(toStored(next)),
    unperformed: async (before, channels, partitions) => {
      const filter = { outAt: { $lt: before }, channel: { $in: channels }, ...inPartitions(partitions) };
      const found = await rows.find(filter, { projection: { _id: 1 }, limit: 10_000 }).toArray();
      return found.map((row) => row._id);
    },
    clearOut: (id, v) => clearOut({ id, v }),
    beginEffects: async (id, v) => {
      const after = { returnDocument: 'after', projection: { begun: 1 } } as const;
      return (await rows.findOneAndUpdate({ _id: id, v }, { $inc: { begun: 1 } }, after))?.begun ?? 1;
    },
    endEffects: async (id, v, how) => {
      const change = how === 'performed' ? { $unset: { begun: '' } } : { $inc: { begun: -1 } };
      await rows.updateMany({ _id: id, v }, change);
    },
  };
}

/** Seals of many conversations in one unordered bulk. Where fewer were written than sent, what is stored tells whose won:
 * one that somebody sealed upon since counts as lost, which costs a reload and nothing else. */
async function sealAll(
  rows: HotCollection<StoredConversation>,
  next: readonly StoredConversation[],
): Promise<boolean[]> {
  const writes = next.map((row) =>
    row.v > 1
      ? { replaceOne: { filter: { _id: row._id, v: row.v - 1 }, replacement: row } }
      : { insertOne: { document: row } },
  );
  const result = await rows.bulkWrite(writes, UNORDERED).catch((error: unknown) => {
    duplicatesOf(error);
    return { matchedCount: 0, insertedCount: 0 };
  });
  if (result.matchedCount + result.insertedCount === next.length) return next.map(() => true);
  const ids = next.map(({ _id }) => _id);
  const stored = await rows.find({ _id: { $in: ids } }, { projection: { v: 1, mark: 1 } }).toArray();
  const byId = new Map(stored.map((row) => [row._id, row]));
  return next.map(({ _id, v, mark }) => byId.get(_id)?.v === v && byId.get(_id)?.mark === mark);
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
  const toStored = ({ conversation, seq, providerId, at, item }: SentMessage): StoredMessage => {
    const _id = `${conversation}:${seq}`;
    const sealed = sealer.seal('message', _id, JSON.stringify(item));
    return { _id, conversation, seq, providerId, at: new Date(at), sealed };
  };
  const append = gather((fresh: readonly StoredMessage[]) => insertNew(rows, fresh));
  return {
    append: async (entries) => {
      await Promise.all(entries.map((entry) => append(toStored(entry))));
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
