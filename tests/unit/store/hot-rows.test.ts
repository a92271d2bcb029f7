import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Conversation, InboxRow } from '../../../src/domain/conversation.js';
import { gather } from '../../../src/store/gather.js';
import { embeddedStores } from '../../support/embedded-store.js';

let opened: Awaited<ReturnType<typeof embeddedStores>>;
beforeAll(async () => {
  opened = await embeddedStores();
});
afterAll(() => opened.close());

const row = (id: string): InboxRow => ({
  id,
  conversation: 'test:p',
  message: { id, channel: 'test', address: 'p', at: 5, body: { kind: 'text', text: 'hola' } },
  receivedAt: 6,
  attempts: 0,
});
const conversation = (id: string, v: number, mark: string): Conversation => ({
  id,
  channel: 'test',
  address: 'p',
  v,
  mark,
  state: { contact: 'c', locale: 'es-CO', stack: [], memory: {} },
  seen: [{ hash: 'h', at: 1 }],
  out: [{ seq: 0, at: 1, reply: { key: 'k', text: 't' } }],
  nextSeq: 1,
  erased: true,
});

describe('rows that are written without casting', () => {
  test('have the shape that their schemas declare, no field more', async () => {
    const { stores, connection } = opened;
    await stores.inbox.insert(row('test:shape'));
    await stores.inbox.attempt(['test:shape']);
    await stores.inbox.close(['test:shape'], 'parked');
    await stores.conversations.seal(conversation('test:shape', 1, 'm'));
    await stores.conversations.beginEffects('test:shape', 1);
    const item = { seq: 1, at: 1, reply: { key: 'k', text: 't' } };
    await stores.log.append([{ conversation: 'test:shape', seq: 1, providerId: 'x', at: 1, item }]);
    for (const name of ['Inbox', 'Conversation', 'SentMessage']) {
      const model = connection.model(name);
      const raw = (await model.collection.findOne({ _id: { $regex: 'shape' } as never })) ?? {};
      // Casting fails on a wrong type, strict mode on a field that the schema does not know.
      const document = new model(raw, undefined, { strict: 'throw' } as never);
      expect([name, document.validateSync()]).toEqual([name, undefined]);
      const kept = document.toObject() as Record<string, unknown>;
      for (const [field, value] of Object.entries(raw)) {
        if (field !== 'sealed') expect([name, field, kept[field]]).toEqual([name, field, value]);
      }
    }
  });
});

describe('processes that begin with effects', () => {
  test('are counted for one version, until one ends or the conversation is sealed anew', async () => {
    const { conversations } = opened.stores;
    await conversations.seal(conversation('test:begun', 1, 'm'));
    const begin = (v: number): Promise<number> => conversations.beginEffects('test:begun', v);
    expect([await begin(1), await begin(1), await begin(2)]).toEqual([1, 2, 1]);
    await conversations.endEffects('test:begun', 1, 'failed');
    expect(await begin(1)).toBe(2);
    await conversations.endEffects('test:begun', 1, 'performed');
    expect([await begin(1), await begin(1)]).toEqual([1, 2]);
    await conversations.seal(conversation('test:begun', 2, 'n'));
    expect([await begin(2), await begin(1)]).toEqual([1, 1]);
    await conversations.clearOut('test:begun', 2);
    expect(await begin(2)).toBe(1);
  });
});

describe('writes of many conversations in one round trip', () => {
  test('tell each its own result: inserted or there already', async () => {
    const { inbox } = opened.stores;
    await inbox.insert(row('test:known'));
    const fresh = await Promise.all(
      ['test:1', 'test:known', 'test:2', 'test:1'].map((id) => inbox.insert(row(id))),
    );
    expect(fresh).toEqual([true, false, true, false]);
    expect((await inbox.waiting(7, undefined)).map(({ id }) => id).toSorted()).toEqual([
      'test:1',
      'test:2',
      'test:known',
    ]);
  });

  test('tell each seal whether it won, also beside one that lost', async () => {
    const { conversations } = opened.stores;
    const seal = (id: string, v: number, mark: string) => conversations.seal(conversation(id, v, mark));
    expect(await Promise.all([seal('test:a', 1, 'a1'), seal('test:b', 1, 'b1')])).toEqual([true, true]);
    const second = [
      seal('test:a', 2, 'a2'),
      seal('test:b', 1, 'other'),
      seal('test:c', 1, 'c1'),
      seal('test:b', 3, 'b3'),
    ];
    expect(await Promise.all(second)).toEqual([true, false, true, false]);
    expect((await conversations.load('test:a'))?.mark).toBe('a2');
    expect((await conversations.load('test:b'))?.mark).toBe('b1');
  });

  test('are one write for what came while another was under way', async () => {
    const batches: (readonly number[])[] = [];
    const write = gather(async (items: readonly number[]) => {
      batches.push(items);
      await new Promise((done) => setImmediate(done));
      return items.map((item) => item * 2);
    });
    const first = [1, 2].map(write);
    await first[0];
    expect(await Promise.all([...first, ...[3, 4, 5].map(write)])).toEqual([2, 4, 6, 8, 10]);
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  test('all fail with what their write failed with, and the next are written', async () => {
    let away = true;
    const write = gather(async (items: readonly number[]) => {
      if (away) throw new Error('away');
      return items;
    });
    const results = await Promise.allSettled([write(1), write(2)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    away = false;
    expect(await write(3)).toBe(3);
  });
});
