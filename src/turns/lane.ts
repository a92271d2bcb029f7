import { type Conversation, type InboxRow, MAX_OUT } from '../domain/conversation.js';
import type { ConversationStore, Inbox } from '../ports/turn-stores.js';
import { Problem } from '../problem.js';
import { OpenRows } from './open-rows.js';
import { Outbox } from './outbox.js';
import { parkedTurn } from './parked-turn.js';
import { isStoreAway, type PerformParts } from './perform.js';
import type { Run, TurnResult } from './run.js';
import { commit, freshConversation, nextConversation, unseen } from './seal.js';
import type { TurnServiceParts } from './service.js';
import { Takeover } from './takeover.js';

export interface LaneParts
  extends PerformParts,
    Pick<TurnServiceParts, 'ids' | 'defaultLocale' | 'contactOf' | 'apology' | 'dangerOf' | 'dangerLine'> {
  readonly inbox: Inbox;
  readonly conversations: ConversationStore;
  readonly run: Run;
  /** Asks for `sweep` in a while, when the conversation is likely to be at rest. */
  readonly sweepLater: (lane: Lane) => void;
  /** These rows are part of a sealed turn: nobody has to wait for it any more. */
  readonly settled: (rowIds: readonly string[]) => void;
}

/** How often a seal may be lost to another owner before the lane lets go and leaves the rows to recovery. */
const MAX_LOST = 5;
const MAX_REST_MS = 30_000;
/** A store that is back is noticed this soon. */
const MAX_AWAY_MS = 2_000;
/** A row that was tried this often, by processes that died of it or turns that threw, is a person's to look at. */
export const MAX_ATTEMPTS = 3;

/**
 * One conversation's lane: its messages one turn at a time, its replies in order. Kept in memory while busy and for a
 * while after; everything it knows can be read again from the store.
 */
export class Lane {
  readonly id: string;
  readonly #parts: LaneParts;
  readonly #out: Outbox;
  readonly #takeover: Takeover;
  #conversation: Conversation | undefined;
  readonly #rows: OpenRows;
  #look: 'no' | 'rows' | 'all' = 'no';
  #working: Promise<void> | undefined;
  /** Cancels the pause after a failure; undefined when there is none. */
  #resting: (() => void) | undefined;
  #failures = 0;
  /** How often what was known here was thrown away. */
  #forgotten = 0;

