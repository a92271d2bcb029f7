import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshConversation } from '../../src/turns/seal.js';
import { keyring } from '../../src/engine/sealing/keyring.js';
import { connectStore, type StoreConnection } from '../../src/store/connect.js';
import { type HostedStore, hostStore } from '../../src/store/embedded/host.js';
import { createStores, type Stores } from '../../src/store/index.js';
import { CutLine } from '../support/cut-line.js';
import { freePort } from '../support/faults/running.js';
import { realIds } from '../support/real.js';

/** A connection that breaks in the middle of a command, whichever the driver makes of it, is a store that is away: what
 * was tried is tried again soon, and not counted as a failure of its own. */
describe('the line to the store is cut in the middle of a command', () => {
  const directory = mkdtempSync(join(tmpdir(), 'store-cut-'));
  let hosted: HostedStore;
  let line: CutLine;
  let connection: StoreConnection;
  let stores: Stores;

  beforeAll(async () => {
    const port = await freePort();
    hosted = await hostStore({ directory, port }, (error) => {
      throw error;
    });
    line = new CutLine(port);
    connection = await connectStore(`mongodb://127.0.0.1:${await line.open()}/sigesi`);
    stores = createStores(connection, keyring(new Map([[1, new Uint8Array(32).fill(7)]])), realIds, Date.now);
  });
  afterAll(async () => {
    await connection.close();
    await line.close();
    await hosted.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  beforeEach(async () => {
    line.isCut = false;
    await connection.db?.command({ ping: 1 });
  });

  const conversation = {
    ...freshConversation('c:1', 'c', 'x', { contact: 'p', locale: 'es-CO', stack: [], memory: {} }),
    v: 1,
    mark: 'm',
  };
  const body = { kind: 'text', text: 'hola' } as const;
  const row = {
    id: 'c:m1',
    conversation: 'c:1',
    message: { id: 'm1', channel: 'c', address: 'x', at: 1, body },
    receivedAt: 1,
    attempts: 0,
  };
  const reply = { key: 'greet:hello', text: 'Hola' } as never;
  const tried: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a message is stored', () => stores.inbox.insert(row)],
    ['rows are deleted', () => stores.inbox.close(['c:m1'], 'done')],
    ['a turn is sealed', () => stores.conversations.seal(conversation)],
    ['what was performed is cleared', () => stores.conversations.clearOut('c:1', 1)],
    [
      'a reply is marked',
      () =>
        stores.log.append([
          { conversation: 'c:1', seq: 1, providerId: 'x', at: 1, item: { seq: 1, at: 1, reply } },
        ]),
    ],
    ['a case is looked up', () => stores.cases.find({ code: 'X' })],
    ['an alert is raised', () => stores.alerts.raise({ id: 'a', conversation: 'c:1', kind: 'violence' }, 1)],
  ];
  test.each(tried)('%s', async (_, run) => {
    line.isCut = true;
    await expect(run()).rejects.toMatchObject({ code: 'store_away', retryable: true });
  });

  test('a command that is written to a connection which is just being closed fails, and waits for nothing', async () => {
    const sockets = new Set<Socket>();
    const see = (message: unknown): void => void sockets.add((message as { socket: Socket }).socket);
    subscribe('net.client.socket', see);
    const own = await connectStore(
      connection
        .getClient()
        .options.hosts.map((it) => `mongodb://${it}/sigesi`)
        .join(),
    );
    await own.db?.command({ ping: 1 });
    unsubscribe('net.client.socket', see);
    for (const socket of sockets) socket.destroy();
    await expect(own.db?.command({ ping: 1 })).rejects.toThrow('closed');
    await expect(own.db?.command({ ping: 1 })).resolves.toMatchObject({ ok: 1 });
    await own.close();
  });
});
