import type { Message, Reply } from '../domain/message.js';
import type { DeliveryState } from './sent-messages.js';

/** What a channel can show. A dialog never asks a channel's name, only these. */
export interface ChannelCapabilities {
  /** Longest text in one message, in UTF-16 units; longer replies are split at graphemes. */
  readonly maxTextLength: number;
  /** Most options it shows as buttons or rows; 0 where people answer by number or words only. */
  readonly maxButtons: number;
  /** Whether we choose the message id, so that a repeated send is one message. */
  readonly choosesMessageId: boolean;
  /** How long free text typed in pieces may wait to be joined, milliseconds (0: never waits; at most 1500). */
  readonly joinWindowMs: number;
  /** Whether the person is shown that their message was read, when it is answered (`inReplyTo`). */
  readonly marksRead: boolean;
  /** Whether the person is shown that an answer is being made. */
  readonly showsTyping: boolean;
  /** Whether it learns how far a message came (`deliveryState`). */
  readonly tellsDelivery: boolean;
}

/** Something to be sent to one person. `id` is the same when the same send is tried again. */
export interface Outgoing {
  readonly id: string;
  readonly address: string;
  readonly reply: Reply;
  /** What the citizen's message was that this answers, where the channel can quote or mark it. */
  readonly inReplyTo?: string;
}

/** Hands a message to the service; resolves once it is durable and may be acknowledged to the provider.
 * Rejects with a retryable Problem when the store is away: then it must not be acknowledged. */
export type Receive = (message: Message) => Promise<void>;

/** A way in and out: terminal, web chat, WhatsApp. Every implementation runs tests/conformance/channel.ts. */
export interface Channel {
  readonly name: string;
  readonly capabilities: ChannelCapabilities;
  /** Whether this process is the one that can send here now; absent where every process can. The conversations of such a
   * channel are worked on where it is true. */
  readonly sendsHere?: boolean;
  start(receive: Receive): Promise<void>;
  /** Sends one reply; resolves with the provider's id once the provider took it. Throws a Problem. */
  send(outgoing: Outgoing): Promise<{ readonly providerId: string }>;
  /** How far a message came, by the provider's id; it never goes back. Null for one that is not known; absent where the
   * channel learns nothing of it. */
  deliveryState?(providerId: string): Promise<DeliveryState | null>;
  /** Deletes what the channel itself keeps of what was shown to a person; absent where it keeps nothing. */
  forget?(address: string): Promise<void>;
  stop(): Promise<void>;
}
