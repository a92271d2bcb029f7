import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../problem.js';
import { checkEngine, type CollectionReport } from './engine/check.js';
import { Engine } from './engine/engine.js';
import { dataPath } from './address.js';
import { openLevel } from './kv/level.js';
import { Journal } from './kv/journal.js';

const CACHE_BYTES = 8 * 1024 * 1024;

export type { CollectionReport };

/**
 * Reads a whole store that no process has open and compares documents with indexes and counts. Opening finishes what
 * a killed process left to be removed; nothing else is written.
 * Throws Problem store.absent, store.locked (ask a running store with the command `validate`), store.unreadable,
 * store.format.
 */
export const checkStore = async (directory: string): Promise<readonly CollectionReport[]> => {
  if (!existsSync(join(dataPath(directory), 'CURRENT'))) {
    throw new Problem('store.absent', 'There is no store in this folder.', { details: { directory } });
  }
  const backend = await openLevel(dataPath(directory), { blockCacheBytes: CACHE_BYTES });
  let failure: unknown;
  const engine = await Engine.open(
    new Journal(
      backend,
      (error) => {
        failure = error;
      },
      CACHE_BYTES,
    ),
  );
  try {
    return await checkEngine(engine);
  } finally {
    if (failure === undefined) await engine.close();
  }
};
