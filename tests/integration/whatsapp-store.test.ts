import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWhatsappAuth } from '../../src/store/whatsapp-auth.js';
import { createFailureLog } from '../../src/store/sent-messages.js';
import { openStore, portsOver, ring, sealer } from '../support/whatsapp.js';

const PN = '573000000001@s.whatsapp.net';
const LID = '99887766554433@lid';

let now = 1_700_000_000_000;
let store: Awaited<ReturnType<typeof openStore>>;

beforeAll(async () => {
  store = await openStore(() => now);
});
afterAll(() => store.stop());

const changes = (values: Record<string, string | null>) => new Map(Object.entries(values));

describe('the credentials of the number', () => {
  test('are kept, replaced and removed, one generation apart from the next', async () => {
    const { auth } = store;
    await auth.open(1, 1);
    await auth.write(1, changes({ creds: 'one', 'session:a': 'x', 'session:b': 'y' }), 1);
    await auth.write(1, changes({ creds: 'two', 'session:b': null }), 1);
    await auth.write(2, changes({ creds: 'other' }), 1);
    expect(await auth.read(1, ['creds', 'session:a', 'session:b'])).toEqual(
      changes({ creds: 'two', 'session:a': 'x' }),
    );
    expect(await auth.read(2, ['creds', 'session:a'])).toEqual(changes({ creds: 'other' }));
  });

  test('are neither readable in the store nor named there', async () => {
    await store.auth.write(1, changes({ 'session:573000000001.0': 'secret-session' }), 1);
    const rows = await store.connection.collection('whatsapp_auth').find().toArray();
    const bytes = Buffer.concat(
      rows.map((row) => Buffer.from(JSON.stringify(row) + String(row.sealed?.buffer))),
    );
    expect(bytes.includes('573000000001')).toBe(false);
    expect(bytes.includes('secret-session')).toBe(false);
  });

  test('a write that stopped after its commit is finished by who opens next', async () => {
    const { auth, connection } = store;
    await auth.write(1, changes({ p: '1', q: '1' }), 1);
    const rows = connection.model('WhatsappAuth').collection;
    const dying = Object.create(connection) as typeof connection;
    dying.model = (() => ({
      collection: Object.assign(Object.create(rows), {
        bulkWrite: async () => {
          throw new Error('killed');
        },
      }),
    })) as never;
    const half = createWhatsappAuth(dying, sealer, ring);
    await expect(half.write(1, changes({ p: '2', q: '2' }), 1)).rejects.toThrow('killed');
    expect(await auth.read(1, ['p', 'q'])).toEqual(changes({ p: '1', q: '1' }));
    await auth.open(1, 2);
    expect(await auth.read(1, ['p', 'q'])).toEqual(changes({ p: '2', q: '2' }));
  });

  test('an owner from before is shut out as soon as the next one opens', async () => {
    const { auth } = store;
    await auth.open(1, 7);
    await expect(auth.write(1, changes({ creds: 'stale' }), 6)).rejects.toMatchObject({ code: 'lease_lost' });
    await expect(auth.open(1, 6)).rejects.toMatchObject({ code: 'lease_lost' });
    expect(await auth.read(1, ['creds'])).toEqual(changes({ creds: 'two' }));
  });

  test('how the number stands is kept', async () => {
    const { auth } = store;
    const link = { generation: 2, state: 'logged_out' as const, since: 5, reason: 'loggedOut' };
    await auth.mark(link, 7);
    expect(await auth.link()).toEqual(link);
    await auth.mark({ generation: 2, state: 'open', since: 6 }, 7);
    expect(await auth.link()).toEqual({ generation: 2, state: 'open', since: 6 });
  });
});

