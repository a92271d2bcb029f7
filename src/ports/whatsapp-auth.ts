/** How the number stands. `replaced`, `logged_out`, `forbidden` and `quarantined` wait for a person. */
export type LinkState =
  | 'unlinked'
  | 'linking'
  | 'connecting'
  | 'open'
  | 'waiting'
  | 'replaced'
  | 'logged_out'
  | 'forbidden'
  | 'quarantined';

export interface WhatsappLink {
  /** Which set of credentials is in use, from 1. A new link starts the next; earlier sets stay as they were. */
  readonly generation: number;
  readonly state: LinkState;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Name of the disconnect reason, where there was one. */
  readonly reason?: string;
}

/** Credentials and Signal keys of the linked number. Encrypted in the store. Writes carry the fence of the lease on the
 * number and are refused with Problem `lease_lost` once a later holder has written. */
export interface WhatsappAuth {
  link(): Promise<WhatsappLink | null>;
  mark(link: WhatsappLink, fence: number): Promise<void>;
  /** Begins with a set of credentials: finishes a write that an owner before left half done, and shuts that owner out. */
  open(generation: number, fence: number): Promise<void>;
  /** The values of these names; a name without a value is absent. */
  read(generation: number, names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Writes or removes (null) all of these or none, whenever the process or the store dies. */
  write(generation: number, changes: ReadonlyMap<string, string | null>, fence: number): Promise<void>;
}
