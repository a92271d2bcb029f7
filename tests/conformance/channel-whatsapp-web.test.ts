import { afterAll, beforeAll } from '@jest/globals';
import type { WAMessageContent } from '@whiskeysockets/baileys';
import { openStore, startWhatsapp } from '../support/whatsapp.js';
import { session, stanza } from '../support/whatsapp-session.js';
import { type ChannelHarness, describeChannel } from './channel.js';

/** proto.WebMessageInfo.Status */
const STATUS = { failed: 0, sent: 2, delivered: 3, read: 4 } as const;

/** One person a test: the server they share knows which message ids it has had from each. */
let people = 0;

let whatsapp: Awaited<ReturnType<typeof startWhatsapp>>;
let store: Awaited<ReturnType<typeof openStore>>;
beforeAll(async () => {
  [whatsapp, store] = await Promise.all([startWhatsapp(), openStore()]);
});
afterAll(async () => {
  await Promise.all([whatsapp.stop(), store.stop()]);
});

async function open(): Promise<ChannelHarness> {
  people += 1;
  const citizen = `57300000${1_000 + people}@s.whatsapp.net`;
  const earlier = { seen: whatsapp.seen.length, stanzas: whatsapp.stanzas.length };
  let refused = (): void => {};
  const warn = ({ code }: { code?: unknown }): void => void (code === 'store_away' && refused());
  const logger = { info: () => {}, warn, error: () => {} };
  const { channel, socket } = session(whatsapp, store, { logger });
  const start = channel.start.bind(channel);
  channel.start = async (receive) => {
    await start(receive);
    await channel.opened();
  };
  let count = 0;
  /** A receipt says that a message is kept; what could not be kept gets none, and the channel notes it. */
  const arrive = async (said: string | WAMessageContent, id: string): Promise<boolean> => {
    const receipts = () =>
      whatsapp.stanzas.slice(earlier.stanzas).filter((it) => it.tag === 'receipt' && it.attrs.id === id)
        .length;
    const before = receipts();
    const kept = whatsapp.when(() => receipts() > before).then(() => true);
    const lost = new Promise<boolean>((resolve) => {
      refused = () => resolve(false);
    });
    count += 1;
    socket().ws.emit('CB:message', await stanza(citizen, id, said, { t: String(1_700_000_000 + count) }));
    return Promise.race([kept, lost]);
  };
  const earlierMessage = { remoteJid: citizen, id: 'earlier', fromMe: false };
  return {
    channel,
    address: citizen,
    say: arrive,
    shown: async () => whatsapp.seen.slice(earlier.seen).map(({ text }) => ({ text, buttons: [] })),
    signs: async () =>
      whatsapp.stanzas.slice(earlier.stanzas).flatMap(({ tag, attrs }) => {
        if (tag === 'chatstate') return ['typing' as const];
        return tag === 'receipt' && attrs.type === 'read' ? ['read' as const] : [];
      }),
    report: async (providerId, state) => {
      const key = { remoteJid: citizen, id: providerId, fromMe: true };
      socket().ev.emit('messages.update', [{ key, update: { status: STATUS[state] } }]);
      socket().ev.flush();
    },
    others: {
      quote: () =>
        arrive(
          { extendedTextMessage: { text: 'quiero reportar algo', contextInfo: { stanzaId: 'earlier' } } },
          'ID-quote',
        ),
      edit: () =>
        arrive(
          {
            protocolMessage: {
              type: 14,
              key: earlierMessage,
              editedMessage: { conversation: '¿cuánta violencia hay?' },
            },
          },
          'ID-edit',
        ),
      deletion: () => arrive({ protocolMessage: { type: 0, key: earlierMessage } }, 'ID-deletion'),
      reaction: () => arrive({ reactionMessage: { key: earlierMessage, text: '👍' } }, 'ID-reaction'),
      media: () => arrive({ imageMessage: { mimetype: 'image/jpeg' } }, 'ID-media'),
      location: () =>
        arrive({ locationMessage: { degreesLatitude: 4.0847, degreesLongitude: -76.1954 } }, 'ID-place'),
    },
    stop: () => channel.stop(),
  };
}

describeChannel('WhatsApp by Baileys', open);
