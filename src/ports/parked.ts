import type { Message } from '../domain/message.js';

/** A message whose turn failed: the person was told that somebody will read it. */
export interface ParkedMessage {
  /** `channel:messageId`. */
  readonly id: string;
  readonly conversation: string;
  readonly receivedAt: number;
  readonly message: Message;
}

export interface ParkedMessages {
  /** Oldest first. */
  list(limit: number): Promise<ParkedMessage[]>;
  /** Somebody read it: it is deleted. */
  dismiss(id: string): Promise<void>;
}
