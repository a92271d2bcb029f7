/** Identifiers and randomness, injected so that tests are deterministic. */
export interface Ids {
  /** A new unguessable identifier, URL-safe, at least 128 bits. */
  next(): string;
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
}
