/** One thing that was said while a person of the Gobernación attends a conversation. */
export interface HandoffLine {
  /** The same thing said twice is there once. */
  readonly id: string;
  readonly by: 'person' | 'official';
  readonly at: number;
  readonly text: string;
}

/** A conversation whose person asked for a person. */
export interface Handoff {
  readonly id: string;
  readonly conversation: string;
  readonly openedAt: number;
  readonly status: 'waiting' | 'held' | 'ended';
  /** Who attends it. */
  readonly official: string | null;
  readonly lines: readonly HandoffLine[];
  readonly version: number;
}

export interface HandoffStore {
  /** Stores it once. */
  begin(fresh: Pick<Handoff, 'id' | 'conversation' | 'openedAt'>): Promise<void>;
  find(id: string): Promise<Handoff | null>;
  /** Those that have not ended, the one that waits longest first. */
  open(limit: number): Promise<Handoff[]>;
  /** False when somebody changed it since it was read. */
  update(handoff: Handoff): Promise<boolean>;
  /** Forgets everything that was said in a conversation. */
  erase(conversation: string): Promise<void>;
}

/** Changes a handoff, reading it again when somebody was faster; what `change` returns unchanged is not written. Null
 * when there is none. */
export async function changeHandoff(
  store: HandoffStore,
  id: string,
  change: (of: Handoff) => Handoff,
): Promise<Handoff | null> {
  for (let of = await store.find(id); of; of = await store.find(id)) {
    const next = change(of);
    if (next === of || (await store.update(next))) return next;
  }
  return null;
}

/** The handoff with one thing more said; what was said before under that id, or after the end, changes nothing. */
export const withLine = (of: Handoff, line: HandoffLine): Handoff =>
  of.status === 'ended' || of.lines.some(({ id }) => id === line.id)
    ? of
    : { ...of, lines: [...of.lines, line] };

export const ended = (of: Handoff): Handoff => (of.status === 'ended' ? of : { ...of, status: 'ended' });