  constructor(id: string, parts: LaneParts) {
    this.id = id;
    this.#parts = parts;
    this.#rows = new OpenRows(id, parts);
    this.#out = new Outbox({
      ...parts,
      failed: (error) => this.#rest(error),
      lost: () => this.#forget(),
      done: () => parts.sweepLater(this),
    });
    this.#takeover = new Takeover(parts, this.#out);
  }

  /** Nothing here that the store would have to be asked for again, or that is still being sent. */
  get forgettable(): boolean {
    const unswept = (this.#conversation?.out.length ?? 0) > 0;
    return this.idle && this.#resting === undefined && this.#out.open.length === 0 && !unswept;
  }

  get idle(): boolean {
    return this.#working === undefined;
  }

  /** Nothing is under way here, neither a turn nor what follows it. */
  get atRest(): boolean {
    return this.idle && !this.#out.sending && this.#rows.closed;
  }

  /** Whether this row is being worked on here, or about to be. */
  knows(rowId: string): boolean {
    return this.#rows.knows(rowId);
  }

  /** A row that this process stored. `others`: other processes may have stored some that come before it. */
  add(row: InboxRow, others: boolean): void {
    if (this.knows(row.id)) return;
    this.#rows.add(row);
    if (others && this.#look === 'no') this.#look = 'rows';
    this.#work();
  }

  /** Rows or replies may be waiting in the store: look. */
  look(): void {
    this.#look = 'all';
    this.#work();
  }

  /** Resolves when nothing is left to do here. */
  async settled(): Promise<void> {
    for (let before: unknown; before !== this.#out.sent; ) {
      before = this.#out.sent;
      while (this.#working) await this.#working;
      await this.#out.sent;
      await this.#rows.settled();
    }
  }

  /** What was performed need not be kept, when nothing else is under way. */
  async sweep(): Promise<void> {
    const conversation = this.#conversation;
    if (!conversation || conversation.out.length === 0 || this.#out.open.length > 0 || !this.idle) return;
    await this.#parts.conversations.clearOut(this.id, conversation.v);
    if (this.#conversation === conversation) this.#conversation = { ...conversation, out: [] };
  }

  /** Lets go of a pending pause, for a clean stop. */
  stop(): void {
    this.#resting?.();
  }

  #work(): void {
    if (this.#resting) return;
    this.#working ??= this.#loop().finally(() => {
      this.#working = undefined;
      if (this.#hasWork()) this.#work();
    });
  }

  #hasWork(): boolean {
    return this.#rows.size > 0 || this.#look !== 'no';
  }

  async #loop(): Promise<void> {
    try {
      while (this.#hasWork() && !this.#resting) await this.#turn();
      this.#failures = 0;
    } catch (error) {
      this.#rest(error);
    }
  }

  /** After a failure: forget what was known, and try again a little later each time. */
  #rest(error: unknown): void {
    this.#parts.logger.warn({
      conversation: this.id,
      code: error instanceof Problem ? error.code : 'turn_failed',
      error: String((error as Error).stack),
    });
    this.#forget();
    this.#rows.forget(isStoreAway(error));
    this.#failures += 1;
    this.#look = 'all';
    const most = isStoreAway(error) ? MAX_AWAY_MS : MAX_REST_MS;
    this.#resting ??= this.#parts.clock.after(Math.min(most, 250 * 2 ** this.#failures), () => {
      this.#resting = undefined;
      this.#work();
    });
  }

  async #turn(): Promise<void> {
    if (!this.#parts.ownership.owns(this.id)) return this.#leave();
    const look = this.#look;
    this.#look = 'no';
    if (look === 'all') {
      await this.#out.sent;
      this.#forget();
    }
    const conversation = await this.#load();
    if (look !== 'no') await this.#rows.find();
    if (this.#rows.size === 0) return;
    const rows = this.#rows.inOrder();
    const fresh = unseen(rows, conversation?.seen);
    await this.#rows.count(fresh);
    const spent = fresh.filter((row) => row.attempts >= MAX_ATTEMPTS);
    const turn = spent.length > 0 ? spent : fresh;
    if (turn.length > 0 && !(await this.#seal(turn, spent.length > 0))) return this.#leave();
    const closed = rows.filter((row) => turn.includes(row) || !fresh.includes(row));
    this.#parts.settled(closed.map((row) => row.id));
    this.#rows.close(closed);
  }

  /** The conversation is another process's: it finds everything in the store. */
  #leave(): void {
    this.#rows.forget(false);
    this.#look = 'no';
    this.#forget();
  }

  /** Reads the conversation when it is not known here, and finishes what an earlier owner had sealed. */
  async #load(): Promise<Conversation | undefined> {
    if (this.#conversation) return this.#conversation;
    const stored = await this.#parts.conversations.load(this.id);
    if (!stored) return undefined;
    this.#conversation = stored;
    await this.#takeover.finish(stored);
    return stored;
  }

  /** False when the conversation became another's before that. */
  async #seal(rows: readonly InboxRow[], spent: boolean): Promise<boolean> {
    for (let lost = 0; !(await this.#trySeal(rows, spent)); lost += 1) {
      if (!this.#parts.ownership.owns(this.id)) return false;
      if (lost >= MAX_LOST)
        throw new Problem('seal_lost', 'another owner keeps sealing', { retryable: true });
      this.#forget();
    }
    return true;
  }

  async #trySeal(rows: readonly InboxRow[], spent: boolean): Promise<boolean> {
    const parts = this.#parts;
    const now = parts.clock.now();
    const forgotten = this.#forgotten;
    const before = (await this.#load()) ?? this.#fresh(rows[0] as InboxRow);
    const fresh = unseen(rows, before.seen);
    if (fresh.length === 0) return true;
    if (this.#out.open.length > MAX_OUT) await this.#out.sent;
    const result = spent
      ? await parkedTurn(parts, before, fresh, { now, code: 'row_spent' })
      : await this.#run(before, fresh, now);
    // Sending failed meanwhile: what is still open is known to the store only, and must be part of the seal.
    if (this.#forgotten !== forgotten) return false;
    const open = this.#out.open;
    const next = nextConversation(before, fresh, result, open, now, parts.ids.next());
    await parts.checkpoint('ran', this.id);
    if (!(await commit(parts.conversations, next))) return false;
    parts.settled(fresh.map((row) => row.id));
    await parts.checkpoint('sealed', this.id);
    // It failed while the seal was written: the store is looked at again.
    if (this.#forgotten !== forgotten) return true;
    // What was sent and marked while the seal was written is not sent again.
    const was = new Set(open.map((item) => item.seq));
    const still = new Set(this.#out.open.map((item) => item.seq));
    this.#conversation = next;
    await this.#out.perform(
      next,
      next.out.filter(({ seq }) => !was.has(seq) || still.has(seq)),
    );
    return true;
  }

  /** A turn that throws leaves the conversation as it was; the person is told and the message kept for a look. */
  async #run(before: Conversation, rows: readonly InboxRow[], now: number): Promise<TurnResult> {
    try {
      const messages = rows.map((row) => row.message);
      return await this.#parts.run(this.id, before.state, messages, now);
    } catch (error) {
      if (error instanceof Problem && error.retryable) throw error;
      const code = error instanceof Problem ? error.code : 'turn_threw';
      return parkedTurn(this.#parts, before, rows, { now, code, error });
    }
  }

  #fresh(row: InboxRow): Conversation {
    const { channel, address, locale } = row.message;
    return freshConversation(this.id, channel, address, {
      contact: this.#parts.contactOf(this.id),
      locale: locale ?? this.#parts.defaultLocale,
      stack: [],
      memory: {},
    });
  }

  #forget(): void {
    this.#forgotten += 1;
    this.#conversation = undefined;
    this.#out.forget();
  }
}
