import { beforeEach, describe, expect, test } from '@jest/globals';
import { WebChatChannel } from '../../../src/channels/web-chat/web-chat.js';
import type { JsonObject } from '../../../src/domain/json.js';
import type { Message } from '../../../src/domain/message.js';
import { MemoryActivityLog } from '../../support/memory-activity-log.js';
import { memoryIntake } from '../../support/memory-media.js';
import { TestClock, testIds } from '../../support/universe.js';

const clock = new TestClock();
let log: MemoryActivityLog;
let channel: WebChatChannel;
let received: Message[];

beforeEach(async () => {
  log = new MemoryActivityLog();
  channel = new WebChatChannel({
    log,
    clock,
    ids: testIds(),
    key: new Uint8Array(32),
    locales: ['es-CO'],
    media: memoryIntake(),
  });
  received = [];
  await channel.start(async (message) => void received.push(message));
});

const reply = (text: string) => ({ key: 'test:text', text });

/** A window that keeps what it is told. */
function watch(conversation: string) {
  const seen: JsonObject[] = [];
  channel.hub.watch(conversation, {
    appended: (_seq, activity) => void seen.push(activity),
    passing: (activity) => void seen.push(activity),
    behind: () => void seen.push({ type: 'behind' }),
    ended: () => void seen.push({ type: 'ended' }),
  });
  return seen;
}

describe('the web chat channel', () => {
  test('a slow answer is announced, a fast one is not', async () => {
    const session = channel.tokens.begin();
    const seen = watch(session.conversation);
    const slow = await channel.post(session, { type: 'message', text: 'lento' });
    clock.advance(399);
    expect(seen.map(({ type }) => type)).toEqual(['message']);
    clock.advance(1);
    expect(seen.at(-1)).toMatchObject({ type: 'typing', from: { role: 'bot' } });
    await channel.send({ id: '1', address: session.user, reply: reply('ya'), inReplyTo: slow.id });
    const fast = await channel.post(session, { type: 'message', text: 'rápido' });
    await channel.send({ id: '2', address: session.user, reply: reply('ya'), inReplyTo: fast.id });
    clock.advance(10_000);
    expect(seen.filter(({ type }) => type === 'typing')).toHaveLength(1);
  });

  test('who watches looks for an answer of another instance every half second, for a while', async () => {
    const session = channel.tokens.begin();
    const seen = watch(session.conversation);
    const looks = (): number => seen.filter(({ type }) => type === 'behind').length;
    await channel.post(session, { type: 'message', text: 'hola' });
    clock.advance(499);
    expect(looks()).toBe(0);
    for (let half = 0; half < 100; half += 1) clock.advance(500);
    expect(looks()).toBe(30);
    const { id } = await channel.post(session, { type: 'message', text: 'otra' });
    await channel.send({ id: '1', address: session.user, reply: reply('de aquí'), inReplyTo: id });
    clock.advance(10_000);
    expect(looks()).toBe(30);
  });

  test('an answer made before the question is in the history comes after it all the same', async () => {
    const session = channel.tokens.begin();
    const sends: Promise<unknown>[] = [];
    await channel.start(async (message) => {
      sends.push(
        channel.send({ id: '1', address: session.user, reply: reply('respuesta'), inReplyTo: message.id }),
      );
    });
    await channel.post(session, { type: 'message', text: 'pregunta' });
    await Promise.all(sends);
    const rows = await channel.read(session.conversation, 0);
    expect(rows.map(({ activity }) => activity.text)).toEqual(['pregunta', 'respuesta']);
  });

  test('a message that was stored and not echoed is acknowledged when it comes again', async () => {
    const session = channel.tokens.begin();
    const activity = { type: 'message', text: 'hola', channelData: { clientActivityID: 'a' } };
    log.away = true;
    await expect(channel.post(session, activity)).rejects.toMatchObject({
      code: 'store_away',
      retryable: true,
    });
    log.away = false;
    const { id } = await channel.post(session, activity);
    expect(received.map((message) => message.id)).toEqual([id, id]);
  });

  test('messages of one millisecond keep their order', async () => {
    const session = channel.tokens.begin();
    await Promise.all(['1', '2', '3'].map((text) => channel.post(session, { type: 'message', text })));
    const times = received.map(({ at }) => at);
    expect(new Set(times).size).toBe(3);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(received.map(({ body }) => body)).toEqual(['1', '2', '3'].map((text) => ({ kind: 'text', text })));
  });

  test('who ends a conversation says goodbye in the dialog and leaves nothing to be read', async () => {
    const session = channel.tokens.begin();
    const seen = watch(session.conversation);
    await channel.post(session, { type: 'message', text: 'algo delicado' });
    await channel.post(session, { type: 'endOfConversation', text: 'salir' });
    expect(received.at(-1)?.body).toEqual({ kind: 'text', text: 'salir' });
    expect(await channel.read(session.conversation, 0)).toEqual([]);
    expect(seen.at(-1)).toEqual({ type: 'ended' });
  });

  test('a locale that no dialog speaks is not passed on', async () => {
    const session = channel.tokens.begin();
    await channel.post(session, { type: 'message', text: 'hi', locale: 'en' });
    await channel.post(session, { type: 'message', text: 'hola', locale: 'es-CO' });
    expect(received.map(({ locale }) => locale)).toEqual([undefined, 'es-CO']);
  });
});
