import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WhatsappCloudChannel } from '../../src/channels/whatsapp-cloud/whatsapp-cloud.js';
import type { Message } from '../../src/domain/message.js';
import type { HttpServer } from '../../src/http/server.js';
import { createSentMessages } from '../../src/store/sent-messages.js';
import { MemoryMedia, memoryIntake } from '../support/memory-media.js';
import { served } from '../support/served.js';
import { openStore, sealer, silent, startWhatsapp } from '../support/whatsapp.js';

const SECRET = 'app-secret';
const CITIZEN = '573000000001';

let graph: Awaited<ReturnType<typeof startWhatsapp>>;
let store: Awaited<ReturnType<typeof openStore>>;
let http: HttpServer;
let channel: WhatsappCloudChannel;
const received: Message[] = [];
const media = new MemoryMedia();

beforeAll(async () => {
  [graph, store] = await Promise.all([startWhatsapp(), openStore()]);
  channel = open(graph.cloud.apiUrl, graph.cloud.token);
  await channel.start(async (message) => void received.push(message));
  http = await served(channel.routes);
});
afterAll(async () => {
  await http.stop();
  await channel.stop();
  await Promise.all([graph.stop(), store.stop()]);
});

const open = (apiUrl: string, token: string): WhatsappCloudChannel =>
  new WhatsappCloudChannel({
    apiUrl,
    token,
    phoneNumberId: graph.cloud.phoneNumberId,
    appSecret: SECRET,
    verifyToken: 'verify-me',
    addresses: store.addresses,
    sent: createSentMessages(store.connection, sealer, 'whatsapp', Date.now),
    media: memoryIntake(media),
    logger: silent,
    listLabel: 'Ver opciones',
    timeoutMs: 2_000,
  });

async function deliver(value: object): Promise<number> {
  const metadata = { phone_number_id: graph.cloud.phoneNumberId };
  const changes = [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }];
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] });
  const response = await fetch(`http://127.0.0.1:${http.port}/webhooks/whatsapp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    },
    body,
  });
  return response.status;
}

const reply = (text: string) => ({
  id: 'r',
  address: `${CITIZEN}@s.whatsapp.net`,
  reply: { key: 'k', text },
});

describe('WhatsApp by the Cloud API', () => {
  test('a citizen writes over the webhook and is answered over the Graph API', async () => {
    const message = {
      from: CITIZEN,
      id: 'wamid.1',
      timestamp: '1700000000',
      type: 'text',
      text: { body: 'hola' },
    };
    expect(await deliver({ messages: [message] })).toBe(200);
    expect(received.map(({ address, at, body }) => ({ address, at, body }))).toEqual([
      { address: `${CITIZEN}@s.whatsapp.net`, at: 1_700_000_000_000, body: { kind: 'text', text: 'hola' } },
    ]);
    const { providerId } = await channel.send(reply('¿En qué le puedo servir?'));
    expect(providerId).toMatch(/^wamid\./);
    expect(graph.cloud.sent()).toEqual([{ to: CITIZEN, text: '¿En qué le puedo servir?' }]);
    const states: (string | null)[] = [];
    for (const status of ['delivered', 'read', 'delivered', 'sent', 'unknown']) {
      await deliver({ statuses: [{ id: providerId, status, timestamp: '1', recipient_id: CITIZEN }] });
      states.push(await store.sent.stateOf(providerId));
    }
    expect(states).toEqual(['delivered', 'read', 'read', 'read', 'read']);
  });

  test('who wrote over WhatsApp Web before, also without showing a number, is the same person here', async () => {
    const [lid, pn] = ['55443322110099@lid', '573000000055@s.whatsapp.net'];
    expect(await store.addresses.personOf(lid)).toBe(lid);
    expect(await store.addresses.personOf(lid, pn)).toBe(lid);
    expect(await store.addresses.personOf(lid)).toBe(lid);
    const text = { from: '573000000055', id: 'wamid.55', timestamp: '1700000055', type: 'text' };
    await channel.send({ id: 'r', address: lid, reply: { key: 'k', text: 'una novedad' } });
    expect(graph.cloud.sent().at(-1)).toEqual({ to: '573000000055', text: 'una novedad' });
    expect(await deliver({ messages: [{ ...text, text: { body: 'hola otra vez' } }] })).toBe(200);
    expect(received.at(-1)).toMatchObject({ address: lid, body: { kind: 'text', text: 'hola otra vez' } });
    expect(await store.addresses.reach(lid)).toBe(pn);
  });

  test('who never showed a number cannot be written to, and that is not tried again', async () => {
    await store.addresses.personOf('66554433221100@lid');
    const to = { id: 'r', address: '66554433221100@lid', reply: { key: 'k', text: 'x' } };
    await expect(channel.send(to)).rejects.toMatchObject({ code: 'recipient_unknown', retryable: false });
  });

  test('a body that nobody signed is refused', async () => {
    const url = `http://127.0.0.1:${http.port}/webhooks/whatsapp`;
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
    expect((await fetch(`${url}?hub.mode=subscribe&hub.verify_token=x`)).status).toBe(403);
    const asked = await fetch(`${url}?hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=42`);
    expect([asked.status, await asked.text()]).toEqual([200, '42']);
  });

  test('a wrong token can be mended and tried again', async () => {
    const wrong = open(graph.cloud.apiUrl, 'wrong');
    await expect(wrong.send(reply('x'))).rejects.toMatchObject({ code: 'channel_away', retryable: true });
  });

  test.each([
    [500, {}, true],
    [429, { error: { code: 130429 } }, true],
    [400, { error: { code: 131056 } }, true],
    [400, { error: { code: 131047 } }, false],
    [400, { error: { code: 100 } }, false],
  ])('Graph API %i %j: tried again %s', async (status, answer, retryable) => {
    const server = createServer((_request, response) =>
      response.writeHead(status).end(JSON.stringify(answer)),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const broken = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 't');
    await expect(broken.send(reply('x'))).rejects.toMatchObject({ retryable });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('nobody there: tried again', async () => {
    await expect(open('http://127.0.0.1:9', 't').send(reply('x'))).rejects.toMatchObject({
      code: 'channel_away',
      retryable: true,
    });
  });
});
