import type { BinaryNode, WAMessage, WASocket } from '@whiskeysockets/baileys';
import type { DeliveryState, SentText } from '../../ports/sent-messages.js';
import { Problem } from '../../problem.js';
import type { AuthState } from './auth-state.js';
import type { Baileys } from './baileys.js';
import { isCrowd, personJid } from './jid.js';
import { look } from './look.js';
import { quiet } from './quiet.js';
import { type Incoming, toIncoming } from './to-message.js';

export interface LineOptions {
  /** Test override of WhatsApp's socket URL. */
  readonly url?: string | undefined;
  readonly queryTimeoutMs: number;
}

/** What a connection tells. */
export interface LineHandlers {
  opened(): void;
  /** Content of the QR code to scan; each replaces the one before. */
  qr(content: string): void;
  /** Resolves when what `read` gives is stored; only then is WhatsApp told that we have it. */
  incoming(from: string, read: () => Promise<Incoming | null>): Promise<void>;
  alias(lid: string, pn: string): void;
  progress(id: string, state: DeliveryState): void;
  sentBefore(id: string): Promise<SentText | null>;
}

const MESSAGE_STANZA = 'CB:message';

/** One connection of Baileys to WhatsApp, from dialling to its end. */
export class Line {
  readonly #baileys: Baileys;
  readonly #auth: AuthState;
  readonly #handlers: LineHandlers;
  readonly #options: LineOptions;
  readonly #socket: WASocket;
  /** Stanzas of one sender are handed to Baileys in the order they came. */
  readonly #handing = new Map<string, Promise<void>>();
  #ended = false;
  /** Resolves once with the status WhatsApp or Baileys gave; undefined where there was none. */
  readonly closed: Promise<number | undefined>;

