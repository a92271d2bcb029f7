import { describe, expect, test } from '@jest/globals';
import { Problem } from '../../../src/problem.js';
import { CONVERSATION, messageOf, Outside, owner } from '../../support/faulty-owner.js';
import { MemoryStores } from '../../support/memory-stores.js';
import { START, TestClock } from '../../support/universe.js';

const never = new Promise<never>(() => {});
const turnOfEvents = (): Promise<void> => new Promise((done) => setImmediate(done));

const left = (memory: MemoryStores, ...names: string[]): Promise<boolean[]> =>
  Promise.all(
    names.map((name, index) =>
      memory.inbox.insert({
        id: `test:${name}`,
        conversation: CONVERSATION,
        message: messageOf(name, START + index),
        receivedAt: START,
        attempts: 0,
      }),
    ),
  );

describe('a message', () => {
  test('of which processes die is tried three times, then parked, and the person is told', async () => {
    const clock = new TestClock();
    const memory = new MemoryStores(() => clock.now());
    const outside = new Outside();
    await left(memory, 'killer');
    let runs = 0;
    for (let life = 0; life < 6; life += 1) {
      const turns = owner(memory, outside, clock, async () => {}, 'old', {
        run: () => {
          runs += 1;
          return never;
        },
      });
      await turns.recover(0);
      for (let rest = 0; rest < 30; rest += 1) await turnOfEvents();
      clock.advance(20_000);
    }
    expect(runs).toBe(3);
    expect(memory.rows.get('test:killer')?.parked).toBe(true);
    expect(outside.sent.map(({ text }) => text)).toEqual(['failed']);
  });

  test('that only waits while another one kills is not counted', async () => {
    const clock = new TestClock();
    const memory = new MemoryStores(() => clock.now());
    const outside = new Outside();
    await left(memory, 'waits');
    for (let life = 0; life < 6; life += 1) {
      // Each of these lives ends before it comes to the message.
      memory.beforeWrite = (name) => (name === 'inbox.attempt' ? never : undefined);
      await owner(memory, outside, clock, async () => {}, 'old').recover(0);
      for (let rest = 0; rest < 10; rest += 1) await turnOfEvents();
      clock.advance(20_000);
    }
    memory.beforeWrite = () => {};
    const turns = owner(memory, outside, clock, async () => {}, 'old');
    await turns.recover(0);
    await turns.settled();
    expect(outside.sent.map(({ text }) => text)).toEqual(['old first to waits', 'old second to waits']);
  });

  test.each([
    ['that makes its turn throw again and again is parked', 'calls_fail', 5, ['failed'], true],
    [
      'is tried for as long as the store is away',
      'store_away',
      12,
      ['old first to a', 'old second to a'],
      undefined,
    ],
  ] as const)('%s', async (_name, code, failing, replies, parked) => {
    const clock = new TestClock();
    const memory = new MemoryStores(() => clock.now());
    const outside = new Outside();
    let runs = 0;
    const turns = owner(memory, outside, clock, async () => {}, 'old', {
      run: async () => {
        if ((runs += 1) <= failing) throw new Problem(code, 'again', { retryable: true });
        return null;
      },
    });
    await turns.receive(messageOf('a', START));
    for (let rest = 0; rest < 20; rest += 1) {
      await turns.settled();
      clock.advance(40_000);
    }
    await turns.settled();
    expect(outside.sent.map(({ text }) => text)).toEqual(replies);
    expect(memory.rows.get('test:a')?.parked).toBe(parked);
  });
});
