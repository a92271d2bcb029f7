import { type Conversation, type InboxRow, MAX_OUT, type OutItem } from '../domain/conversation.js';
import type { ConversationStore, Inbox } from '../ports/turn-stores.js';
import { Problem } from '../problem.js';
import { type PerformParts, performEffects, sendReplies } from './perform.js';
import type { Run, TurnResult } from './run.js';
import { commit, freshConversation, nextConversation, seenHash } from './seal.js';
import type { TurnServiceParts } from './service.js';

export interface LaneParts
  extends PerformParts,
    Pick<TurnServiceParts, 'ids' | 'defaultLocale' | 'contactOf' | 'apology' | 'dangerOf' | 'dangerLine'> {
  readonly inbox: Inbox;
  readonly conversations: ConversationStore;
  readonly run: Run;
}

/** How often a seal may be lost to another owner before the lane lets go and leaves the rows to recovery. */
const MAX_LOST = 5;
const MAX_REST_MS = 30_000;

/**
 * One conversation's lane: its messages one turn at a time, its replies in order. Kept in memory while busy and for a
 * while after; everything it knows can be read again from the store.
 */
export class Lane {
  readonly id: string;
  readonly #parts: LaneParts;
  #conversation: Conversation | undefined;
  #rows: InboxRow[] = [];
  /** Sealed, not yet known to be performed. */
  #open: OutItem[] = [];
  #lookInStore = false;
  #working: Promise<void> | undefined;
  #sending: Promise<void> = Promise.resolve();
  /** Cancels the pause after a failure; undefined when there is none. */
  #resting: (() => void) | undefined;
  #failures = 0;
  /** How often each effect (by `seq`) was tried in vain. */
  readonly #tries = new Map<number, number>();
  /** How often what was known here was thrown away. */
  #forgotten = 0;

  constructor(id: string, parts: LaneParts) {
    this.id = id;
    this.#parts = parts;
  }

  /** Nothing here that the store would have to be asked for again, or that is still being sent. */
  get forgettable(): boolean {
    return this.idle && this.#resting === undefined && this.#open.length === 0;
  }

  get idle(): boolean {
    return this.#working === undefined;
  }

  /** A row that this process stored. */
  add(row: InboxRow): void {
    this.#rows.push(row);
    this.#work();
  }

  /** Rows or replies may be waiting in the store: look. */
  look(): void {
    this.#lookInStore = true;
    this.#work();
  }

  /** Resolves when nothing is left to do here. */
  async settled(): Promise<void> {
    for (let sending: Promise<void> | undefined; sending !== this.#sending; ) {
      sending = this.#sending;
      while (this.#working) await this.#working;
      await sending;
    }
  }

  #work(): void {
    if (this.#resting) return;
    this.#working ??= this.#loop().finally(() => {
      this.#working = undefined;
      if (this.#rows.length > 0 || this.#lookInStore) this.#work();
    });
  }

  /** Lets go of a pending pause, for a clean stop. */
  stop(): void {
    this.#resting?.();
  }

  async #loop(): Promise<void> {
    try {
      while (this.#rows.length > 0 || this.#lookInStore) await this.#turn();
      this.#failures = 0;
    } catch (error) {
      this.#rest(error);
    }
  }

