import type { Conversation, InboxRow, OutItem } from '../domain/conversation.js';

/** Messages that arrived and wait for a turn. Open rows only. */
export interface Inbox {
  /** Resolves when the row is durable; false when the same id was stored before. */
  insert(row: InboxRow): Promise<boolean>;
  /** The open rows of one conversation, in provider time. */
  open(conversation: string): Promise<InboxRow[]>;
  /** The open rows received before `before`, oldest first, of these partitions or of all. */
  waiting(before: number, partitions: readonly number[] | undefined): Promise<WaitingRow[]>;
  /** Counts that these rows are tried now; a process that dies of one leaves its count behind. */
  attempt(ids: readonly string[]): Promise<void>;
  /** Takes rows out of the open ones: they are part of a sealed turn, or wait for a person to look at them. */
  close(ids: readonly string[], as: 'done' | 'parked'): Promise<void>;
  /** Deletes what waits for a person to look at it since before a moment: whoever wrote it wished to be forgotten. */
  eraseParked(conversation: string, before: number): Promise<void>;
}

export type WaitingRow = Pick<InboxRow, 'id' | 'conversation'>;

export interface ConversationStore {
  load(id: string): Promise<Conversation | null>;
  /** The commit of a turn: stores `next` if the stored version is `next.v - 1`. False when somebody else was faster. */
  seal(next: Conversation): Promise<boolean>;
  /** Conversations of these channels and partitions (undefined: of all) with replies or effects that were sealed before
   * `before` and not cleared. */
  unperformed(
    before: number,
    channels: readonly string[],
    partitions: readonly number[] | undefined,
  ): Promise<string[]>;
  /** Clears what was performed, if the version is still `v`. */
  clearOut(id: string, v: number): Promise<void>;
  /** A process begins with the effects that another one had sealed at `v` and not come to the end of. Resolves with how
   * many began so and were not heard of again, this one included; durable. */
  beginEffects(id: string, v: number): Promise<number>;
  /** It came to their end, and nobody is counted any more; or they failed and it lived to tell: it alone is not counted. */
  endEffects(id: string, v: number, how: 'performed' | 'failed'): Promise<void>;
}

/** What was sent: the mark that a reply needs no repeating, the history, and where delivery states belong. */
export interface MessageLog {
  append(entries: readonly SentMessage[]): Promise<void>;
  /** Which of these sequence numbers of a conversation were marked as sent. */
  sent(conversation: string, seqs: readonly number[]): Promise<ReadonlySet<number>>;
  /** Forgets what was sent to a conversation before a moment. */
  erase(conversation: string, before: number): Promise<void>;
}

export interface SentMessage {
  readonly conversation: string;
  readonly seq: number;
  readonly providerId: string;
  readonly at: number;
  readonly item: OutItem;
}
