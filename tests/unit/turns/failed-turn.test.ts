import { describe, expect, test } from '@jest/globals';
import type { Effect } from '../../../src/domain/message.js';
import type { Channel } from '../../../src/ports/channel.js';
import { TurnService } from '../../../src/turns/service.js';
import { MemoryStores } from '../../support/memory-stores.js';
import { SHOWS_NOTHING, START, TestClock, testIds, TestLog } from '../../support/universe.js';

/** A service whose every turn throws. */
function broken() {
  const clock = new TestClock();
  const memory = new MemoryStores(() => clock.now());
  const sent: string[] = [];
  const alerts: Effect[] = [];
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
    handlers: { 'danger.alert': async (effect) => void alerts.push(effect) },
    run: async () => {
      throw new TypeError('a defect');
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
  const hear = async (text: string): Promise<string[]> => {
    const before = sent.length;
    const id = `m${before}`;
    await turns.receive({
      id,
      channel: 'test',
      address: 'persona',
      at: START,
      body: { kind: 'text', text },
    });
    await turns.settled();
    return sent.slice(before);
  };
  return { hear, alerts, memory };
}

describe('a turn that throws', () => {
  test('apologises, and keeps the message for a person to look at', async () => {
    const { hear, alerts, memory } = broken();
    expect(await hear('cuántos homicidios hubo')).toEqual(['sorry']);
    expect(alerts).toEqual([]);
    expect([...memory.rows.values()]).toMatchObject([{ id: 'test:m0', parked: true }]);
  });

  test('gives who is in danger the line, and alerts the people on call', async () => {
    const { hear, alerts } = broken();
    expect(await hear('mi esposo me pega')).toEqual(['line woman']);
    expect(alerts).toMatchObject([{ data: { kind: 'woman' } }]);
  });
});
