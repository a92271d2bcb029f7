import type { Channel } from '../../src/ports/channel.js';
import { TurnService, type TurnServiceParts } from '../../src/turns/service.js';
import { MemoryStores } from './memory-stores.js';
import { SHOWS_NOTHING, TestClock, testIds, TestLog } from './universe.js';

/** A turn service over memory with the one channel `test`, whose words are keys: `me pega` is danger. */
export function bareTurns(
  given: (memory: MemoryStores) => Pick<TurnServiceParts, 'handlers' | 'run'> & Partial<TurnServiceParts>,
) {
  const clock = new TestClock();
  const memory = new MemoryStores(() => clock.now());
  const sent: string[] = [];
  const channel: Channel = {
    name: 'test',
    capabilities: {
      maxTextLength: 1_000,
      maxButtons: 0,
      choosesMessageId: true,
      joinWindowMs: 0,
      ...SHOWS_NOTHING,
    },
    start: async () => {},
    send: async ({ id, reply }) => {
      sent.push(reply.text);
      return { providerId: id };
    },
    stop: async () => {},
  };
  const turns = new TurnService({
    inbox: memory.inbox,
    conversations: memory.conversationStore,
    parkedEffects: memory.parkedEffects,
    log: memory.log,
    channels: new Map([['test', channel]]),
    clock,
    ids: testIds(),
    logger: new TestLog(),
    defaultLocale: 'es-CO',
    conversationOf: (name, address) => `${name}:${address}`,
    contactOf: (conversation) => conversation,
    dangerOf: (text) => (text.includes('me pega') ? 'woman' : null),
    dangerLine: (_locale, kind) => ({ key: `danger:first-${kind}`, text: `line ${kind}` }),
    apology: (_locale, inReplyTo) => ({ reply: { key: 'failed', text: 'sorry' }, inReplyTo }),
    ...given(memory),
  });
  return { turns, clock, memory, sent };
}
