import { expect, test } from '@jest/globals';
import type { Channel } from '../../../src/ports/channel.js';
import { TurnService } from '../../../src/turns/service.js';
import { MemoryStores } from '../../support/memory-stores.js';
import { SHOWS_NOTHING, START, TestClock, testIds, TestLog } from '../../support/universe.js';

test('a store that neither takes a message nor refuses it: who is in danger has the line within two seconds, once', async () => {
  const clock = new TestClock();
  const memory = new MemoryStores(() => clock.now());
  const sent: string[] = [];
  const capabilities = { maxTextLength: 1_000, maxButtons: 0, choosesMessageId: true, joinWindowMs: 0 };
  const channel: Channel = {
    name: 'test',
    capabilities: { ...capabilities, ...SHOWS_NOTHING },
    start: async () => {},
    send: async ({ id, reply }) => {
      sent.push(reply.text);
      return { providerId: id };
    },
    stop: async () => {},
  };
  let refuse = (): void => {};
  const silent = new Promise<boolean>((_, reject) => (refuse = () => reject(new Error('away'))));
  const turns = new TurnService({
    inbox: { ...memory.inbox, insert: () => silent },
    conversations: memory.conversationStore,
    parkedEffects: memory.parkedEffects,
    log: memory.log,
    channels: new Map([['test', channel]]),
    handlers: {},
    run: async () => {
      throw new Error('nothing was stored');
    },
    clock,
    ids: testIds(),
    logger: new TestLog(),
    defaultLocale: 'es-CO',
    conversationOf: (name, address) => `${name}:${address}`,
    contactOf: (conversation) => conversation,
    dangerOf: (text) => (text.includes('me pega') ? 'woman' : null),
    dangerLine: (_locale, kind) => ({ key: 'danger', text: `line ${kind}` }),
    apology: (_locale, inReplyTo) => ({ reply: { key: 'failed', text: 'sorry' }, inReplyTo }),
  });
  const say = (id: string, text: string): Promise<void> =>
    turns.receive({ id, channel: 'test', address: id, at: START, body: { kind: 'text', text } });
  const receipts = Promise.allSettled([say('a', 'me pega, auxilio'), say('b', 'hola')]);
  clock.advance(1_000);
  expect(sent).toEqual([]);
  clock.advance(1_000);
  expect(sent).toEqual(['line woman']);
  refuse();
  expect((await receipts).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(sent).toEqual(['line woman']);
});
