import { createHash } from 'node:crypto';
import { splitText } from '../../engine/texts/split.js';
import type { Outgoing } from '../../ports/channel.js';
import type { DeliveryState, SentMessages, SentText } from '../../ports/sent-messages.js';
import type { WhatsappAddresses } from '../../ports/whatsapp-addresses.js';
import { Problem } from '../../problem.js';
import type { Taken } from './intake.js';
import type { Line } from './line.js';
import type { Pacing } from './pacing.js';

/** WhatsApp cuts a text after this many characters. */
export const MAX_TEXT = 4_096;
const MAX_RECENT = 500;

export interface OutboxParts {
  readonly sent: SentMessages;
  readonly addresses: WhatsappAddresses;
  readonly pacing: Pacing;
  /** What is known of the message that is answered. */
  readonly taken: (messageId: string) => Taken | undefined;
  /** The open connection, if this instance may send now. Throws a retryable Problem otherwise. */
  readonly line: () => Line;
}

/** WhatsApp's id for part `part` of something to be sent: the same whenever the same thing is sent again, so that a
 * repeated send is one message on the phone. Looks as WhatsApp Web's own do. */
export const waIdOf = (outgoingId: string, part: number): string =>
  `3EB0${createHash('sha256').update(`${outgoingId}\n${part}`).digest('hex').slice(0, 18).toUpperCase()}`;

/** What goes out: cut into messages, at a person's pace, each remembered before it is sent. */
export class Outbox {
  readonly #parts: OutboxParts;
  /** Sent by this process, so that a device that asks again at once, or while the store is away, is answered. */
  readonly #recent = new Map<string, SentText>();

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** @returns WhatsApp's id of the first part. @throws Problem as Line.send does. */
  async send({ id, address, reply, inReplyTo }: Outgoing): Promise<string> {
    const { addresses, pacing, line } = this.#parts;
    line();
    const jid = await addresses.reach(address).catch(() => address);
    this.#markRead(inReplyTo);
    const texts = splitText(reply.text, MAX_TEXT);
    for (const [part, text] of texts.entries()) {
      const waId = waIdOf(id, part);
      line().composing(jid);
      await pacing.turn(address);
      await this.#remember(waId, { to: jid, text });
      await line()
        .send(jid, waId, text)
        .catch(async (error: unknown) => {
          const refused = error instanceof Problem && !error.retryable;
          if (refused) await this.advance(waId, 'failed', String(error.details.status ?? error.code));
          throw error;
        });
      await this.advance(waId, 'sent');
    }
    return waIdOf(id, 0);
  }

  async find(waId: string): Promise<SentText | null> {
    return this.#recent.get(waId) ?? (await this.#parts.sent.find(waId));
  }

  /** How far a message came is worth knowing, not worth failing for. */
  async advance(waId: string, state: DeliveryState, because?: string): Promise<void> {
    await this.#parts.sent.advance(waId, state, because).catch(() => {});
  }

  #markRead(inReplyTo: string | undefined): void {
    const taken = inReplyTo === undefined ? undefined : this.#parts.taken(inReplyTo);
    if (taken) this.#parts.line().read(taken.jid, [taken.waId]);
  }

  /** A store that is away must not keep the danger line from going out; the process remembers in the meantime. */
  async #remember(waId: string, sent: SentText): Promise<void> {
    this.#recent.set(waId, sent);
    if (this.#recent.size > MAX_RECENT) {
      const oldest = this.#recent.keys().next().value;
      if (oldest !== undefined) this.#recent.delete(oldest);
    }
    await this.#parts.sent.remember(waId, sent).catch((error: unknown) => {
      if (!(error instanceof Problem && error.retryable)) throw error;
    });
  }
}
