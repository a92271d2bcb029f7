import type { BinaryNode, WAMessageContent, WASocket } from '@whiskeysockets/baileys';
import { type Baileys, loadBaileys } from '../../src/channels/whatsapp-web/baileys.js';
import { WhatsappWebChannel, type WhatsappWebParts } from '../../src/channels/whatsapp-web/whatsapp-web.js';
import type { Message } from '../../src/domain/message.js';
import type { Clock } from '../../src/ports/clock.js';
import { memoryIntake } from './memory-media.js';
import { ids, type openStore, realClock, silent, type startWhatsapp } from './whatsapp.js';

/** The real clock with waits a hundred times shorter: seconds of backoff pass in a test, Baileys' own time does not. */
export const hastyClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => realClock.after(ms / 100, run),
};

/** A channel on the test server, with the socket that Baileys made, for what that server cannot do. */
export function session(
  whatsapp: Pick<Awaited<ReturnType<typeof startWhatsapp>>, 'url' | 'selfJid'>,
  store: Pick<Awaited<ReturnType<typeof openStore>>, 'auth' | 'addresses' | 'sent' | 'leases'>,
  parts: Partial<WhatsappWebParts> = {},
) {
  const sockets: WASocket[] = [];
  const alerts: string[] = [];
  const received: Message[] = [];
  let arrived: () => void = () => {};
  const load = async (): Promise<Baileys> => {
    const baileys = await loadBaileys();
    return {
      ...baileys,
      makeWASocket: (config) => {
        const socket = baileys.makeWASocket(config);
        sockets.push(socket);
        return socket;
      },
    };
  };
  const channel = new WhatsappWebChannel({
    auth: store.auth,
    addresses: store.addresses,
    sent: store.sent,
    leases: store.leases,
    media: memoryIntake(),
    clock: hastyClock,
    ids,
    logger: silent,
    holder: 'one',
    url: whatsapp.url,
    selfJid: whatsapp.selfJid,
    /** Long enough for a machine that does other things; closing the line ends what waits. */
    queryTimeoutMs: 10_000,
    pace: { perPersonMs: 0, overallMs: 0 },
    onAlert: (reason) => {
      alerts.push(reason);
      arrived();
    },
    load,
    ...parts,
  });
  const note = async (message: Message): Promise<void> => {
    received.push(message);
    arrived();
  };
  return {
    channel,
    sockets,
    alerts,
    received,
    note,
    /** The socket in use. */
    socket: (): WASocket => sockets.at(-1) as WASocket,
    /** Connects; messages are noted in `received`, or go where a test wants them. */
    open: async (receive: (message: Message) => Promise<void> = note): Promise<void> => {
      await channel.start(receive);
      await channel.opened();
    },
    /** Resolves when `until` holds; asked after each message and alert. */
    when: async (until: () => boolean): Promise<void> => {
      while (!until()) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
    },
  };
}

/** A stanza as WhatsApp sends it, unencrypted as the test server does it. */
export async function stanza(
  from: string,
  id: string,
  said: string | WAMessageContent,
  attrs: Record<string, string> = {},
): Promise<BinaryNode> {
  const { proto } = await loadBaileys();
  const message = typeof said === 'string' ? { conversation: said } : said;
  const content = proto.Message.encode(message).finish();
  return {
    tag: 'message',
    attrs: { from, id, t: '1700000000', type: 'text', ...attrs },
    content: [{ tag: 'plaintext', attrs: {}, content }],
  };
}

/** As if the server had ended the stream with this code. */
export const streamError = (code: number): BinaryNode => ({
  tag: 'stream:error',
  attrs: { code: String(code) },
  content: [{ tag: 'conflict', attrs: { type: 'replaced' } }],
});