  /** After a failure: forget what was known, and try again a little later each time. */
  #rest(error: unknown): void {
    const code = error instanceof Problem ? error.code : 'turn_failed';
    this.#parts.logger.warn({ conversation: this.id, code, error: String((error as Error).stack) });
    this.#forget();
    this.#failures += 1;
    this.#lookInStore = true;
    this.#resting ??= this.#parts.clock.after(Math.min(MAX_REST_MS, 250 * 2 ** this.#failures), () => {
      this.#resting = undefined;
      this.#work();
    });
  }

  async #turn(): Promise<void> {
    const look = this.#lookInStore;
    this.#lookInStore = false;
    if (look) await this.#sending;
    if (look) this.#forget();
    const conversation = await this.#load();
    if (look) {
      const known = new Set(this.#rows.map((row) => row.id));
      for (const row of await this.#parts.inbox.open(this.id)) if (!known.has(row.id)) this.#rows.push(row);
    }
    if (this.#rows.length === 0) return;
    const rows = this.#rows.toSorted((a, b) => a.message.at - b.message.at || a.receivedAt - b.receivedAt);
    const seen = new Set(conversation?.seen.map((it) => it.hash));
    const fresh = rows.filter(
      (row, index) => !seen.has(seenHash(row.id)) && rows.findIndex((it) => it.id === row.id) === index,
    );
    if (fresh.length > 0) {
      for (let lost = 0; !(await this.#sealTurn(fresh)); lost += 1) {
        if (lost >= MAX_LOST)
          throw new Problem('seal_lost', 'another owner keeps sealing', { retryable: true });
        this.#forget();
      }
    }
    const done = new Set(rows.map((row) => row.id));
    this.#rows = this.#rows.filter((row) => !done.has(row.id));
    await this.#parts.inbox.close([...done], 'done');
    await this.#parts.checkpoint('inbox-closed', this.id);
  }

  /** Reads the conversation when it is not known here, and finishes what an earlier owner had sealed. */
  async #load(): Promise<Conversation | undefined> {
    if (this.#conversation) return this.#conversation;
    const stored = await this.#parts.conversations.load(this.id);
    if (!stored) return undefined;
    this.#conversation = stored;
    const replies = stored.out.filter((item) => 'reply' in item).map((item) => item.seq);
    const sent = replies.length > 0 ? await this.#parts.log.sent(this.id, replies) : new Set<number>();
    this.#open = stored.out.filter((item) => !sent.has(item.seq));
    await this.#perform(stored);
    return stored;
  }

  async #sealTurn(rows: readonly InboxRow[]): Promise<boolean> {
    const parts = this.#parts;
    const now = parts.clock.now();
    const before = (await this.#load()) ?? this.#fresh(rows[0] as InboxRow);
    const seen = new Set(before.seen.map((it) => it.hash));
    const fresh = rows.filter((row) => !seen.has(seenHash(row.id)));
    if (fresh.length === 0) return true;
    if (this.#open.length > MAX_OUT) await this.#sending;
    const result = await this.#run(before, fresh, now);
    const open = this.#open;
    const forgotten = this.#forgotten;
    const next = nextConversation(before, fresh, result, open, now, parts.ids.next());
    await parts.checkpoint('ran', this.id);
    if (!(await commit(parts.conversations, next))) return false;
    await parts.checkpoint('sealed', this.id);
    // Sending failed meanwhile: what is known here is not the whole truth, the store is looked at again.
    if (this.#forgotten !== forgotten) return true;
    // What was sent and marked while the seal was written is not sent again.
    const was = new Set(open.map((item) => item.seq));
    const still = new Set(this.#open.map((item) => item.seq));
    this.#conversation = next;
    this.#open = next.out.filter(({ seq }) => !was.has(seq) || still.has(seq));
    await this.#perform(next);
    return true;
  }

  /** A turn that throws leaves the conversation as it was; the person is told and the message kept for a look. */
  async #run(before: Conversation, rows: readonly InboxRow[], now: number): Promise<TurnResult> {
    try {
      return await this.#parts.run(
        this.id,
        before.state,
        rows.map((row) => row.message),
        now,
      );
    } catch (error) {
      if (error instanceof Problem && error.retryable) throw error;
      this.#parts.logger.error({
        conversation: this.id,
        code: error instanceof Problem ? error.code : 'turn_threw',
        error: String((error as Error).stack),
      });
      await this.#parts.inbox.close(
        rows.map((row) => row.id),
        'parked',
      );
      return this.#failedTurn(before, rows, now);
    }
  }

  /** Whatever failed, who is in danger gets the line and the people on call hear of it; the others an apology. */
  #failedTurn(before: Conversation, rows: readonly InboxRow[], now: number): TurnResult {
    const { state } = before;
    const inReplyTo = rows.at(-1)?.message.id ?? '';
    for (const { message } of rows) {
      const kind = message.body.kind === 'text' ? this.#parts.dangerOf(message.body.text) : null;
      if (!kind) continue;
      const reply = this.#parts.dangerLine(state.locale, kind);
      return {
        state,
        effects: [{ kind: 'danger.alert', data: { kind, at: now } }],
        replies: [{ reply, inReplyTo: message.id }],
      };
    }
    return { state, effects: [], replies: [this.#parts.apology(state.locale, inReplyTo)] };
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

  /** Effects now; replies after those that are still being sent. The next turn waits for effects, not for sends. */
  async #perform(conversation: Conversation): Promise<void> {
    const effects = this.#open.filter((item) => 'effect' in item);
    if (effects.length > 0) {
      await performEffects(this.#parts, conversation, effects, this.#tries);
      const done = new Set(effects.map((item) => item.seq));
      this.#open = this.#open.filter((item) => !done.has(item.seq));
    }
    this.#sending = this.#sending.then(() => this.#send(conversation)).catch((error) => this.#rest(error));
  }

  async #send(conversation: Conversation): Promise<void> {
    const { done, failed } = await sendReplies(this.#parts, conversation, this.#open);
    this.#open = this.#open.filter((item) => !done.has(item.seq));
    if (failed !== undefined) return this.#rest(failed);
    if (this.#rows.length === 0) await this.#sweep();
  }

  /** Nothing waits any more: what was performed need not be kept. */
  async #sweep(): Promise<void> {
    const conversation = this.#conversation;
    if (!conversation || conversation.out.length === 0 || this.#open.length > 0) return;
    await this.#parts.conversations.clearOut(this.id, conversation.v);
    if (this.#conversation === conversation) this.#conversation = { ...conversation, out: [] };
  }

  #forget(): void {
    this.#forgotten += 1;
    this.#conversation = undefined;
    this.#open = [];
  }
}
