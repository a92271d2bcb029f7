import type { Message, MessageBody } from '../../domain/message.js';
import { splitText } from '../../engine/texts/split.js';
import type { Channel, Outgoing, Receive } from '../../ports/channel.js';
import type { MediaIntake, TakenMedia } from '../../ports/media.js';
import type { Route } from '../../ports/http.js';
import type { WhatsappAddresses } from '../../ports/whatsapp-addresses.js';
import {
  DELIVERY_STATES,
  type DeliveryState,
  type SentMessages,
  type SentText,
} from '../../ports/sent-messages.js';
import { Problem } from '../../problem.js';
import type { Log } from '../../turns/service.js';
import { type GraphParts, messageOf, post } from './graph.js';
import { openFile } from './files.js';
import type { Batch, CloudMessage, CloudStatus } from './payload.js';
import { addressOf, fileIdOf, fileMessage, messageIdOf, toMessage, waIdOf } from './to-message.js';
import { receiveAll, webhookRoutes } from './webhook.js';

export interface WhatsappCloudParts {
  readonly apiUrl?: string | undefined;
  readonly token: string;
  readonly phoneNumberId: string;
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly sent: SentMessages;
  readonly media: MediaIntake;
  /** Who is who, over what WhatsApp Web learnt before: a service that changes its way keeps its conversations. */
  readonly addresses: Pick<WhatsappAddresses, 'personOf' | 'numberOf'>;
  readonly logger: Log;
  /** What the button that opens a list says, at most 20 characters. */
  readonly listLabel: string;
  readonly timeoutMs?: number;
}

const API_URL = 'https://graph.facebook.com/v23.0';
const MAX_TEXT = 4_096;
const TIMEOUT_MS = 10_000;
const MAX_OPEN = 2_000;
/** So long the book of addresses is waited for. */
const SILENT_STORE_MS = 1_000;

/** WhatsApp through Meta's Cloud API: signed webhooks in, Graph API out. */
export class WhatsappCloudChannel implements Channel {
  readonly name = 'whatsapp';
  readonly capabilities = {
    maxTextLength: MAX_TEXT,
    maxButtons: 10,
    choosesMessageId: false,
    joinWindowMs: 1_500,
    marksRead: true,
    showsTyping: true,
    tellsDelivery: true,
  };
  /** To be served over HTTPS at the address that the Meta app names. */
  readonly routes: readonly Route[];
  readonly #parts: WhatsappCloudParts;
  readonly #graph: GraphParts;
  /** Meta's ids of messages that may still be answered, to mark them as read. */
  readonly #open = new Map<string, string>();
  #receive: Receive | undefined;

  constructor(parts: WhatsappCloudParts) {
    const { apiUrl = API_URL, phoneNumberId, token, appSecret, verifyToken, timeoutMs = TIMEOUT_MS } = parts;
    this.#parts = parts;
    this.#graph = { apiUrl: apiUrl.replace(/\/+$/, ''), phoneNumberId, token, timeoutMs };
    this.routes = webhookRoutes({
      appSecret,
      verifyToken,
      phoneNumberId,
      take: (batch) => this.#take(batch),
    });
  }

  async start(receive: Receive): Promise<void> {
    this.#receive = receive;
  }

