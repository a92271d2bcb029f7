import type { Json, JsonObject } from './json.js';
import type { Effect, Message, Reply } from './message.js';

/** Everything a conversation remembers between turns. Replaced whole by each seal; at most 16 KB of JSON. */
export interface ConversationState {
  /** The person of this conversation: a pseudonym, never an address. Links make several of them one person. */
  contact: string;
  locale: string;
  /** Waiting dialogs, the active one last; engine/flow owns the shape. */
  stack: Json;
  memory: JsonObject;
}

/** A reply or an effect that a sealed turn decided on and that may not have been performed yet. */
export type OutItem =
  | { readonly seq: number; readonly at: number; readonly effect: Effect; readonly turn: number }
  | { readonly seq: number; readonly at: number; readonly reply: Reply; readonly inReplyTo?: string };

/** A conversation as it is sealed: one document, one atomic write a turn. */
export interface Conversation {
  readonly id: string;
  readonly channel: string;
  /** Where replies go. Encrypted in the store. */
  readonly address: string;
  /** Version: the number of sealed turns. 0 has never been stored. */
  readonly v: number;
  /** Random mark of the seal that made `v`, so that an uncertain write can be told from somebody else's. */
  readonly mark: string;
  readonly state: ConversationState;
  readonly seen: readonly SeenMessage[];
  readonly out: readonly OutItem[];
  /** Sequence of the next out item. */
  readonly nextSeq: number;
  /** Erased at the person's wish: the tombstone keeps `v` so that a racing turn cannot bring the state back. */
  readonly erased?: boolean;
}

export interface SeenMessage {
  readonly hash: string;
  readonly at: number;
}

/** A message that was stored and not yet part of a sealed turn. */
export interface InboxRow {
  /** `channel:messageId`. */
  readonly id: string;
  readonly conversation: string;
  readonly message: Message;
  readonly receivedAt: number;
  readonly attempts: number;
}

/** Conversations are named `channel:pseudonym`. */
export const channelOf = (conversation: string): string => conversation.slice(0, conversation.indexOf(':'));

/** How many parts the conversations are divided into, each worked on by one process at a time. */
export const PARTITIONS = 64;

/** The part that a conversation belongs to, 0 to 63: FNV-1a of its id. Stored with rows: changing it moves them. */
export function partitionOf(conversation: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < conversation.length; index += 1)
    hash = Math.imul(hash ^ conversation.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % PARTITIONS;
}

export const MAX_SEEN = 512;
export const SEEN_MS = 8 * 24 * 3600 * 1000;
export const MAX_STATE_BYTES = 16 * 1024;
export const MAX_OUT = 50;
