import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyring } from '../../src/engine/sealing/keyring.js';
import { connectStore } from '../../src/store/connect.js';
import { hostStore } from '../../src/store/embedded/host.js';
import { createStores } from '../../src/store/index.js';
import { realIds } from './real.js';

/** Every mongoose store over an embedded store of its own, in this process. */
export async function embeddedStores(now: () => number = Date.now) {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-stores-'));
  const hosted = await hostStore({ directory }, (error) => {
    throw error;
  });
  const connection = await connectStore(hosted.uri);
  const ring = keyring(new Map([[1, new Uint8Array(32).fill(7)]]));
  return {
    connection,
    stores: createStores(connection, ring, realIds, now),
    close: async () => {
      await connection.close();
      await hosted.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
