import { createCipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { JPEG } from '../fixtures/images.js';
import { MemoryMedia, memoryIntake } from '../support/memory-media.js';
import { openStore, startWhatsapp } from '../support/whatsapp.js';
import { session, stanza } from '../support/whatsapp-session.js';

const CITIZEN = '573000000001@s.whatsapp.net';
const VOICE = Buffer.concat([Buffer.from('OggS\0\x02', 'latin1'), randomBytes(50_000)]);
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

let whatsapp: Awaited<ReturnType<typeof startWhatsapp>>;
let store: Awaited<ReturnType<typeof openStore>>;
let files: MemoryMedia;
let it: ReturnType<typeof session>;
let cdn: Server;
/** How WhatsApp's server of files answers for pictures. */
let give: (respond: (status: number, body?: Buffer) => void) => void;

beforeEach(async () => {
  [whatsapp, store] = await Promise.all([startWhatsapp(), openStore()]);
  files = new MemoryMedia();
  it = session(whatsapp, store, { media: memoryIntake(files) });
  await it.open();
  cdn = createServer((_request, response) => give((status, body) => response.writeHead(status).end(body)));
  await new Promise<void>((resolve) => cdn.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await it.channel.stop();
  cdn.closeAllConnections();
  await Promise.all([whatsapp.stop(), store.stop(), new Promise((resolve) => cdn.close(resolve))]);
});

const cdnUrl = (): string => `http://127.0.0.1:${(cdn.address() as AddressInfo).port}/picture`;

/** A picture as a telephone puts it on WhatsApp's servers. */
function picture(plain = JPEG) {
  const mediaKey = randomBytes(32);
  const keys = Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(32), 'WhatsApp Image Keys', 112));
  const cipher = createCipheriv('aes-256-cbc', keys.subarray(16, 48), keys.subarray(0, 16));
  const coded = Buffer.concat([cipher.update(plain), cipher.final()]);
  const mac = createHmac('sha256', keys.subarray(48, 80)).update(keys.subarray(0, 16)).update(coded).digest();
  const stored = Buffer.concat([coded, mac.subarray(0, 10)]);
  const fileSha256 = createHash('sha256').update(plain).digest();
  return { stored, message: { url: cdnUrl(), mediaKey, fileSha256, mimetype: 'image/png' } };
}

const send = async (id: string, imageMessage: object): Promise<void> => {
  it.socket().ws.emit('CB:message', await stanza(CITIZEN, id, { imageMessage }));
};
const bodies = () => it.received.map(({ body }) => body);
const receipts = () => whatsapp.stanzas.filter((node) => node.tag === 'receipt');

describe('files by WhatsApp Web', () => {
  test('a voice note is fetched from the server, opened with its key, and kept before it is acknowledged', async () => {
    await whatsapp.speak(CITIZEN, VOICE);
    await it.when(() => it.received.length > 0);
    expect(bodies()).toEqual([
      {
        kind: 'media',
        media: { id: expect.any(String), type: 'audio/ogg', bytes: VOICE.length, sha256: sha(VOICE) },
      },
    ]);
    expect(files.files.size).toBe(1);
    await whatsapp.when(() => receipts().length > 0);
  });

  test('a picture is what its content says; its words come first and nothing waits for it', async () => {
    const { stored, message } = picture();
    let asked: (arrive: () => void) => void = () => {};
    const fetching = new Promise<() => void>((resolve) => {
      asked = resolve;
    });
    give = (respond) => asked(() => respond(200, stored));
    await send('P1', { ...message, caption: 'la calle' });
    it.socket().ws.emit('CB:message', await stanza(CITIZEN, 'T1', 'me está pegando'));
    await it.when(() => it.received.length >= 2);
    expect(bodies()).toEqual([
      { kind: 'text', text: 'la calle' },
      { kind: 'text', text: 'me está pegando' },
    ]);
    expect(receipts().map(({ attrs }) => attrs.id)).not.toContain('P1');
    (await fetching)();
    await it.when(() => it.received.length >= 3);
    expect(bodies()[2]).toMatchObject({ kind: 'media', media: { type: 'image/jpeg', sha256: sha(JPEG) } });
    await whatsapp.when(() => receipts().some(({ attrs }) => attrs.id === 'P1'));
  });

  test('a server that fails is asked again; one that has it no more is told', async () => {
    const { stored, message } = picture();
    let asked = 0;
    give = (respond) => {
      asked += 1;
      respond(asked < 3 ? 500 : 200, asked < 3 ? undefined : stored);
    };
    await send('P1', message);
    await it.when(() => it.received.length > 0);
    expect([asked, bodies()[0]?.kind]).toEqual([3, 'media']);
    give = (respond) => respond(410);
    await send('P2', picture().message);
    await it.when(() => it.received.length > 1);
    expect(bodies()[1]).toEqual({ kind: 'refused-media', why: 'unavailable' });
  });

  test('a file that is not the one that was sent is not taken', async () => {
    const { message } = picture();
    const another = picture(Buffer.concat([JPEG, Buffer.from('x')]));
    give = (respond) => respond(200, another.stored);
    await send('P1', { ...message, mediaKey: another.message.mediaKey });
    await it.when(() => it.received.length > 0);
    expect(bodies()).toEqual([{ kind: 'refused-media', why: 'unavailable' }]);
    expect([files.files.size, files.written]).toEqual([0, 0]);
  });

  test("no other host is asked than WhatsApp's, whatever a message says", async () => {
    await send('P1', { ...picture().message, url: 'http://169.254.169.254/latest/meta-data' });
    await it.when(() => it.received.length > 0);
    expect(bodies()).toEqual([{ kind: 'refused-media', why: 'unavailable' }]);
  });
});
