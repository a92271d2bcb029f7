import { describe, expect, test } from '@jest/globals';
import { KeyBook } from '../../../src/channels/whatsapp-web/key-book.js';
import { Pacing } from '../../../src/channels/whatsapp-web/pacing.js';
import type { WhatsappAuth } from '../../../src/ports/whatsapp-auth.js';
import { Problem } from '../../../src/problem.js';
import { ManualClock } from '../../support/manual-clock.js';

/** Keeps batches; each write waits until it is let through, or fails. */
function auth() {
  const batches: [string, string | null][][] = [];
  const stored = new Map<string, string>();
  let gate: (() => void)[] = [];
  const it = {
    batches,
    stored,
    hold: false,
    away: false,
    lost: false,
    reads: 0,
    let: (): void => {
      for (const open of gate.splice(0)) open();
    },
    port: {
      link: async () => null,
      mark: async () => {},
      open: async () => {},
      read: async (_generation: number, names: readonly string[]) => {
        it.reads += 1;
        if (it.away) throw new Problem('store_away', 'away', { retryable: true });
        return new Map(
          names.flatMap((name) => (stored.has(name) ? [[name, stored.get(name) ?? '']] : [])) as [
            string,
            string,
          ][],
        );
      },
      write: async (_generation: number, changes: ReadonlyMap<string, string | null>) => {
        if (it.hold) await new Promise<void>((resolve) => gate.push(resolve));
        if (it.away) throw new Problem('store_away', 'away', { retryable: true });
        if (it.lost) throw new Problem('lease_lost', 'lost');
        batches.push([...changes]);
        for (const [name, value] of changes) {
          if (value === null) stored.delete(name);
          else stored.set(name, value);
        }
      },
    } satisfies WhatsappAuth,
  };
  return it;
}

const changes = (values: Record<string, string | null>) => new Map(Object.entries(values));
const ticks = () => new Promise((resolve) => setImmediate(resolve));

describe('the key book', () => {
  test('what is written while a batch is on its way goes together in the next', async () => {
    const store = auth();
    const book = new KeyBook(store.port, 1, () => 1, new ManualClock());
    store.hold = true;
    const first = book.write(changes({ a: '1' }));
    const second = book.write(changes({ a: '2', b: '2' }));
    const third = book.write(changes({ b: '3', c: null }));
    store.hold = false;
    store.let();
    await Promise.all([first, second, third]);
    expect(store.batches).toEqual([
      [['a', '1']],
      [
        ['a', '2'],
        ['b', '3'],
        ['c', null],
      ],
    ]);
  });

  test('a write resolves only when it is kept', async () => {
    const store = auth();
    const book = new KeyBook(store.port, 1, () => 1, new ManualClock());
    store.hold = true;
    let kept = false;
    const writing = book.write(changes({ a: '1' })).then(() => (kept = true));
    await ticks();
    expect(kept).toBe(false);
    store.let();
    await writing;
    expect(store.stored.get('a')).toBe('1');
  });

  test('a read sees what was written before it, kept or not', async () => {
    const store = auth();
    store.stored.set('a', 'old');
    const book = new KeyBook(store.port, 1, () => 1, new ManualClock());
    store.hold = true;
    const writing = book.write(changes({ a: 'new', b: null }));
    expect([...(await book.read(['a', 'b']))]).toEqual([['a', 'new']]);
    store.let();
    await writing;
    expect([...(await book.read(['a']))]).toEqual([['a', 'new']]);
    expect(store.reads).toBe(0);
  });

  test('while the store is away writes wait in memory and are kept when it is back', async () => {
    const clock = new ManualClock();
    const store = auth();
    const book = new KeyBook(store.port, 1, () => 1, clock);
    store.away = true;
    await book.write(changes({ a: '1' }));
    void book.write(changes({ b: '2' }));
    expect([...(await book.read(['a', 'b']))]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    await expect(book.read(['c'])).rejects.toMatchObject({ code: 'store_away' });
    store.away = false;
    await clock.advance(1_000);
    expect([...store.stored]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  test('after a later owner has written nothing more is', async () => {
    const store = auth();
    const book = new KeyBook(store.port, 1, () => 1, new ManualClock());
    store.lost = true;
    await expect(book.write(changes({ a: '1' }))).rejects.toMatchObject({ code: 'lease_lost' });
    await expect(book.write(changes({ a: '2' }))).rejects.toMatchObject({ code: 'lease_lost' });
  });

  test('closing while the store is away leaves no timer behind', async () => {
    const clock = new ManualClock();
    const store = auth();
    const book = new KeyBook(store.port, 1, () => 1, clock);
    store.away = true;
    await book.write(changes({ a: '1' }));
    await ticks();
    await book.close();
    expect(clock.pending).toBe(0);
  });
});

describe('pacing', () => {
  test('messages to one person are spaced, those to others less', async () => {
    const clock = new ManualClock();
    const pacing = new Pacing(clock, { perPersonMs: 700, overallMs: 60 });
    const start = clock.now();
    const sent: [string, number][] = [];
    const go = (person: string) => pacing.turn(person).then(() => sent.push([person, clock.now() - start]));
    for (const person of ['a', 'a', 'b', 'a']) void go(person);
    await clock.advance(5_000);
    expect(sent).toEqual([
      ['a', 0],
      ['b', 120],
      ['a', 700],
      ['a', 1_400],
    ]);
  });
});
