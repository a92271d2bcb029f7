import { join } from 'node:path';
import type { Config } from '../config.js';
import { joinEmbeddedStore, startEmbeddedStore } from '../store/embedded/start.js';

export interface OpenedStore {
  readonly uri: string;
  readonly kind: 'mongodb' | 'embedded' | 'joined';
  stop(): Promise<void>;
}

/** MongoDB where MONGODB_URI names one; else the embedded store, joined when another process already runs it. */
export async function openStore(config: Config): Promise<OpenedStore> {
  if (config.MONGODB_URI) return { uri: config.MONGODB_URI, kind: 'mongodb', stop: async () => {} };
  const directory = join(config.DATA_DIR, 'store');
  const running = await joinEmbeddedStore(directory);
  if (running) return { uri: running, kind: 'joined', stop: async () => {} };
  const store = await startEmbeddedStore({ directory });
  return { uri: store.uri, kind: 'embedded', stop: () => store.stop() };
}
