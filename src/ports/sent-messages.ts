/** How far a message came, in the order in which one follows another; it never goes back. A provider that took a message
 * may still fail with it; what the person's device has did not fail. */
export const DELIVERY_STATES = ['pending', 'sent', 'failed', 'delivered', 'read'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface SentText {
  readonly to: string;
  readonly text: string;
}

/** What a channel sent, by the provider's message id: to answer a device that asks again, and to know how far it came. */
export interface SentMessages {
  remember(id: string, sent: SentText): Promise<void>;
  find(id: string): Promise<SentText | null>;
  /** Moves the state forward; one that is behind, or of a message that is not known, changes nothing.
   * @param because the provider's code, where it failed. */
  advance(id: string, state: DeliveryState, because?: string): Promise<void>;
  stateOf(id: string): Promise<DeliveryState | null>;
}

/** Messages that did not reach their person, by the provider's code. */
export interface FailedMessages {
  readonly channel: string;
  readonly because: string | null;
  readonly count: number;
  /** The last of them, milliseconds since the epoch. */
  readonly at: number;
}

/** What operators look at. */
export interface FailureLog {
  /** Of all channels since a moment, the most frequent first. */
  failures(since: number): Promise<readonly FailedMessages[]>;
}
