import type { InboxRow } from '../domain/conversation.js';
import type { Inbox } from '../ports/turn-stores.js';
import { codeOf, type PerformParts } from './perform.js';

export interface OpenRowsParts extends Pick<PerformParts, 'logger' | 'checkpoint'> {
  readonly inbox: Inbox;
}

/** The rows of one conversation that wait for a turn, as far as they are known here. */
export class OpenRows {
  readonly #conversation: string;
  readonly #parts: OpenRowsParts;
  #rows: InboxRow[] = [];
  /** Rows that the store had: whoever tried them before did not come to an end, and the next try is counted. */
  readonly #found = new Set<string>();
  /** Rows that failed here only because the store was away: that is not counted. */
  #excused = new Set<string>();
  /** Deletes of rows that are part of a sealed turn; nothing waits for them. */
  readonly #closing = new Set<Promise<unknown>>();

  constructor(conversation: string, parts: OpenRowsParts) {
    this.#conversation = conversation;
    this.#parts = parts;
  }

  get size(): number {
    return this.#rows.length;
  }

  /** Whether nothing is being deleted. */
  get closed(): boolean {
    return this.#closing.size === 0;
  }

  knows(rowId: string): boolean {
    return this.#rows.some((row) => row.id === rowId);
  }

  add(row: InboxRow): void {
    this.#rows.push(row);
  }

  /** In provider time, then as they came. */
  inOrder(): readonly InboxRow[] {
    return this.#rows.toSorted((a, b) => a.message.at - b.message.at || a.receivedAt - b.receivedAt);
  }

  /** Adds what is open in the store and not known here. */
  async find(): Promise<void> {
    const known = new Set(this.#rows.map((row) => row.id));
    for (const row of await this.#parts.inbox.open(this.#conversation)) {
      if (known.has(row.id) || this.knows(row.id)) continue;
      this.#rows.push(row);
      if (!this.#excused.delete(row.id)) this.#found.add(row.id);
    }
    this.#excused.clear();
  }

  /** Counts a try of those that the store had. */
  async count(rows: readonly InboxRow[]): Promise<void> {
    const counted = rows.filter((row) => this.#found.delete(row.id)).map((row) => row.id);
    if (counted.length > 0) await this.#parts.inbox.attempt(counted);
  }

  /** They are part of a sealed turn: nothing waits until they are deleted. */
  close(rows: readonly InboxRow[]): void {
    const done = new Set(rows.map((row) => row.id));
    this.#rows = this.#rows.filter((row) => !done.has(row.id));
    const closing = this.#parts.inbox
      .close([...done], 'done')
      .then(() => this.#parts.checkpoint('inbox-closed', this.#conversation))
      .catch((error: unknown) =>
        this.#parts.logger.warn({
          conversation: this.#conversation,
          code: 'rows_left',
          reason: codeOf(error),
        }),
      )
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  /** Resolves when what was to be deleted is. */
  async settled(): Promise<void> {
    await Promise.all(this.#closing);
  }

  /** Leaves them to the store. `excused`: that they come back from there counts as no try. */
  forget(excused: boolean): void {
    if (excused) this.#excused = new Set(this.#rows.map((row) => row.id));
    this.#rows = [];
  }
}
