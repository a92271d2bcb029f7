import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DirectLineWindow, newToken, openWindow } from '../support/direct-line-window.js';
import { serveWebChat, type WebChatServer } from '../support/web-chat.js';

let server: WebChatServer;
const windows: DirectLineWindow[] = [];

function connect(options: object): DirectLineWindow {
  const opened = openWindow(server.url, options);
  windows.push(opened);
  return opened;
}

beforeAll(async () => {
  server = await serveWebChat(({ body }) => {
    if (body.kind === 'choice') return [{ text: `escogió ${body.value}` }];
    if (body.kind !== 'text') return [{ text: `llegó ${body.kind}` }];
    if (body.text === 'menú')
      return [
        {
          text: '¿Qué quiere hacer?\n1. Conocer una cifra\n2. Ayuda',
          options: [
            { value: 'indicator', label: 'Conocer una cifra' },
            { value: 'help', label: 'Ayuda' },
          ],
        },
      ];
    return [{ text: `eco: *${body.text}*` }, { text: 'y algo más' }];
  });
});

afterAll(async () => {
  for (const opened of windows) opened.close();
  await server.stop();
});

describe('Microsoft’s Direct Line client', () => {
  test.each([
    ['over the socket', true],
    ['by polling', false],
  ])('holds a conversation %s', async (_name, webSocket) => {
    const { token } = await newToken(server.url);
    const { seen, say } = connect({ token, webSocket });
    const id = await say({ text: 'hola', channelData: { clientActivityID: 'a1' } });
    const [echo, first, second] = await seen(3);
    expect(echo).toMatchObject({ id, text: 'hola', channelData: { clientActivityID: 'a1' } });
    expect(echo?.from.id).toMatch(/^dl_[\w-]{22}$/);
    expect([first?.text, second?.text]).toEqual(['eco: hola', 'y algo más']);
    await say({ text: 'menú' });
    const menu = (await seen(5))[4];
    expect(menu?.text).toContain('\n2. Ayuda');
    const [, help] = menu?.suggestedActions?.actions ?? [];
    expect(help?.title).toBe('Ayuda');
    await say({ text: help?.text, value: help?.value });
    expect((await seen(7))[6]?.text).toBe('escogió help');
  });

  test('a window that reconnects gets what it missed, and a fresh one the whole history', async () => {
    const { token, conversationId } = await newToken(server.url);
    const first = connect({ token, webSocket: true });
    await first.say({ text: 'uno' });
    await first.seen(3);
    first.close();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const base = `${server.url}/v3/directline/conversations/${conversationId}`;
    await fetch(`${base}/activities`, { method: 'POST', headers, body: '{"type":"message","text":"dos"}' });
    const late = connect({ token, conversationId, watermark: '3', webSocket: true });
    expect((await late.seen(3)).map((it) => it.text)).toEqual(['dos', 'eco: dos', 'y algo más']);
    const fresh = connect({ token, conversationId, watermark: '-', webSocket: true });
    expect((await fresh.seen(6)).map((it) => it.text)).toEqual([
      'uno',
      'eco: uno',
      'y algo más',
      'dos',
      'eco: dos',
      'y algo más',
    ]);
  });

  test('two conversations see nothing of each other', async () => {
    const one = connect({ token: (await newToken(server.url)).token });
    const two = connect({ token: (await newToken(server.url)).token });
    await one.say({ text: 'de uno' });
    await two.say({ text: 'de dos' });
    expect((await one.seen(3))[0]?.text).toBe('de uno');
    expect((await two.seen(3))[0]?.text).toBe('de dos');
    expect([...one.messages, ...two.messages]).toHaveLength(6);
  });
});
