/** How far a message came; it never goes back. */
export const DELIVERY_STATES = ['pending', 'failed', 'sent', 'delivered', 'read'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface SentText {
  readonly to: string;
  readonly text: string;
}

/** What a channel sent, by the provider's message id: to answer a device that asks again, and to know how far it came. */
export interface SentMessages {
  remember(id: string, sent: SentText): Promise<void>;
  find(id: string): Promise<SentText | null>;
  /** Moves the state forward; one that is behind, or of a message that is not known, changes nothing. */
  advance(id: string, state: DeliveryState): Promise<void>;
  stateOf(id: string): Promise<DeliveryState | null>;
}
