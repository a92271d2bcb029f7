import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { serveWebChat, type WebChatServer } from '../support/web-chat.js';

const PAGE = 'https://www.valledelcauca.example';

let server: WebChatServer;

beforeAll(async () => {
  server = await serveWebChat(
    ({ body }) => [{ text: body.kind === 'refused-media' ? `no se lee: ${body.why}` : 'listo' }],
    {
      origins: [PAGE],
    },
  );
});
afterEach(() => {
  server.refuse = false;
  server.log.away = false;
});
afterAll(() => server.stop());

const call = (method: string, path: string, headers: Record<string, string> = {}, body?: string | FormData) =>
  fetch(`${server.url}/v3/directline${path}`, { method, headers, ...(body === undefined ? {} : { body }) });

interface Opened {
  token: string;
  conversationId: string;
  expires_in: number;
  streamUrl: string;
}

async function begin() {
  const opened = (await (await call('POST', '/tokens/generate')).json()) as Opened;
  const headers = { authorization: `Bearer ${opened.token}`, 'content-type': 'application/json' };
  const path = `/conversations/${opened.conversationId}`;
  const post = (activity: object) =>
    call('POST', `${path}/activities`, headers, JSON.stringify({ type: 'message', ...activity }));
  const activities = async (watermark = '') => {
    const answer = await call('GET', `${path}/activities?watermark=${watermark}`, headers);
    return (await answer.json()) as {
      activities: { id: string; type: string; text: string }[];
      watermark: string;
    };
  };
  return { ...opened, headers, path, post, activities };
}

async function until<T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (const began = Date.now(); Date.now() - began < 10_000; ) {
    const value = await read();
    if (good(value)) return value;
  }
  throw new Error('not within 10 s');
}

