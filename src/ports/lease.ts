/** The right to do something that only one instance may do, for a while. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  /** Grows with every new holder: a write that carries a smaller one comes from somebody who lost the lease. */
  readonly fence: number;
  /** Milliseconds since the epoch; nothing may be done under the lease from then on. */
  readonly until: number;
}

export interface Leases {
  /** Takes the lease for `ms`, or extends one that `holder` has; null while another holds it. */
  take(name: string, holder: string, ms: number): Promise<Lease | null>;
  /** Lets others take it at once. Does nothing when it is no longer ours. */
  release(lease: Lease): Promise<void>;
}
