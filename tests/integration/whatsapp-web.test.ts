import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { WhatsappWebChannel } from '../../src/channels/whatsapp-web/whatsapp-web.js';
import type { Message } from '../../src/domain/message.js';
import { ids, openStore, realClock, silent, startWhatsapp } from '../support/whatsapp.js';

const CITIZEN = '573000000001@s.whatsapp.net';

let whatsapp: Awaited<ReturnType<typeof startWhatsapp>>;
let store: Awaited<ReturnType<typeof openStore>>;
let channel: WhatsappWebChannel | undefined;

beforeAll(async () => {
  [whatsapp, store] = await Promise.all([startWhatsapp(), openStore()]);
});
afterEach(async () => {
  await channel?.stop();
  channel = undefined;
});
afterAll(async () => {
  await Promise.all([whatsapp.stop(), store.stop()]);
});

function open(holder = 'one'): WhatsappWebChannel {
  return new WhatsappWebChannel({
    auth: store.auth,
    addresses: store.addresses,
    sent: store.sent,
    leases: store.leases,
    clock: realClock,
    ids,
    logger: silent,
    holder,
    url: whatsapp.url,
    selfJid: whatsapp.selfJid,
    queryTimeoutMs: 3_000,
    pace: { perPersonMs: 0, overallMs: 0 },
  });
}

describe('WhatsApp by Baileys', () => {
  test('a citizen writes and is answered', async () => {
    const received: Message[] = [];
    channel = open();
    await channel.start(async (message) => {
      received.push(message);
      const text = message.body.kind === 'text' ? message.body.text : '';
      await channel?.send({
        id: `reply:${message.id}`,
        address: message.address,
        reply: { key: 'echo', text: `Recibido: ${text}` },
        inReplyTo: message.id,
      });
    });
    await channel.opened();
    await whatsapp.write(CITIZEN, '¿cuánta violencia hay en Tuluá? 👩🏽‍⚕️');
    await whatsapp.when(() => whatsapp.seen.length > 0);
    expect(received.map((it) => [it.channel, it.address, it.body])).toEqual([
      ['whatsapp', CITIZEN, { kind: 'text', text: '¿cuánta violencia hay en Tuluá? 👩🏽‍⚕️' }],
    ]);
    expect(whatsapp.seen.map((it) => [it.to, it.text])).toEqual([
      [CITIZEN, 'Recibido: ¿cuánta violencia hay en Tuluá? 👩🏽‍⚕️'],
    ]);
  });
});
