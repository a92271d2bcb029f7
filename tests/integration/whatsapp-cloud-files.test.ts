import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WhatsappCloudChannel } from '../../src/channels/whatsapp-cloud/whatsapp-cloud.js';
import type { Message } from '../../src/domain/message.js';
import type { HttpServer } from '../../src/http/server.js';
import { JPEG } from '../fixtures/images.js';
import { MemoryMedia, memoryIntake } from '../support/memory-media.js';
import { served } from '../support/served.js';
import { silent } from '../support/whatsapp.js';

const SECRET = 'app-secret';
const NUMBER = '100200300';
const CITIZEN = '573000000001';

/** Meta's half: `answer` serves the GETs; what was asked, with its token, is in `asked`. */
async function startGraph() {
  const asked: { url: string; authorization: string | undefined }[] = [];
  const graph = {
    asked,
    url: '',
    answer: (_request: IncomingMessage, response: ServerResponse): void => void response.end(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
    graph.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  graph.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return graph;
}

let graph: Awaited<ReturnType<typeof startGraph>>;
let store: MemoryMedia;
let http: HttpServer;
let channel: WhatsappCloudChannel;
let received: Message[];

beforeEach(async () => {
  graph = await startGraph();
  store = new MemoryMedia();
  received = [];
  channel = new WhatsappCloudChannel({
    apiUrl: graph.url,
    token: 'the-token',
    phoneNumberId: NUMBER,
    appSecret: SECRET,
    verifyToken: 'v',
    media: memoryIntake(store),
    listLabel: 'Ver opciones',
    logger: silent,
    timeoutMs: 2_000,
    addresses: { personOf: async (jid) => jid, numberOf: async (person) => person },
    sent: {
      remember: async () => {},
      find: async () => null,
      advance: async () => {},
      stateOf: async () => null,
    },
  });
  await channel.start(async (message) => void received.push(message));
  http = await served(channel.routes);
});
afterEach(async () => {
  await http.stop();
  await channel.stop();
  await graph.stop();
});

async function deliver(...messages: object[]): Promise<number> {
  const given = messages.map((it, index) => ({
    from: CITIZEN,
    id: `wamid.${index}`,
    timestamp: '1700000000',
    ...it,
  }));
  const value = { metadata: { phone_number_id: NUMBER }, messages: given };
  const body = JSON.stringify({ entry: [{ id: '1', changes: [{ field: 'messages', value }] }] });
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
  const url = `http://127.0.0.1:${http.port}/webhooks/whatsapp`;
  return (await fetch(url, { method: 'POST', headers, body })).status;
}

/** The address of a file, then the file. */
const serves =
  (file: Buffer, at = `${'{graph}'}/file`): typeof graph.answer =>
  (request, response) => {
    if (request.url?.startsWith('/file')) response.end(file);
    else response.end(JSON.stringify({ url: at.replace('{graph}', graph.url), mime_type: 'image/png' }));
  };

const bodies = () => received.map(({ body }) => body);

describe('files by the Cloud API', () => {
  test('a picture is fetched with the token and kept before Meta is answered; its words come first', async () => {
    graph.answer = serves(JPEG);
    expect(await deliver({ type: 'image', image: { id: '77', caption: 'la calle', sha256: 'x' } })).toBe(200);
    const sha256 = createHash('sha256').update(JPEG).digest('hex');
    expect(bodies()).toEqual([
      { kind: 'text', text: 'la calle' },
      { kind: 'media', media: { id: expect.any(String), type: 'image/jpeg', bytes: JPEG.length, sha256 } },
    ]);
    expect(new Set(received.map(({ id }) => id)).size).toBe(2);
    expect(graph.asked).toEqual([
      { url: `/77?phone_number_id=${NUMBER}`, authorization: 'Bearer the-token' },
      { url: '/file', authorization: 'Bearer the-token' },
    ]);
  });

  test('words written after a picture are not held up by it', async () => {
    let give = (): void => {};
    graph.answer = (request, response) => {
      if (!request.url?.startsWith('/file')) return serves(JPEG)(request, response);
      give = () => response.end(JPEG);
    };
    const done = deliver(
      { type: 'image', image: { id: '77' } },
      { type: 'text', text: { body: 'me está pegando' } },
    );
    while (received.length === 0 || graph.asked.length < 2) await new Promise(setImmediate);
    expect(bodies()).toEqual([{ kind: 'text', text: 'me está pegando' }]);
    give();
    expect(await done).toBe(200);
    expect(bodies()[1]).toMatchObject({ kind: 'media' });
  });

  test('Meta brings a batch again while a file cannot be fetched, and the file is kept once', async () => {
    graph.answer = (_request, response) => void response.writeHead(500).end();
    expect(await deliver({ type: 'audio', audio: { id: '5', voice: true } })).toBe(503);
    expect(received).toEqual([]);
    graph.answer = serves(Buffer.from('OggS voice'));
    expect(await deliver({ type: 'audio', audio: { id: '5', voice: true } })).toBe(200);
    expect(await deliver({ type: 'audio', audio: { id: '5', voice: true } })).toBe(200);
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
    expect(store.files.size).toBe(1);
    expect(bodies()[0]).toMatchObject({ kind: 'media', media: { type: 'audio/ogg' } });
  });

  test('a file that Meta has no more is told, not asked for again and again', async () => {
    graph.answer = (_request, response) => void response.writeHead(404).end();
    expect(await deliver({ type: 'document', document: { id: '5' } })).toBe(200);
    expect(bodies()).toEqual([{ kind: 'refused-media', why: 'unavailable' }]);
  });

  test('the token goes to nobody but Meta', async () => {
    const other = await startGraph();
    other.answer = (_request, response) => void response.end(JPEG);
    graph.answer = serves(JPEG, `${other.url}/file`);
    expect(await deliver({ type: 'image', image: { id: '5' } })).toBe(200);
    expect(other.asked).toEqual([]);
    expect(bodies()).toEqual([{ kind: 'refused-media', why: 'unavailable' }]);
    await other.stop();
  });

  test('what is no file of ours is refused by what it is', async () => {
    graph.answer = serves(Buffer.from('MZ program'));
    expect(await deliver({ type: 'document', document: { id: '5' } })).toBe(200);
    expect(bodies()).toEqual([{ kind: 'refused-media', why: 'type' }]);
  });
});
