import type { Channel, Outgoing, Receive } from '../../ports/channel.js';
import type { MediaIntake, TakenMedia } from '../../ports/media.js';
import type { DeliveryState, SentMessages } from '../../ports/sent-messages.js';
import type { WhatsappAddresses } from '../../ports/whatsapp-addresses.js';
import { loadBaileys } from './baileys.js';
import { download } from './download.js';
import { Intake, type IntakeStep } from './intake.js';
import { Keeper } from './keeper.js';
import type { KeeperParts } from './keeper-parts.js';
import type { KeeperState, Linking } from './standing.js';
import { MAX_TEXT, Outbox } from './outbox.js';
import { type Pace, Pacing } from './pacing.js';
import type { WhatsappFile } from './to-message.js';

export interface WhatsappWebParts extends KeeperParts {
  readonly addresses: WhatsappAddresses;
  readonly sent: SentMessages;
  readonly media: MediaIntake;
  readonly pace?: Pace;
  readonly checkpoint?: (at: IntakeStep) => void | Promise<void>;
}

export interface WhatsappStatus {
  readonly state: KeeperState;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Name of the last disconnect reason. */
  readonly reason?: string;
  readonly linking?: Linking;
  /** Messages that came and could not be stored yet. */
  readonly waiting: number;
}

const PACE: Pace = { perPersonMs: 700, overallMs: 60 };

/** WhatsApp through WhatsApp Web's unofficial protocol (Baileys). */
export class WhatsappWebChannel implements Channel {
  readonly name = 'whatsapp';
  readonly capabilities = {
    maxTextLength: MAX_TEXT,
    maxButtons: 0,
    choosesMessageId: true,
    joinWindowMs: 1_500,
    marksRead: true,
    showsTyping: true,
    tellsDelivery: true,
  };
  readonly #parts: WhatsappWebParts;
  readonly #keeper: Keeper;
  readonly #outbox: Outbox;
  #intake: Intake | undefined;

  constructor(parts: WhatsappWebParts) {
    this.#parts = parts;
    const { addresses, sent, clock, pace = PACE } = parts;
    this.#outbox = new Outbox({
      sent,
      addresses,
      pacing: new Pacing(clock, pace),
      taken: (messageId) => this.#intake?.claim(messageId),
      line: () => this.#keeper.line(),
    });
    this.#keeper = new Keeper(parts, {
      incoming: async (from, read) => this.#intake?.take(from, read),
      alias: (lid, pn) => void this.#intake?.learn(lid, pn).catch(() => {}),
      progress: (id, state) => void this.#outbox.advance(id, state),
      sentBefore: (id) => this.#outbox.find(id),
    });
  }

  get sendsHere(): boolean {
    return this.#keeper.owns;
  }

  /** Starts keeping a connection; does not wait for it. */
  async start(receive: Receive): Promise<void> {
    const { addresses, clock, logger, checkpoint } = this.#parts;
    const fetch = (address: string, id: string, file: WhatsappFile) => this.#fetch(address, id, file);
    this.#intake = new Intake({ channel: this.name, receive, addresses, clock, logger, fetch, checkpoint });
    this.#keeper.start();
  }

  async #fetch(address: string, id: string, file: WhatsappFile): Promise<TakenMedia> {
    const { media, url, load = loadBaileys } = this.#parts;
    const { fileSha256 } = file.content;
    return media.take({
      channel: this.name,
      address,
      source: id,
      ...(fileSha256?.length ? { sha256: Buffer.from(fileSha256).toString('hex') } : {}),
      open: async () => download(await load(), file, url),
    });
  }

  async send(outgoing: Outgoing): Promise<{ providerId: string }> {
    return { providerId: await this.#outbox.send(outgoing) };
  }

  deliveryState(providerId: string): Promise<DeliveryState | null> {
    return this.#parts.sent.stateOf(providerId);
  }

  async stop(): Promise<void> {
    this.#intake?.stop();
    await this.#keeper.stop();
  }

  /** Resolves when a connection is open. */
  opened(): Promise<void> {
    return this.#keeper.opened();
  }

  status(): WhatsappStatus {
    return { ...this.#keeper.status, waiting: this.#intake?.waiting ?? 0 };
  }
}
