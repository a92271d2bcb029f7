import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { keyring } from '../../src/engine/sealing/keyring.js';
import { createSealer } from '../../src/engine/sealing/sealer.js';
import { createActivityLog } from '../../src/store/activity-log.js';
import { connectStore } from '../../src/store/connect.js';
import { hostStore } from '../../src/store/embedded/host.js';
import { MemoryActivityLog } from '../support/memory-activity-log.js';
import { realIds } from '../support/real.js';
import { describeActivityLog } from './activity-log.js';

describeActivityLog('in memory', async () => ({ log: new MemoryActivityLog(), stop: async () => {} }));

const sealer = createSealer(keyring(new Map([[1, new Uint8Array(32).fill(7)]])), realIds.bytes);

async function openEmbedded() {
  const directory = mkdtempSync(join(tmpdir(), 'activity-log-'));
  const hosted = await hostStore({ directory }, (error) => {
    throw error;
  });
  const connection = await connectStore(hosted.uri);
  return {
    connection,
    log: createActivityLog(connection, sealer, Date.now),
    stop: async () => {
      await connection.close();
      await hosted.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

describeActivityLog('in the embedded store', openEmbedded);

test('the words of a conversation are not readable in the store', async () => {
  const { connection, log, stop } = await openEmbedded();
  try {
    await log.append('a', 'x', { text: 'mi vecino me amenaza' });
    const rows = await connection.collection('activities').find().toArray();
    expect(rows).toHaveLength(1);
    const bytes = rows.map((row) => JSON.stringify(row) + String(Buffer.from(row.sealed.buffer)));
    expect(bytes.join()).not.toContain('vecino');
  } finally {
    await stop();
  }
});
