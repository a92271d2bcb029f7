import { type Conversation, type InboxRow, partitionOf } from '../../src/domain/conversation.js';
import { type ParkedEffect, type ParkedEffects, parkedId } from '../../src/ports/parked.js';
import type { ConversationStore, Inbox, MessageLog, SentMessage } from '../../src/ports/turn-stores.js';

const isIn = (conversation: string, partitions: readonly number[] | undefined): boolean =>
  partitions === undefined || partitions.includes(partitionOf(conversation));

/** The turn's stores in memory: what survives a "crash" in model tests, without a disk. */
export class MemoryStores {
  readonly rows = new Map<string, InboxRow & { parked?: boolean }>();
  readonly conversations = new Map<string, Conversation>();
  readonly outAt = new Map<string, number>();
  readonly sent = new Map<string, SentMessage>();
  /** `conversation version` -> processes that began with its effects. */
  readonly begun = new Map<string, number>();
  readonly undone = new Map<string, ParkedEffect>();
  readonly #now: () => number;
  /** Called before every write; throws to simulate a store that is away or a process that dies. */
  beforeWrite: (name: string) => void | Promise<void> = () => {};

  constructor(now: () => number = () => 0) {
    this.#now = now;
  }

  readonly inbox: Inbox = {
    insert: async (row) => {
      await this.beforeWrite('inbox.insert');
      if (this.rows.has(row.id)) return false;
      this.rows.set(row.id, structuredClone(row));
      return true;
    },
    open: async (conversation) =>
      [...this.rows.values()]
        .filter((row) => row.conversation === conversation && !row.parked)
        .toSorted((a, b) => a.message.at - b.message.at || a.receivedAt - b.receivedAt),
    waiting: async (before, partitions) =>
      [...this.rows.values()].filter(
        (row) => row.receivedAt < before && !row.parked && isIn(row.conversation, partitions),
      ),
    attempt: async (ids) => {
      await this.beforeWrite('inbox.attempt');
      for (const id of ids) {
        const row = this.rows.get(id);
        if (row) this.rows.set(id, { ...row, attempts: row.attempts + 1 });
      }
    },
    close: async (ids, as) => {
      await this.beforeWrite('inbox.close');
      for (const id of ids) {
        const row = this.rows.get(id);
        if (!row) continue;
        if (as === 'parked') this.rows.set(id, { ...row, parked: true });
        else if (!row.parked) this.rows.delete(id);
      }
    },
    eraseParked: async (conversation, before) => {
      for (const [id, row] of this.rows)
        if (row.conversation === conversation && row.parked && row.receivedAt <= before) this.rows.delete(id);
    },
  };

  readonly conversationStore: ConversationStore = {
    load: async (id) => {
      const stored = this.conversations.get(id);
      if (!stored) return null;
      return structuredClone(this.outAt.has(id) ? stored : { ...stored, out: [] });
    },
    seal: async (next) => {
      await this.beforeWrite('seal');
      const stored = this.conversations.get(next.id);
      if ((stored?.v ?? 0) !== next.v - 1) return false;
      this.conversations.set(next.id, structuredClone(next));
      if (next.out.length > 0) this.outAt.set(next.id, this.#now());
      else this.outAt.delete(next.id);
      return true;
    },
    unperformed: async (before, channels, partitions) =>
      [...this.outAt]
        .filter(([id, at]) => at < before && isIn(id, partitions))
        .filter(([id]) => channels.includes(this.conversations.get(id)?.channel ?? ''))
        .map(([id]) => id),
    clearOut: async (id, v) => {
      await this.beforeWrite('clearOut');
      if (this.conversations.get(id)?.v === v) this.outAt.delete(id);
    },
    beginEffects: async (id, v) => {
      await this.beforeWrite('beginEffects');
      const begun = (this.begun.get(`${id} ${v}`) ?? 0) + 1;
      this.begun.set(`${id} ${v}`, begun);
      return begun;
    },
    endEffects: async (id, v, how) => {
      await this.beforeWrite('endEffects');
      const begun = how === 'performed' ? 0 : (this.begun.get(`${id} ${v}`) ?? 0) - 1;
      this.begun.set(`${id} ${v}`, begun);
    },
  };

  readonly parkedEffects: ParkedEffects = {
    park: async (parked) => {
      await this.beforeWrite('park');
      this.undone.set(parkedId(parked), structuredClone(parked));
    },
    waiting: async () =>
      [...this.undone].map(([id, { effect, origin, code, at }]) => {
        return { id, kind: effect.kind, conversation: origin.conversation.id, code, at };
      }),
    find: async (id) => this.undone.get(id) ?? null,
    performed: async (id) => void this.undone.delete(id),
    setAside: async (id) => this.undone.delete(id),
    erase: async () => {},
  };

  readonly log: MessageLog = {
    append: async (entries) => {
      await this.beforeWrite('mark');
      for (const entry of entries) this.sent.set(`${entry.conversation}:${entry.seq}`, entry);
    },
    sent: async (conversation, seqs) =>
      new Set(seqs.filter((seq) => this.sent.has(`${conversation}:${seq}`))),
    erase: async (conversation, before) => {
      for (const [id, entry] of this.sent) {
        if (entry.conversation === conversation && entry.at <= before) this.sent.delete(id);
      }
    },
  };
}
