import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MessageBody } from '../../src/domain/message.js';
import { Problem } from '../../src/problem.js';
import { JPEG } from '../fixtures/images.js';
import { MemoryMedia } from '../support/memory-media.js';
import { serveWebChat, type WebChatServer } from '../support/web-chat.js';

const store = new MemoryMedia();
let server: WebChatServer;
beforeAll(async () => {
  server = await serveWebChat(() => [], { media: store });
});
afterAll(() => server.stop());

const activity = (more: object = {}): Blob =>
  new Blob([JSON.stringify({ type: 'message', ...more })], { type: 'application/vnd.microsoft.activity' });
const videoOf = (bytes: number): Buffer =>
  Buffer.concat([Buffer.from('\0\0\0\x20ftypisom', 'latin1'), randomBytes(bytes - 12)]);

function begin({ channel, url, received } = server) {
  const session = channel.tokens.begin();
  const authorization = `Bearer ${channel.tokens.issue(session)}`;
  const address = `${url}/v3/directline/conversations/${session.conversation}`;
  const upload = (form: FormData) =>
    fetch(`${address}/upload?userId=x`, { method: 'POST', headers: { authorization }, body: form });
  const bodies = (): MessageBody[] =>
    received.filter((it) => it.address === session.user).map(({ body }) => body);
  const echoes = async () => {
    const answer = await fetch(`${address}/activities`, { headers: { authorization } });
    return ((await answer.json()) as { activities: { attachments?: object[] }[] }).activities;
  };
  return { session, authorization, address, upload, bodies, echoes };
}

