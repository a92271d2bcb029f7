import { join } from 'node:path';
import { type Config, PACKAGE_ROOT } from '../config.js';
import type { Said } from '../domain/message.js';
import { type Keyring, keyring, readSecretKey } from '../engine/sealing/keyring.js';
import { createTexts } from '../engine/texts/texts.js';
import { loadTexts } from '../sources/locales.js';
import { connectStore, type StoreConnection } from '../store/connect.js';
import { createStores, type Stores } from '../store/index.js';
import { environment } from './environment.js';
import { readSecrets } from './secrets.js';
import { type OpenedStore, openStore } from './store.js';
import { systemClock, systemIds } from './system.js';

export const DATA_FOLDER = join(PACKAGE_ROOT, 'data');

/** Officials read Colombian Spanish. */
const OFFICIAL_LOCALE = 'es-CO';

/** What a command of an official works with: the same stores as the service, also while it runs. */
export interface Desk {
  readonly config: Config;
  readonly stores: Stores;
  readonly connection: StoreConnection;
  readonly opened: OpenedStore;
  readonly ring: Keyring;
  readonly say: Say;
}

/** Puts something into an official's words. */
export type Say = (said: Said) => string;

export function officialTexts(): Say {
  const texts = createTexts(loadTexts(join(PACKAGE_ROOT, 'locales')));
  return (said) => texts.say(OFFICIAL_LOCALE, said).text;
}

export const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs something over the stores and closes them, whatever comes of it. */
export async function atDesk(run: (desk: Desk) => Promise<void>): Promise<void> {
  const config = environment();
  const { secretKey } = readSecrets(config);
  const opened = await openStore(config);
  try {
    const connection = await connectStore(opened.uri);
    const ring = keyring(new Map([[1, readSecretKey(secretKey)]]));
    const stores = createStores(connection, ring, systemIds, systemClock.now);
    await run({ config, stores, connection, opened, ring, say: officialTexts() }).finally(() =>
      connection.close(),
    );
  } finally {
    await opened.stop();
  }
}
