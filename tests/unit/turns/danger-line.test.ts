import { describe, expect, test } from '@jest/globals';
import { Problem } from '../../../src/problem.js';
import type { Inbox } from '../../../src/ports/turn-stores.js';
import type { Channel } from '../../../src/ports/channel.js';
import { DangerLine } from '../../../src/turns/danger-line.js';
import type { Ownership } from '../../../src/turns/ownership.js';
import type { EffectHandler } from '../../../src/turns/perform.js';
import { bareTurns } from '../../support/bare-turns.js';
import { START, TestClock } from '../../support/universe.js';

const EARLY = 'line woman';
const LINE = 'the turn says its line';
const QUESTION = 'what now';

/** A service whose turns answer danger with the line and a question, over a store that a test can take away. */
function process({
  alert = async () => {},
  ownership,
}: {
  alert?: EffectHandler;
  ownership?: Ownership;
} = {}) {
  let store = {} as Pick<Inbox, 'insert' | 'open'>;
  const { turns, memory, clock, sent } = bareTurns(({ inbox }) => {
    store = { insert: inbox.insert, open: inbox.open };
    return {
      inbox: { ...inbox, insert: (row) => store.insert(row), open: (id) => store.open(id) },
      handlers: { 'danger.alert': alert },
      run: async (_id, state, messages) => ({
        state,
        effects: [{ kind: 'danger.alert', data: {} }],
        replies: messages.flatMap(({ id }) => [
          { reply: { key: 'danger:first-woman', text: LINE }, inReplyTo: id },
          { reply: { key: 'danger:what-now', text: QUESTION }, inReplyTo: id },
        ]),
      }),
      ...(ownership ? { ownership } : {}),
    };
  });
  const say = (id: string, text: string): Promise<void> =>
    turns.receive({ id, channel: 'test', address: id, at: START, body: { kind: 'text', text } });
  /** Lets time go by as a running process would see it, a tenth of a second at once. */
  const pass = async (ms: number): Promise<void> => {
    for (let gone = 0; gone < ms; gone += 100) {
      clock.advance(100);
      await turns.settled();
    }
  };
  return { turns, memory, clock, sent, store, say, pass };
}

const away = async (): Promise<never> => {
  throw new Problem('store_away', 'away', { retryable: true });
};

test('a store that neither takes a message nor refuses it: who is in danger has the line within two seconds, once', async () => {
  const { clock, sent, store, say } = process();
  let refuse = (): void => {};
  const silent = new Promise<boolean>((_, reject) => (refuse = () => reject(new Error('away'))));
  store.insert = () => silent;
  const receipts = Promise.allSettled([say('a', 'me pega, auxilio'), say('b', 'hola')]);
  clock.advance(1_000);
  expect(sent).toEqual([]);
  clock.advance(1_000);
  await new Promise(setImmediate);
  expect(sent).toEqual([EARLY]);
  refuse();
  expect((await receipts).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(sent).toEqual([EARLY]);
});

describe('a store that goes away between the receipt and the seal', () => {
  test('the line is given within two seconds and once, and the turn is run when the store is back', async () => {
    const { memory, sent, say, pass } = process();
    memory.beforeWrite = (name) => (name === 'seal' ? away() : undefined);
    await say('a', 'me pega, auxilio');
    await pass(1_400);
    expect(sent).toEqual([]);
    await pass(600);
    expect(sent).toEqual([EARLY]);
    await pass(60_000);
    expect(sent).toEqual([EARLY]);
    memory.beforeWrite = () => {};
    await pass(10_000);
    expect(sent).toEqual([EARLY, LINE, QUESTION]);
  });

  test('who is not in danger hears nothing before the turn', async () => {
    const { memory, sent, say, pass } = process();
    memory.beforeWrite = (name) => (name === 'seal' ? away() : undefined);
    await say('a', 'hola');
    await pass(5_000);
    expect(sent).toEqual([]);
  });

  test('a turn that was sealed in time is all that is said', async () => {
    const { sent, say, pass } = process();
    await say('a', 'me pega, auxilio');
    await pass(5_000);
    expect(sent).toEqual([LINE, QUESTION]);
  });

  test('a message of a conversation that is another process’s is its owner’s, unless nobody can read it', async () => {
    const anothers: Ownership = { owns: () => false, held: () => [], isShared: () => true };
    const { sent, store, say, pass } = process({ ownership: anothers });
    await say('a', 'me pega, auxilio');
    await pass(5_000);
    expect(sent).toEqual([]);
    await say('b', 'me pega, auxilio');
    store.open = away;
    await pass(5_000);
    expect(sent).toEqual([EARLY]);
  });
});

describe('an alert to the people on call that fails', () => {
  test('does not hold the line back, and the line is sent once', async () => {
    let tries = 0;
    const { sent, say, pass, turns } = process({
      alert: async () => {
        if ((tries += 1) < 4) throw new Error('refused');
      },
    });
    await say('a', 'me pega, auxilio');
    await turns.settled();
    expect(sent).toEqual([LINE]);
    await pass(60_000);
    expect(tries).toBe(4);
    expect(sent).toEqual([LINE, QUESTION]);
  });

  test('nor one that does not end', async () => {
    const { sent, say } = process({ alert: () => new Promise(() => {}) });
    await say('a', 'me pega, auxilio');
    for (let round = 0; round < 20; round += 1) await new Promise(setImmediate);
    expect(sent).toEqual([LINE]);
  });
});

test('a message that comes again after its turn is sealed gets no second line, whether its row is gone or still there', async () => {
  const { sent, say, pass, memory } = process();
  await say('a', 'me pega, auxilio');
  await pass(3_000);
  expect(sent).toEqual([LINE, QUESTION]);
  await say('a', 'me pega, auxilio');
  await pass(3_000);
  expect(sent).toHaveLength(2);
  // An earlier life sealed it and did not come to delete its row.
  const next = process();
  const [conversation] = memory.conversations.values();
  if (!conversation) throw new Error('nothing sealed');
  next.memory.conversations.set(conversation.id, conversation);
  const body = { kind: 'text', text: 'me pega, auxilio' } as const;
  const message = { id: 'a', channel: 'test', address: 'a', at: START, body };
  await next.memory.inbox.insert({
    id: 'test:a',
    conversation: conversation.id,
    message,
    receivedAt: START,
    attempts: 0,
  });
  await next.say('a', 'me pega, auxilio');
  await next.pass(3_000);
  expect(next.sent).toEqual([]);
});

test('whoever refuses a message waits for the line that is on its way, so that it can be handed on', async () => {
  const clock = new TestClock();
  let arrive = (): void => {};
  const sent: string[] = [];
  const channel = {
    send: ({ id }: { readonly id: string }) =>
      new Promise((done) => {
        sent.push(id);
        arrive = () => done({ providerId: id });
      }),
  } as unknown as Channel;
  const line = new DangerLine({
    clock,
    channels: new Map([['test', channel]]),
    defaultLocale: 'es-CO',
    dangerOf: () => 'woman',
    dangerLine: () => ({ key: 'danger:first-woman', text: EARLY }),
  });
  const body = { kind: 'text', text: 'me pega' } as const;
  const message = { id: 'a', channel: 'test', address: 'a', at: START, body };
  const told: string[] = [];
  const both = [1, 2].map((nth) => line.give(message).then(() => told.push(String(nth))));
  await new Promise((done) => setImmediate(done));
  expect([sent, told]).toEqual([['danger:a'], []]);
  arrive();
  await Promise.all(both);
  expect(told.toSorted()).toEqual(['1', '2']);
});
