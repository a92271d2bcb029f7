import { createHash } from 'node:crypto';
import {
  type Conversation,
  type ConversationState,
  type InboxRow,
  MAX_SEEN,
  type OutItem,
  SEEN_MS,
} from '../domain/conversation.js';
import type { ConversationStore } from '../ports/turn-stores.js';
import type { TurnResult } from './run.js';

const hashes = new WeakMap<InboxRow, string>();

/** `seenHash` of a row, which a turn asks for several times. */
export function hashOf(row: InboxRow): string {
  const hash = hashes.get(row) ?? seenHash(row.id);
  hashes.set(row, hash);
  return hash;
}

/** 8 bytes of SHA-256 over a row id, base64url: enough to know a message again for 8 days. */
export function seenHash(rowId: string): string {
  return createHash('sha256').update(rowId).digest().subarray(0, 8).toString('base64url');
}

/** The rows that are not part of a sealed turn yet. */
export function unseen(rows: readonly InboxRow[], seen: Conversation['seen'] = []): readonly InboxRow[] {
  return rows.filter((row) => !seen.some((it) => it.hash === hashOf(row)));
}

/** A conversation that nobody has sealed yet. */
export function freshConversation(
  id: string,
  channel: string,
  address: string,
  state: ConversationState,
): Conversation {
  return { id, channel, address, v: 0, mark: '', state, seen: [], out: [], nextSeq: 0 };
}

/** What the store will hold if this turn wins: state, what was seen, and what is still to be performed. */
export function nextConversation(
  before: Conversation,
  rows: readonly InboxRow[],
  result: TurnResult,
  open: readonly OutItem[],
  now: number,
  mark: string,
): Conversation {
  const v = before.v + 1;
  let seq = before.nextSeq;
  const items: OutItem[] = [
    ...result.effects.map((effect) => ({ seq: seq++, at: now, effect, turn: v })),
    ...result.replies.map(({ reply, inReplyTo }) => ({ seq: seq++, at: now, reply, inReplyTo })),
  ];
  const seen = [
    ...before.seen.filter((it) => it.at > now - SEEN_MS),
    ...rows.map((row) => ({ hash: hashOf(row), at: now })),
  ];
  const address = rows.find((row) => row.message.address)?.message.address ?? before.address;
  return {
    id: before.id,
    channel: before.channel,
    address,
    v,
    mark,
    state: result.state,
    seen: seen.slice(-MAX_SEEN),
    out: [...open, ...items],
    nextSeq: seq,
  };
}

/**
 * Commits a turn. When the write's fate is unknown (the connection broke), the stored version and mark decide whether
 * it was ours. False: somebody else sealed first, reload and run again.
 */
export async function commit(store: ConversationStore, next: Conversation): Promise<boolean> {
  try {
    return await store.seal(next);
  } catch (error) {
    const stored = await store.load(next.id).catch(() => {
      throw error;
    });
    if (stored?.v === next.v && stored.mark === next.mark) return true;
    if ((stored?.v ?? 0) >= next.v) return false;
    throw error;
  }
}