describe('Direct Line 3.0', () => {
  test('starting gives a token, its life in seconds and a stream', async () => {
    const { headers, token, conversationId } = await begin();
    const started = await call('POST', '/conversations', headers, '{}');
    expect(started.status).toBe(201);
    const opened = (await started.json()) as Opened;
    expect(opened).toMatchObject({ conversationId, expires_in: 8 * 24 * 3600 });
    expect(opened.streamUrl).toMatch(
      /^ws:\/\/127\.0\.0\.1:\d+\/v3\/directline\/conversations\/[\w-]+\/stream\?/,
    );
    const refreshed = await call('POST', '/tokens/refresh', headers);
    expect(await refreshed.json()).toMatchObject({ conversationId });
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(claims).toMatchObject({ user: expect.stringMatching(/^dl_/) });
  });

  test('a forged, changed or missing token and another one’s conversation are refused', async () => {
    const mine = await begin();
    const theirs = await begin();
    const [head, claims = '', signature = ''] = mine.token.split('.');
    const forged = {
      ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object),
      user: 'dl_someone',
    };
    const changed = `${head}.${Buffer.from(JSON.stringify(forged)).toString('base64url')}.${signature}`;
    const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${claims}.`;
    const read = (token: string) =>
      call('GET', `${mine.path}/activities`, token ? { authorization: `Bearer ${token}` } : {});
    expect((await read(changed)).status).toBe(403);
    expect((await read(unsigned)).status).toBe(403);
    expect((await read('')).status).toBe(401);
    expect((await read(theirs.token)).status).toBe(404);
    expect((await read(mine.token)).status).toBe(200);
  });

  test('an activity is acknowledged only when it is stored; resent, it is one', async () => {
    const { post, activities } = await begin();
    const before = server.received.length;
    server.refuse = true;
    const refused = await post({ text: 'hola', channelData: { clientActivityID: 'x' } });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await refused.json()).toMatchObject({ code: 'store_away' });
    expect((await activities()).activities).toEqual([]);
    server.refuse = false;
    const ids = [];
    for (let send = 0; send < 3; send += 1) {
      const answer = await post({ text: 'hola', channelData: { clientActivityID: 'x' } });
      ids.push(((await answer.json()) as { id: string }).id);
    }
    expect(new Set(ids).size).toBe(1);
    expect(server.received).toHaveLength(before + 1);
    const shown = await until(activities, (group) => group.activities.length >= 2);
    expect(shown.activities.map((it) => it.text)).toEqual(['hola', 'listo']);
    expect(shown.watermark).toBe('2');
    expect((await activities('1')).activities.map((it) => it.text)).toEqual(['listo']);
    expect(await activities('2')).toEqual({ activities: [], watermark: '2' });
  });

  test('the same client id in two conversations is two messages', async () => {
    const [one, two] = [await begin(), await begin()];
    const before = server.received.length;
    await one.post({ text: 'a', channelData: { clientActivityID: 'same' } });
    await two.post({ text: 'b', channelData: { clientActivityID: 'same' } });
    expect(server.received.slice(before).map(({ body }) => body)).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'text', text: 'b' },
    ]);
  });

  test('only listed pages and our own may speak from a browser; others read nothing', async () => {
    const start = (origin: string) => call('POST', '/tokens/generate', { origin });
    const listed = await start(PAGE);
    expect(listed.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect((await start(server.url)).status).toBe(200);
    const other = await start('https://elsewhere.example');
    expect(other.status).toBe(403);
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    expect(await other.json()).toMatchObject({ code: 'origin_not_allowed' });
    expect((await start('null')).status).toBe(403);
    const asked = await call('OPTIONS', '/conversations/x/activities', {
      origin: PAGE,
      'access-control-request-method': 'POST',
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-headers')).toContain('authorization');
    const refused = await call('GET', '/conversations/x/activities', { origin: PAGE });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, PAGE]);
  });

  test('the stream is for the conversation’s own token, from an accepted page', async () => {
    const mine = await begin();
    const theirs = await begin();
    const stream = (t: string, headers = {}) =>
      open(`${server.url.replace('http', 'ws')}/v3/directline${mine.path}/stream?t=${t}`, headers);
    await expect(stream(theirs.token)).rejects.toThrow('404');
    await expect(stream('x')).rejects.toThrow('403');
    await expect(stream(mine.token, { origin: 'https://elsewhere.example' })).rejects.toThrow('403');
    const { socket } = await stream(mine.token, { origin: PAGE });
    socket.terminate();
  });

  test('every window sees everything in order; an empty frame fetches what another process added', async () => {
    const { headers, post, conversationId } = await begin();
    const { streamUrl } = (await (await call('POST', '/conversations', headers, '{}')).json()) as Opened;
    const [one, two] = [await open(streamUrl), await open(streamUrl)];
    await post({ text: 'hola' });
    for (const window of [one, two]) {
      expect(await window.next()).toMatchObject({ activities: [{ text: 'hola' }], watermark: '1' });
      expect(await window.next()).toMatchObject({ activities: [{ text: 'listo' }], watermark: '2' });
    }
    await server.log.append(conversationId, 'other', { type: 'message', text: 'de otro proceso' });
    one.socket.send('');
    expect(await one.next()).toMatchObject({ activities: [{ text: 'de otro proceso' }], watermark: '3' });
    one.socket.terminate();
    two.socket.terminate();
  });

  test('a file is answered kindly, its words are kept, and what is no form is refused', async () => {
    const { headers, path, activities } = await begin();
    const { authorization } = headers;
    const form = new FormData();
    const words = JSON.stringify({ type: 'message', text: 'mire esto' });
    form.append('activity', new Blob([words], { type: 'application/vnd.microsoft.activity' }));
    form.append('file', new Blob(['x'.repeat(100_000)], { type: 'image/jpeg' }), 'foto.jpg');
    const before = server.received.length;
    const answer = await call('POST', `${path}/upload?userId=dl_forged`, { authorization }, form);
    expect(answer.status).toBe(200);
    expect(server.received.slice(before).map(({ body }) => body)).toEqual([
      { kind: 'text', text: 'mire esto' },
      { kind: 'refused-media', why: 'type' },
    ]);
    const shown = await until(activities, (group) => group.activities.length >= 3);
    expect(shown.activities.map((it) => it.text)).toContain('no se lee: type');
    expect((await call('POST', `${path}/upload`, headers, 'not a form')).status).toBe(400);
  });

  test('who writes without pause is told when to go on, and nobody else is', async () => {
    const { post } = await begin();
    const other = await begin();
    const sent = await Promise.all(Array.from({ length: 40 }, () => post({ text: 'x' })));
    const refused = sent.filter((it) => it.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await other.post({ text: 'x' })).status).toBe(200);
  });

  test('an answer that another instance appends reaches the open window soon after the question', async () => {
    await server.channel.start(async () => {});
    const { post, headers, conversationId } = await begin();
    const opened = (await (await call('POST', '/conversations', headers, '{}')).json()) as Opened;
    const frames = await open(opened.streamUrl);
    await post({ text: 'hola' });
    expect(await frames.next()).toMatchObject({ activities: [{ text: 'hola' }] });
    await server.log.append(conversationId, 'elsewhere', { type: 'message', text: 'de otra instancia' });
    let group: unknown;
    do group = await frames.next();
    while (!(group as { watermark?: string }).watermark);
    expect(group).toMatchObject({ activities: [{ text: 'de otra instancia' }], watermark: '2' });
    frames.socket.terminate();
  });

  test('what could be said in danger comes with the refusal, and to open windows', async () => {
    const { post, headers } = await begin();
    const opened = (await (await call('POST', '/conversations', headers, '{}')).json()) as Opened;
    const frames = await open(opened.streamUrl);
    server.log.away = true;
    await server.channel.start(async (message) => {
      const reply = { key: 'danger:first-violence', text: 'Llame ya al *123*.' };
      await server.channel
        .send({ id: `danger:${message.id}`, address: message.address, reply })
        .catch(() => {});
      throw Object.assign(new Error('away'), { code: 'store_away', retryable: true });
    });
    const answer = await post({ text: 'me está pegando' });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ activities: [{ text: 'Llame ya al 123.' }] });
    expect(await frames.next()).toMatchObject({ activities: [{ text: 'Llame ya al 123.' }] });
    frames.socket.terminate();
  });
});

/** An open stream; `next` resolves with each group as it comes. */
async function open(url: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, { headers });
  const groups: unknown[] = [];
  let wake = (): void => {};
  socket.on('message', (data: Buffer) => {
    groups.push(JSON.parse(data.toString()));
    wake();
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const next = async (): Promise<unknown> => {
    if (groups.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return groups.shift();
  };
  return { socket, next };
}
