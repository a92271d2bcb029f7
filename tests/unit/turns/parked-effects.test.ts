import { describe, expect, test } from '@jest/globals';
import type { Effect } from '../../../src/domain/message.js';
import { Problem } from '../../../src/problem.js';
import type { EffectHandler } from '../../../src/turns/perform.js';
import { messageOf, Outside, owner } from '../../support/faulty-owner.js';
import { MemoryStores } from '../../support/memory-stores.js';
import { START, TestClock } from '../../support/universe.js';

/** One process whose effect `note` is performed by `handler`. */
function process(handler: EffectHandler) {
  const clock = new TestClock();
  const memory = new MemoryStores(() => clock.now());
  const outside = new Outside();
  const turns = owner(memory, outside, clock, async () => {}, 'old', { handlers: { note: handler } });
  const hear = async (name: string): Promise<string[]> => {
    const before = outside.sent.length;
    await turns.receive(messageOf(name, START));
    for (let rest = 0; rest < 10; rest += 1) {
      await turns.settled();
      clock.advance(40_000);
    }
    await turns.settled();
    return outside.sent.slice(before).map(({ text }) => text);
  };
  return { memory, turns, clock, outside, hear };
}

describe('an effect that fails', () => {
  test('for good is parked, and what stands behind it is done', async () => {
    const seen: string[] = [];
    const { memory, hear } = process(async ({ data }) => {
      seen.push(String(data.text));
      if (data.text === 'old a') throw new Problem('case.refused', 'no');
    });
    expect(await hear('a')).toEqual(['old first to a', 'old second to a']);
    expect(await hear('b')).toEqual(['old first to b', 'old second to b']);
    expect(seen).toEqual(['old a', 'old b']);
    expect(await memory.parkedEffects.waiting(10)).toMatchObject([{ kind: 'note', code: 'case.refused' }]);
  });

  test('again and again, for whatever reason, is tried five times and then parked', async () => {
    let tries = 0;
    const { memory, hear } = process(async () => {
      tries += 1;
      throw new TypeError('a defect');
    });
    expect(await hear('a')).toEqual(['old first to a', 'old second to a']);
    expect(tries).toBe(5);
    expect(await memory.parkedEffects.waiting(10)).toMatchObject([{ kind: 'note', code: 'failed' }]);
  });

  test('by taking the process with it is parked once four processes died of it, and its replies are sent', async () => {
    const clock = new TestClock();
    const memory = new MemoryStores(() => clock.now());
    const outside = new Outside();
    let died = 0;
    const deadly: EffectHandler = () => {
      died += 1;
      return new Promise<never>(() => {});
    };
    const live = async (first: boolean): Promise<void> => {
      const turns = owner(memory, outside, clock, async () => {}, 'old', { handlers: { note: deadly } });
      if (first) await turns.receive(messageOf('a', START));
      else await turns.recover(0);
      for (let rest = 0; rest < 50; rest += 1) await new Promise((done) => setImmediate(done));
      clock.advance(20_000);
    };
    for (let life = 0; life < 7; life += 1) await live(life === 0);
    expect(died).toBe(4);
    expect(await memory.parkedEffects.waiting(10)).toMatchObject([{ kind: 'note', code: 'effects_spent' }]);
    expect(outside.sent.map(({ text }) => text)).toEqual(['old first to a', 'old second to a']);
  });

  test('by taking the process with it at its second try is parked as well', async () => {
    const clock = new TestClock();
    const memory = new MemoryStores(() => clock.now());
    const outside = new Outside();
    for (let life = 0; life < 12 && memory.undone.size === 0; life += 1) {
      let tries = 0;
      const handler: EffectHandler = () => {
        if ((tries += 1) === 1) throw new TypeError('at first it only fails');
        return new Promise<never>(() => {});
      };
      const turns = owner(memory, outside, clock, async () => {}, 'old', { handlers: { note: handler } });
      if (life === 0) await turns.receive(messageOf('a', START));
      else await turns.recover(0);
      for (let rest = 0; rest < 40; rest += 1) {
        await new Promise((done) => setImmediate(done));
        if (rest === 20) clock.advance(20_000);
      }
    }
    expect(await memory.parkedEffects.waiting(10)).toMatchObject([{ kind: 'note', code: 'effects_spent' }]);
  });

  test('in a process that lives to tell is not counted among those that take theirs with them', async () => {
    const clock = new TestClock();
    const memory = new MemoryStores(() => clock.now());
    const outside = new Outside();
    let tries = 0;
    for (let life = 0; life < 8; life += 1) {
      const handler: EffectHandler = async () => {
        tries += 1;
        if (life < 7) throw new Problem('store_away', 'away', { retryable: true });
      };
      const turns = owner(memory, outside, clock, async () => {}, 'old', { handlers: { note: handler } });
      if (life === 0) await turns.receive(messageOf('a', START));
      else await turns.recover(0);
      await turns.settled();
      await turns.stop();
      clock.advance(20_000);
    }
    expect(tries).toBe(8);
    expect(await memory.parkedEffects.waiting(10)).toEqual([]);
    expect(outside.sent.map(({ text }) => text)).toEqual(['old first to a', 'old second to a']);
  });

  test('because the store is away is tried for as long as it takes', async () => {
    let tries = 0;
    const { memory, hear } = process(async () => {
      if ((tries += 1) < 9) throw new Problem('store_away', 'away', { retryable: true });
    });
    expect(await hear('a')).toEqual(['old first to a', 'old second to a']);
    expect(tries).toBe(9);
    expect(await memory.parkedEffects.waiting(10)).toEqual([]);
  });

  test('is performed once by trying it again, under the key it had', async () => {
    const done = new Map<string, Effect>();
    let healed = false;
    const { memory, turns, hear } = process(async (effect, { key }) => {
      if (!healed) throw new Problem('case.refused', 'no');
      done.set(key, effect);
    });
    await hear('a');
    const [{ id = '' } = {}] = await memory.parkedEffects.waiting(10);
    await expect(turns.retry(id)).rejects.toThrow('no');
    expect(await memory.parkedEffects.waiting(10)).toHaveLength(1);
    healed = true;
    expect(await Promise.all([turns.retry(id), turns.retry(id)])).toContain(true);
    expect(await turns.retry(id)).toBe(false);
    expect([...done.keys()]).toEqual(['test:persona:1:0']);
  });
});