describe('who a person is', () => {
  test('stays the same when they write from their other address, and replies follow them', async () => {
    const { addresses } = store;
    expect(await addresses.personOf(PN)).toBe(PN);
    expect(await addresses.personOf(LID, PN)).toBe(PN);
    expect(await addresses.reach(PN)).toBe(LID);
    expect(await addresses.personOf(LID)).toBe(PN);
    expect(await portsOver(store.connection).addresses.personOf(LID)).toBe(PN);
    expect(await portsOver(store.connection).addresses.reach(PN)).toBe(LID);
  });

  test('is learnt from WhatsApp telling it, if they have written before', async () => {
    const { addresses } = store;
    const [pn, lid] = ['573000000002@s.whatsapp.net', '11223344556677@lid'];
    await addresses.learn(lid, pn);
    expect(await addresses.personOf(pn)).toBe(pn);
    await addresses.learn(lid, pn);
    expect(await addresses.personOf(lid)).toBe(pn);
  });

  test('two conversations that turn out to be one person go on in the first', async () => {
    const { addresses } = store;
    const [pn, lid] = ['573000000003@s.whatsapp.net', '22334455667788@lid'];
    expect(await addresses.personOf(lid)).toBe(lid);
    now += 1_000;
    expect(await addresses.personOf(pn)).toBe(pn);
    expect(await addresses.personOf(pn, lid)).toBe(lid);
    expect(await addresses.personOf(pn)).toBe(lid);
    expect(await addresses.reach(lid)).toBe(pn);
  });

  test('both addresses of a first message lead to the same person', async () => {
    const { addresses } = store;
    const [pn, lid] = ['573000000004@s.whatsapp.net', '33445566778899@lid'];
    const people = await Promise.all([addresses.personOf(lid, pn), addresses.personOf(pn, lid)]);
    expect(people).toEqual([lid, lid]);
  });

  test('is not readable in the store', async () => {
    const rows = await store.connection.collection('whatsapp_addresses').find().toArray();
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map((row) => JSON.stringify(row)).join()).not.toContain('57300000000');
  });
});

describe('what was sent', () => {
  test('is found by its id, and how far it came never goes back', async () => {
    const { sent } = store;
    await sent.remember('3EB0A', { to: PN, text: 'hola' });
    expect(await sent.find('3EB0A')).toEqual({ to: PN, text: 'hola' });
    const states: (string | null)[] = [];
    for (const state of ['sent', 'read', 'delivered', 'failed', 'sent'] as const) {
      await sent.advance('3EB0A', state);
      states.push(await sent.stateOf('3EB0A'));
    }
    expect(states).toEqual(['sent', 'read', 'read', 'read', 'read']);
  });

  test('what failed is counted by the code the provider gave, unless it came through after all', async () => {
    const { sent, connection } = store;
    const began = now - 1_000;
    for (const id of ['F1', 'F2', 'F3', 'F4']) {
      await sent.remember(id, { to: PN, text: 'hola' });
      await sent.advance(id, 'sent');
    }
    await sent.advance('F1', 'failed', '131026');
    await sent.advance('F2', 'failed', '131026');
    await sent.advance('F3', 'failed', '131047');
    await sent.advance('F4', 'failed');
    await sent.advance('F4', 'delivered');
    expect(await createFailureLog(connection).failures(began)).toEqual([
      { channel: 'whatsapp', because: '131026', count: 2, at: expect.any(Number) },
      { channel: 'whatsapp', because: '131047', count: 1, at: expect.any(Number) },
    ]);
    expect(await createFailureLog(connection).failures(now + 1_000)).toEqual([]);
  });

  test('sent again is the same message; what is not known stays unknown', async () => {
    const { sent } = store;
    await sent.remember('3EB0A', { to: PN, text: 'hola' });
    expect(await sent.stateOf('3EB0A')).toBe('read');
    await sent.advance('3EB0B', 'read');
    expect(await sent.stateOf('3EB0B')).toBeNull();
    expect(await sent.find('3EB0B')).toBeNull();
  });
});

describe('a lease', () => {
  test('is one holder’s until it ends, and every new holder has a greater fence', async () => {
    const { leases } = store;
    const first = await leases.take('n', 'a', 1_000);
    expect(first).toMatchObject({ holder: 'a', fence: 1, until: now + 1_000 });
    expect(await leases.take('n', 'b', 1_000)).toBeNull();
    now += 500;
    expect(await leases.take('n', 'a', 1_000)).toMatchObject({ fence: 1, until: now + 1_000 });
    now += 1_000;
    const second = await leases.take('n', 'b', 1_000);
    expect(second).toMatchObject({ holder: 'b', fence: 2 });
    expect(await leases.take('n', 'a', 1_000)).toBeNull();
  });

  test('given back is free at once, and only its holder can give it back', async () => {
    const { leases } = store;
    const lease = await leases.take('m', 'a', 1_000);
    if (!lease) throw new Error('not taken');
    await leases.release({ ...lease, holder: 'b' });
    expect(await leases.take('m', 'b', 1_000)).toBeNull();
    await leases.release(lease);
    expect(await leases.take('m', 'b', 1_000)).toMatchObject({ fence: 2 });
  });
});
