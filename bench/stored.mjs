// A process of its own with two embedded stores: one on disk, one that keeps everything in memory. Ends with its parent.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSocketPath, removeSocket, socketUri } from '../dist/store/embedded/address.js';
import { openLevel } from '../dist/store/embedded/kv/level.js';
import { StoreServer } from '../dist/store/embedded/server.js';

const fail = (error) => {
  throw error;
};

/** The key-value file without a disk. */
function inMemory() {
  const entries = new Map();
  const scan = ({ low, high, reverse }) => {
    const keys = [...entries.keys()].filter((key) => key >= low && key < high).sort();
    const found = (reverse ? keys.reverse() : keys).map((key) => [key, entries.get(key)]);
    return { next: async (count) => found.splice(0, count), close: async () => {} };
  };
  return {
    get: (key) => entries.get(key),
    scan,
    write: async (changes) => {
      for (const [key, value] of changes) {
        if (value === undefined) entries.delete(key);
        else entries.set(key, value);
      }
    },
    close: async () => {},
  };
}

async function serve(backend) {
  const socketPath = newSocketPath();
  const server = await StoreServer.start(backend, { socketPath, now: Date.now, fail, report: fail });
  const stop = async () => {
    await server.stop();
    removeSocket(socketPath);
  };
  return { uri: socketUri(socketPath), stop };
}

const directory = mkdtempSync(join(tmpdir(), 'participa-bench-'));
const disk = await serve(await openLevel(directory, { blockCacheBytes: 32 * 1024 * 1024 }));
const memory = await serve(inMemory());

process.once('message', async () => {
  await disk.stop();
  await memory.stop();
  rmSync(directory, { recursive: true, force: true });
  process.disconnect();
});
process.send({ disk: disk.uri, memory: memory.uri });
