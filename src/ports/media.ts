import type { MediaReference, MediaRefusal } from '../domain/message.js';

/** A file that a channel received from a person. */
export interface IncomingMedia {
  readonly channel: string;
  readonly address: string;
  /** The same whenever the same file of the same message comes again; where that is told only behind the
   * file, asked for when all of it was read. */
  readonly source: string | (() => Promise<string>);
  /** Where an anonymous person writes from, so that one network takes no more than its share; kept in memory only. */
  readonly network?: string;
  /** What its sender says it is, SHA-256 in hex; another file in its place is not taken. */
  readonly sha256?: string;
  /** Opens the file; not called when it is kept already. Throws what its provider throws. */
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
}

export type TakenMedia = { readonly media: MediaReference } | { readonly refused: MediaRefusal };

/** Takes files in for the channels: encrypted and durable when it resolves, and no file ever whole in memory. */
export interface MediaIntake {
  /** @throws Problem `store_away` (retryable), and what `open` and `source` throw. */
  take(incoming: IncomingMedia): Promise<TakenMedia>;
}

/** A file as it is stored, its bytes apart in sealed pieces. */
export interface StoredMedia extends MediaReference {
  readonly conversation: string;
  /** Names its pieces; another attempt at the same file has another. */
  readonly file: string;
  readonly pieces: number;
  /** Wrapped by the service's secret. */
  readonly key: Uint8Array;
  /** When it came, milliseconds since the epoch. */
  readonly at: number;
  /** The case it belongs to; null while it is only held, and then it goes by itself after a week. */
  readonly case: string | null;
}

export type HeldOf = { readonly conversation: string } | { readonly channel: string };

/** Where files are kept. Every implementation runs tests/conformance/media-store.ts. */
export interface MediaStore {
  find(id: string): Promise<StoredMedia | null>;
  /** Stores a sealed piece of a file that is coming in; without `commit` it goes by itself after a week. */
  write(file: string, piece: number, sealed: Uint8Array, at: number): Promise<void>;
  /** The file is whole. Keeps the first under an id and gives back the one that stands. */
  commit(media: StoredMedia): Promise<StoredMedia>;
  /** Removes the pieces of a file that was not committed. */
  abandon(file: string): Promise<void>;
  /** The sealed pieces in order. */
  pieces(media: StoredMedia): AsyncIterable<Uint8Array>;
  /** Files of a conversation, of a channel's conversations, or of all, that belong to no case. */
  held(of?: HeldOf): Promise<{ readonly files: number; readonly bytes: number }>;
  /** Gives held files to a case; the ids of those that are there and its own. */
  attach(ids: readonly string[], caseId: string): Promise<readonly string[]>;
  remove(ids: readonly string[]): Promise<void>;
  /** Removes what a conversation has given and belongs to no case. */
  removeHeld(conversation: string): Promise<void>;
}

/** Reads files that are kept. */
export interface MediaReader {
  /** The original, piece by piece; null when it is not there (erased, or it never belonged to a case).
   * The iteration throws `sealing.tampered`. */
  read(id: string): Promise<AsyncIterable<Buffer> | null>;
}
