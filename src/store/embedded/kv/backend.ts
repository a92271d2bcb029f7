/** One change: bytes to keep under a key, or undefined to delete it. Keys are latin1 strings, one character a byte. */
export type Change = readonly [key: string, value: Buffer | undefined];

export interface Range {
  readonly low: string;
  readonly high: string;
  readonly reverse: boolean;
}

/** Reads a snapshot taken when it was made, a few entries at a time. */
export interface Cursor {
  /** The next entries, at most `count`; empty at the end. */
  next(count: number): Promise<readonly (readonly [key: string, value: Buffer])[]>;
  close(): Promise<void>;
}

/** An ordered key-value file. Tests put doubles in its place that forget or fail. */
export interface Backend {
  get(key: string): Buffer | undefined;
  scan(range: Range): Cursor;
  /** All changes or none, on disk when it resolves. */
  write(changes: readonly Change[]): Promise<void>;
  close(): Promise<void>;
}
