import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import XMLHttpRequest from 'xhr2';
import { serveWebChat, type WebChatServer } from '../support/web-chat.js';

/** Microsoft's own client, which expects a browser's globals before it is imported. */
Object.assign(globalThis, { WebSocket, XMLHttpRequest });
const { DirectLine } = (await import('botframework-directlinejs')) as unknown as {
  DirectLine: new (options: object) => Client;
};

interface Activity {
  id: string;
  type: string;
  text?: string;
  from: { id: string; role?: string };
  channelData?: { clientActivityID?: string };
  suggestedActions?: { actions: { title: string; text: string; value: unknown }[] };
}

interface Subscription {
  unsubscribe(): void;
}

interface Client {
  conversationId: string;
  token: string;
  streamUrl: string;
  activity$: { subscribe(next: (activity: Activity) => void, fail: () => void): Subscription };
  postActivity(activity: object): {
    subscribe(next: (id: string) => void, fail?: (error: unknown) => void): Subscription;
  };
  end(): void;
}

let server: WebChatServer;
const clients: Client[] = [];
const subscriptions: Subscription[] = [];

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
  for (const subscription of subscriptions) subscription.unsubscribe();
  for (const client of clients) client.end();
  await server.stop();
});

async function newToken(): Promise<{ token: string; conversationId: string }> {
  const answer = await fetch(`${server.url}/v3/directline/tokens/generate`, { method: 'POST' });
  return (await answer.json()) as { token: string; conversationId: string };
}

/** A client and what it has seen; `seen(n)` waits for n messages. */
function connect(options: object) {
  const client = new DirectLine({ domain: `${server.url}/v3/directline`, pollingInterval: 200, ...options });
  clients.push(client);
  const messages: Activity[] = [];
  let check = (): void => {};
  const subscription = client.activity$.subscribe(
    (activity) => {
      if (activity.type === 'message') messages.push(activity);
      check();
    },
    () => {},
  );
  subscriptions.push(subscription);
  const seen = (count: number): Promise<Activity[]> =>
    new Promise((resolve) => {
      check = () => {
        if (messages.length >= count) resolve(messages);
      };
      check();
    });
  const say = (activity: object): Promise<string> =>
    new Promise((resolve, reject) => {
      client
        .postActivity({ type: 'message', from: { id: 'forged' }, ...activity })
        .subscribe(resolve, reject);
    });
  return { client, messages, seen, say };
}

describe('Microsoft’s Direct Line client', () => {
  test.each([
    ['over the socket', true],
    ['by polling', false],
  ])('holds a conversation %s', async (_name, webSocket) => {
    const { token } = await newToken();
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
    const { token, conversationId } = await newToken();
    const first = connect({ token, webSocket: true });
    await first.say({ text: 'uno' });
    await first.seen(3);
    first.client.end();
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
    const one = connect({ token: (await newToken()).token });
    const two = connect({ token: (await newToken()).token });
    await one.say({ text: 'de uno' });
    await two.say({ text: 'de dos' });
    expect((await one.seen(3))[0]?.text).toBe('de uno');
    expect((await two.seen(3))[0]?.text).toBe('de dos');
    expect(one.messages.concat(two.messages)).toHaveLength(6);
  });
});