  constructor(baileys: Baileys, auth: AuthState, options: LineOptions, handlers: LineHandlers) {
    this.#baileys = baileys;
    this.#auth = auth;
    this.#options = options;
    this.#handlers = handlers;
    this.#socket = baileys.makeWASocket({
      auth: { creds: auth.creds, keys: auth.keys },
      logger: quiet,
      browser: baileys.Browsers.ubuntu('Chrome'),
      syncFullHistory: false,
      /** Our own echoes would swallow what WhatsApp tells of them while Baileys buffers its events. */
      emitOwnEvents: false,
      defaultQueryTimeoutMs: options.queryTimeoutMs,
      /** The key book tries again by itself. */
      transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 0 },
      shouldIgnoreJid: (jid) => isCrowd(jid ?? ''),
      getMessage: async ({ id }) => {
        const sent = id ? await handlers.sentBefore(id).catch(() => null) : null;
        return sent ? { extendedTextMessage: { text: sent.text } } : undefined;
      },
      ...(options.url ? { waWebSocketUrl: options.url } : {}),
    });
    this.closed = this.#listen();
    this.#standBefore();
  }

  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Sends a text under an id of ours; resolves when WhatsApp's server has it.
   * @throws Problem `channel_away` (retryable: not known to have arrived, the same id may be sent again) or
   * `message_refused` with WhatsApp's code.
   */
  async send(jid: string, id: string, text: string): Promise<void> {
    const answer = this.#socket
      .waitForMessage<BinaryNode>(id, this.#options.queryTimeoutMs)
      .catch(() => undefined);
    const sent = this.#socket.sendMessage(jid, { text, linkPreview: null }, { messageId: id });
    const cut = this.closed.then(() => undefined);
    sent.catch(() => {});
    try {
      await Promise.race([sent, cut]);
    } catch (cause) {
      throw new Problem('channel_away', 'the message could not be handed to WhatsApp', {
        retryable: true,
        cause,
      });
    }
    const ack = await Promise.race([answer, cut]);
    if (!ack) throw new Problem('channel_away', 'WhatsApp did not confirm the message', { retryable: true });
    const error = ack.tag === 'ack' ? ack.attrs.error : undefined;
    if (error) {
      throw new Problem('message_refused', `WhatsApp refused the message with ${error}`, {
        retryable: error.startsWith('5'),
        details: { status: error },
      });
    }
  }

  /** "Escribiendo…"; that it may fail matters to nobody. */
  composing(jid: string): void {
    this.#socket.sendPresenceUpdate('composing', jid).catch(() => {});
  }

  /** Two blue ticks for the person. */
  read(jid: string, ids: readonly string[]): void {
    const keys = ids.map((id) => ({ remoteJid: jid, id, fromMe: false }));
    if (keys.length > 0) this.#socket.readMessages(keys).catch(() => {});
  }

  /** @param phone digits with country code. @returns the eight characters to type into the phone. */
  pairingCode(phone: string): Promise<string> {
    return this.#socket.requestPairingCode(phone);
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#socket.end(undefined);
  }

  #listen(): Promise<number | undefined> {
    const { ev } = this.#socket;
    ev.on('creds.update', () => void this.#auth.save().catch(() => {}));
    ev.on('messages.upsert', ({ messages }) => {
      for (const message of messages) this.#late(message);
    });
    ev.on('messages.update', (updates) => {
      for (const { key, update } of updates) {
        if (key.fromMe && key.id && typeof update.status === 'number')
          this.#handlers.progress(key.id, progressOf(update.status));
      }
    });
    ev.on('lid-mapping.update', ({ lid, pn }) => {
      const [one, other] = [personJid(lid), personJid(pn)];
      if (one && other) this.#handlers.alias(one, other);
    });
    ev.on('call', (calls) => {
      for (const call of calls) if (call.status === 'offer') this.#call(call.id, call.from, call.date);
    });
    return new Promise((resolve) => {
      ev.on('connection.update', ({ connection, qr, lastDisconnect }) => {
        if (qr) this.#handlers.qr(qr);
        if (connection === 'open') this.#handlers.opened();
        if (connection !== 'close') return;
        this.#ended = true;
        /** Queries on their way fail now instead of running out of time. */
        this.#socket.ws.emit('error', new Error('the line is closed'));
        const error = lastDisconnect?.error as { output?: { statusCode?: number } } | undefined;
        resolve(error?.output?.statusCode);
      });
    });
  }

  /** Baileys sends its receipt for a message before it emits it. So its handler of message stanzas is put behind ours:
   * a stanza is looked at and stored first, and Baileys sees it, with all it does, only then. One that cannot be stored
   * is never answered, and WhatsApp brings it again. */
  #standBefore(): void {
    const { ws } = this.#socket;
    const handlers = ws.listeners(MESSAGE_STANZA) as ((stanza: BinaryNode) => void)[];
    ws.removeAllListeners(MESSAGE_STANZA);
    ws.on(MESSAGE_STANZA, (stanza: BinaryNode) => {
      const from = stanza.attrs.from ?? '';
      const handOn = (): void => {
        if (!this.#ended) for (const handle of handlers) handle(stanza);
      };
      if (isCrowd(from)) return handOn();
      const sender = personJid(from) ?? from;
      const stored = this.#handlers.incoming(sender, () => this.#look(stanza));
      const handed = (this.#handing.get(sender) ?? Promise.resolve()).then(() => stored).then(handOn);
      this.#handing.set(sender, handed);
      void handed.finally(() => {
        if (this.#handing.get(sender) === handed) this.#handing.delete(sender);
      });
    });
  }

  async #look(stanza: BinaryNode): Promise<Incoming | null> {
    /** The line is gone and WhatsApp will bring the stanza again on the next one. */
    if (this.#ended) return null;
    return toIncoming(await look(this.#baileys, this.#auth.creds, this.#auth.keys, stanza));
  }

  /** What Baileys emits was stored before, with two exceptions: a message asked for again from the phone, and one that
   * could not be read at first. The inbox knows the others by their id. */
  #late(message: WAMessage): void {
    const incoming = toIncoming(message);
    if (incoming) void this.#handlers.incoming(incoming.jid, async () => incoming);
  }

  #call(id: string, from: string, date: Date): void {
    const jid = personJid(from);
    if (!jid) return;
    this.#socket.rejectCall(id, from).catch(() => {});
    const call: Incoming = { waId: id, jid, at: date.getTime(), body: { kind: 'unsupported', what: 'call' } };
    void this.#handlers.incoming(jid, async () => call);
  }
}

/** proto.WebMessageInfo.Status: error, pending, server ack, delivery ack, read, played. */
const STATES: readonly DeliveryState[] = ['failed', 'pending', 'sent', 'delivered', 'read', 'read'];
const progressOf = (status: number): DeliveryState => STATES[status] ?? 'pending';
