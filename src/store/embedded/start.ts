import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Problem } from '../../problem.js';
import { isAlive, readRecord, socketUri } from './address.js';
import type { HostOptions } from './host.js';
import type { WorkerMessage } from './worker.js';

export interface EmbeddedStore {
  /** Where mongoose or any MongoDB driver connects. */
  readonly uri: string;
  /** The TCP port on 127.0.0.1, when one was asked for. */
  readonly port: number | undefined;
  stop(): Promise<void>;
}

export interface EmbeddedStoreOptions extends HostOptions {
  /** What happens when a write to disk failed; the process ends unless a test decides otherwise. */
  readonly onDiskFailure?: (reason: string) => void;
}

/** EX_IOERR of sysexits.h. */
const EXIT_DISK_FAILED = 74;

/** What was told to clients may no longer be on disk, so nothing more may be told. */
const endProcess = (reason: string): void => {
  process.stderr.write(`store.disk-failed: a write to disk failed, the process ends: ${reason}\n`);
  process.exit(EXIT_DISK_FAILED);
};

/** The worker's compiled file: beside this one when this one is compiled, else in the build's folder. */
const workerFile = (): string => {
  const places = ['./worker.js', '../../../dist/store/embedded/worker.js'];
  const found = places
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Problem('store.not-built', 'The store is not built; run npm run build.');
  return found;
};

/**
 * Starts the embedded store in a thread of its own, so that it does not wait for the bot nor the bot for it.
 * Throws Problem store.locked when another process has the folder open, store.unreadable, store.format.
 */
export const startEmbeddedStore = async (options: EmbeddedStoreOptions): Promise<EmbeddedStore> => {
  const { onDiskFailure = endProcess, ...workerData } = options;
  const worker = new Worker(workerFile(), { workerData, execArgv: [] });
  const ready = await new Promise<Extract<WorkerMessage, { kind: 'ready' }>>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: WorkerMessage) => {
      if (message.kind === 'ready') resolve(message);
      else if (message.kind === 'refused') {
        reject(new Problem(message.code, message.message, { retryable: message.retryable }));
      }
    });
  }).catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  let stopping = false;
  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'disk-failed') onDiskFailure(message.reason);
  });
  worker.on('error', (error) => onDiskFailure(error.message));
  worker.on('exit', (code) => {
    if (!stopping) onDiskFailure(`the store's thread ended with ${code}`);
  });
  return { uri: ready.uri, port: ready.port, stop: () => stopWorker(worker, () => (stopping = true)) };
};

const stopWorker = async (worker: Worker, mark: () => void): Promise<void> => {
  mark();
  const stopped = new Promise<void>((resolve) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'stopped') resolve();
    });
  });
  worker.postMessage('stop');
  await stopped;
  await worker.terminate();
};

/** The connection string of a store that already serves this folder, or null when none is alive. */
export const joinEmbeddedStore = async (directory: string): Promise<string | null> => {
  const record = readRecord(directory);
  if (!record || !(await isAlive(record.socket))) return null;
  return socketUri(record.socket);
};
