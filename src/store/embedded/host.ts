import { mkdirSync } from 'node:fs';
import {
  dataPath,
  newSocketPath,
  readRecord,
  removeRecord,
  removeSocket,
  socketUri,
  writeRecord,
} from './address.js';
import { openLevel } from './kv/level.js';
import { StoreServer } from './server.js';

export interface HostOptions {
  /** The folder that holds the data; made when it is not there. */
  readonly directory: string;
  /** TCP port on 127.0.0.1 to listen on beside the socket. */
  readonly port?: number | undefined;
}

export interface HostedStore {
  readonly uri: string;
  readonly port: number | undefined;
  stop(): Promise<void>;
}

const BLOCK_CACHE_BYTES = 32 * 1024 * 1024;

/** Where a defect happened, without its message, which may quote what a person wrote. */
const reportDefect = (error: unknown): void => {
  const [name, stack] = error instanceof Error ? [error.name, error.stack ?? ''] : ['unknown', ''];
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  process.stderr.write(`store.defect: ${name}\n${frames.slice(0, 6).join('\n')}\n`);
};

/**
 * Opens the store of a folder in this thread and serves it. `fail` is called when a write to disk failed.
 * Throws Problem store.locked, store.unreadable, store.format.
 */
export const hostStore = async (
  options: HostOptions,
  fail: (error: unknown) => void,
): Promise<HostedStore> => {
  const { directory, port } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const backend = await openLevel(dataPath(directory), { blockCacheBytes: BLOCK_CACHE_BYTES });
  // The lock is ours: what an earlier server wrote down is stale.
  const stale = readRecord(directory);
  if (stale) removeSocket(stale.socket);
  const socketPath = newSocketPath();
  try {
    const server = await StoreServer.start(backend, {
      socketPath,
      port,
      now: Date.now,
      fail,
      report: reportDefect,
    });
    writeRecord(directory, {
      socket: socketPath,
      pid: process.pid,
      ...(server.port === undefined ? {} : { port: server.port }),
    });
    const stop = async (): Promise<void> => {
      removeRecord(directory);
      await server.stop();
      removeSocket(socketPath);
    };
    return { uri: socketUri(socketPath), port: server.port, stop };
  } catch (error) {
    removeSocket(socketPath);
    await backend.close();
    throw error;
  }
};
