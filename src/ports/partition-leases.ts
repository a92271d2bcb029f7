/** What a process holds after a beat. */
export interface Holding {
  readonly partitions: readonly number[];
  /** Among them those that somebody (an earlier process of this name too) held before and did not give back: of the ones
   * that are new here, it may have died over their work. */
  readonly orphaned: readonly number[];
  /** How many processes share the partitions, this one included. */
  readonly holders: number;
}

/** Who works on which of the 64 partitions of the conversations. Correctness never rests on it (the version of a
 * conversation decides): it saves work, and keeps two processes from sending the same reply. */
export interface PartitionLeases {
  /** Extends what `holder` holds until `ms` from now, gives back what is more than its share, takes what is free up to
   * its share. To be called more often than every `ms`. */
  beat(holder: string, ms: number): Promise<Holding>;
  /** Gives back everything. */
  release(holder: string): Promise<void>;
}
