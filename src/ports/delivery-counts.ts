/** What became of attempts to deliver to one body. */
export interface DeliveryCount {
  readonly agency: string;
  readonly delivered: number;
  /** Attempts that failed or whose answer did not come. */
  readonly failed: number;
  /** Of those, the ones of which it is not known whether they arrived. */
  readonly uncertain: number;
  /** Milliseconds since the epoch; null when there was none. */
  readonly lastDeliveredAt: number | null;
  readonly lastFailedAt: number | null;
  /** Code of the last failure, free of personal data. */
  readonly lastError: string | null;
}

/** Success and failure by body. Counted beside the case, not with it: a process that is killed may miss one. */
export interface DeliveryCounts {
  /** @param failure null when the body took it */
  count(
    agency: string,
    failure: { readonly code: string; readonly uncertain: boolean } | null,
    at: number,
  ): Promise<void>;
  all(): Promise<readonly DeliveryCount[]>;
}

/** The body fails at present: what it was sent last it did not take. */
export const isFailing = ({ lastDeliveredAt, lastFailedAt }: DeliveryCount): boolean =>
  lastFailedAt !== null && lastFailedAt > (lastDeliveredAt ?? 0);