describe('files by Direct Line', () => {
  test('what is said beside files comes first; each file is a message, whatever it is declared as', async () => {
    const { upload, bodies, echoes } = begin();
    const form = new FormData();
    form.append('activity', activity({ text: 'mire esto', channelData: { clientActivityID: 'a1' } }));
    form.append('file', new Blob([new Uint8Array(JPEG)], { type: 'application/pdf' }), 'casa de Ana.pdf');
    form.append('file', new Blob(['MZ program'], { type: 'image/jpeg' }), 'foto.jpg');
    expect((await upload(form)).status).toBe(200);
    const sha256 = createHash('sha256').update(JPEG).digest('hex');
    expect(bodies()).toEqual([
      { kind: 'text', text: 'mire esto' },
      { kind: 'media', media: { id: expect.any(String), type: 'image/jpeg', bytes: JPEG.length, sha256 } },
      { kind: 'refused-media', why: 'type' },
    ]);
    expect((await echoes())[0]?.attachments).toEqual([
      { contentType: 'image/jpeg', name: 'casa de Ana.pdf' },
      { contentType: 'application/octet-stream', name: 'foto.jpg' },
    ]);
  });

  test('the same upload sent again is one message and one file', async () => {
    const { upload, bodies } = begin();
    const kept = store.files.size;
    for (let time = 0; time < 2; time += 1) {
      const form = new FormData();
      form.append('activity', activity({ channelData: { clientActivityID: 'again' } }));
      form.append('file', new Blob([new Uint8Array(JPEG)]), 'foto.jpg');
      expect((await upload(form)).status).toBe(200);
    }
    expect(bodies()).toHaveLength(1);
    expect(store.files.size).toBe(kept + 1);
  });

  test('also where its activity stands behind the file', async () => {
    const { upload, bodies } = begin();
    const kept = [store.files.size, store.written];
    for (let time = 0; time < 2; time += 1) {
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(JPEG)]), 'foto.jpg');
      form.append('activity', activity({ channelData: { clientActivityID: 'behind' } }));
      expect((await upload(form)).status).toBe(200);
    }
    expect(bodies()).toHaveLength(1);
    expect([store.files.size, store.written]).toEqual(kept.map((it) => Number(it) + 1));
  });

  test('a large video passes through without ever being whole in memory', async () => {
    const { upload, bodies } = begin();
    const video = videoOf(50_000_000);
    const form = new FormData();
    form.append('activity', activity());
    form.append('file', new Blob([new Uint8Array(video)]), 'video.mp4');
    let most = 0;
    const write = store.write.bind(store);
    store.write = async (file, piece, sealed) => {
      most = Math.max(most, sealed.length);
      return write(file, piece, sealed);
    };
    expect((await upload(form)).status).toBe(200);
    const sha256 = createHash('sha256').update(video).digest('hex');
    expect(bodies()).toMatchObject([{ kind: 'media', media: { type: 'video/mp4', sha256 } }]);
    expect(most).toBeLessThan(300_000);
  });

  test('chats of one network together hold no more than its share', async () => {
    const small = await serveWebChat(() => [], { mediaLimits: { MEDIA_HELD_MB: '20' } });
    const given: (string | undefined)[] = [];
    for (const bytes of [500_000, ...Array<number>(7).fill(600_000)]) {
      const { upload, bodies } = begin(small);
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(videoOf(bytes))]), 'video.mp4');
      expect((await upload(form)).status).toBe(200);
      given.push(bodies()[0]?.kind);
    }
    await small.stop();
    // 20 MB, half of it for anonymous chats; of what is free of that, half: 3.3 MB.
    expect(given).toEqual([...Array(5).fill('media'), ...Array(3).fill('refused-media')]);
  });

  test('words beside a file that cannot be stored now are heard all the same', async () => {
    const { upload, bodies } = begin();
    const write = store.write;
    store.write = async () => {
      throw new Problem('store_away', 'away', { retryable: true });
    };
    const form = new FormData();
    form.append('activity', activity({ text: 'me va a matar' }));
    form.append('file', new Blob([new Uint8Array(JPEG)]), 'foto.jpg');
    expect((await upload(form)).status).toBe(200);
    store.write = write;
    expect(bodies()).toEqual([
      { kind: 'text', text: 'me va a matar' },
      { kind: 'refused-media', why: 'unavailable' },
    ]);
  });

  test('one that is too large is refused, and the words beside it are kept', async () => {
    const { upload, bodies } = begin();
    const form = new FormData();
    form.append('activity', activity({ text: 'es este' }));
    form.append('file', new Blob([new Uint8Array(JPEG), Buffer.alloc(16_000_001)]), 'foto.jpg');
    expect((await upload(form)).status).toBe(200);
    expect(bodies()).toEqual([
      { kind: 'text', text: 'es este' },
      { kind: 'refused-media', why: 'too_large' },
    ]);
  });

  test('a body over all limits is refused before it is read', async () => {
    const { address, authorization } = begin();
    const status = await new Promise<number | undefined>((resolve) => {
      const headers = {
        authorization,
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': 200_000_000,
      };
      const sent = request(`${address}/upload`, { method: 'POST', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
        sent.destroy();
      });
      sent.on('error', () => {});
      sent.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nx');
    });
    expect(status).toBe(413);
  });

  test('an upload that breaks off leaves nothing behind', async () => {
    const { address, authorization, bodies } = begin();
    const before = store.written;
    const abandoned = new Promise<void>((resolve) => {
      const abandon = store.abandon.bind(store);
      store.abandon = async (file) => {
        await abandon(file);
        resolve();
      };
    });
    const headers = {
      authorization,
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': 9_000_000,
    };
    const sent = request(`${address}/upload`, { method: 'POST', headers });
    sent.on('error', () => {});
    sent.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n');
    sent.write(videoOf(2_000_000), () => sent.destroy());
    await abandoned;
    expect(store.written).toBe(before);
    expect(bodies()).toEqual([]);
  });

  test('a form without an activity is a message with a file', async () => {
    const { upload, bodies } = begin();
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(JPEG)]), 'foto.jpg');
    expect((await upload(form)).status).toBe(200);
    expect(bodies()).toMatchObject([{ kind: 'media' }]);
  });
});