  async send({ id: outgoingId, address, reply, inReplyTo }: Outgoing): Promise<{ providerId: string }> {
    const { listLabel, sent } = this.#parts;
    const to = waIdOf(await this.#numberOf(address));
    this.#markRead(inReplyTo);
    const texts = splitText(reply.text, MAX_TEXT);
    let providerId = '';
    for (const [part, text] of texts.entries()) {
      const options = part === texts.length - 1 ? reply.options : undefined;
      const id = await post(this.#graph, messageOf(to, text, options, listLabel)).catch(
        async (error: unknown) => {
          await this.#noteRefusal(`refused:${outgoingId}`, { to: address, text }, error);
          throw error;
        },
      );
      if (part === 0) providerId = id;
      /** The message is out; that its state cannot be followed is no reason to send it again. */
      await sent
        .remember(id, { to: address, text })
        .then(() => sent.advance(id, 'sent'))
        .catch(() => {});
    }
    return { providerId };
  }

  deliveryState(providerId: string): Promise<DeliveryState | null> {
    return this.#parts.sent.stateOf(providerId);
  }

  async stop(): Promise<void> {
    this.#receive = undefined;
  }

  async #take({ messages, statuses, unread }: Batch): Promise<void> {
    const receive = this.#receive;
    if (!receive) throw new Problem('store_away', 'the service is not ready', { retryable: true });
    if (unread > 0) this.#parts.logger.warn({ channel: this.name, code: 'webhook_unread', count: unread });
    for (const { id } of messages) this.#remember(id);
    // Words first: what a person wrote may be danger, and a file takes its time.
    const said = messages.flatMap((message) => toMessage(this.name, message) ?? []);
    await receiveAll(await Promise.all(said.map((message) => this.#known(message))), receive);
    await Promise.all(messages.map((message) => this.#takeFile(message, receive)));
    await Promise.all(statuses.map((status) => this.#follow(status)));
  }

  /** Until the file is kept the batch is not acknowledged; Meta brings it again and the file is known by its message. */
  async #takeFile(message: CloudMessage, receive: Receive): Promise<void> {
    const fileId = fileIdOf(message);
    if (fileId === undefined) return;
    const address = await this.#parts.addresses.personOf(addressOf(message.from));
    const taken = await this.#parts.media
      .take({
        channel: this.name,
        address,
        source: messageIdOf(message.id),
        open: () => openFile(this.#graph, fileId),
      })
      .catch((error: unknown): TakenMedia => {
        if (error instanceof Problem && error.code === 'media_unavailable') return { refused: 'unavailable' };
        throw error;
      });
    const body: MessageBody =
      'media' in taken
        ? { kind: 'media', media: taken.media }
        : { kind: 'refused-media', why: taken.refused };
    await receive({ ...fileMessage(this.name, message, body), address });
  }

  /** While the store is away, or says nothing, the number must do: nothing can be stored then, but danger is answered. */
  async #known(message: Message): Promise<Message> {
    const person = this.#parts.addresses.personOf(message.address).catch((error: unknown) => {
      if (error instanceof Problem && error.retryable) return message.address;
      throw error;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((done) => {
      timer = setTimeout(done, SILENT_STORE_MS, message.address);
    });
    return { ...message, address: await Promise.race([person, late]).finally(() => clearTimeout(timer)) };
  }

  /** Who wrote over WhatsApp Web and never showed a number can be reached again once they write. */
  async #numberOf(person: string): Promise<string> {
    const number = await this.#parts.addresses.numberOf(person);
    if (number === null)
      throw new Problem('recipient_unknown', 'no telephone number is known of this person');
    return number;
  }

  /** What Meta refuses for good has no id of Meta's; that it failed is known all the same. */
  async #noteRefusal(id: string, text: SentText, error: unknown): Promise<void> {
    if (!(error instanceof Problem) || error.retryable) return;
    const { sent } = this.#parts;
    const code = String(error.details.code ?? error.details.status ?? error.code);
    await sent
      .remember(id, text)
      .then(() => sent.advance(id, 'failed', code))
      .catch(() => {});
  }

  async #follow({ id, status, errors }: CloudStatus): Promise<void> {
    const code = errors?.[0]?.code;
    if (isState(status))
      await this.#parts.sent.advance(id, status, code === undefined ? undefined : String(code));
  }

  /** Two blue ticks and "escribiendo…"; that it may fail matters to nobody. */
  #markRead(inReplyTo: string | undefined): void {
    const wamid = inReplyTo === undefined ? undefined : this.#open.get(inReplyTo);
    if (inReplyTo === undefined || wamid === undefined) return;
    this.#open.delete(inReplyTo);
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: wamid };
    post(this.#graph, { ...read, typing_indicator: { type: 'text' } }).catch(() => {});
  }

  #remember(wamid: string): void {
    this.#open.set(messageIdOf(wamid), wamid);
    const oldest = this.#open.keys().next().value;
    if (this.#open.size > MAX_OPEN && oldest !== undefined) this.#open.delete(oldest);
  }
}

const isState = (status: string): status is DeliveryState =>
  (DELIVERY_STATES as readonly string[]).includes(status);
