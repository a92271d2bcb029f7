import { parentPort, workerData } from 'node:worker_threads';
import { Problem } from '../../problem.js';
import { type HostOptions, hostStore } from './host.js';

/** What the worker tells the thread that started it. */
export type WorkerMessage =
  | { readonly kind: 'ready'; readonly uri: string; readonly port: number | undefined }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly retryable: boolean }
  | { readonly kind: 'disk-failed'; readonly reason: string }
  | { readonly kind: 'stopped' };

const tell = (message: WorkerMessage): void => parentPort?.postMessage(message);

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : 'unknown';
};

const run = async (): Promise<void> => {
  try {
    const hosted = await hostStore(workerData as HostOptions, (error) =>
      tell({ kind: 'disk-failed', reason: reasonOf(error) }),
    );
    parentPort?.once('message', () => {
      void hosted.stop().then(() => tell({ kind: 'stopped' }));
    });
    tell({ kind: 'ready', uri: hosted.uri, port: hosted.port });
  } catch (error) {
    const problem =
      error instanceof Problem
        ? error
        : new Problem('store.failed', `The store did not start: ${reasonOf(error)}`);
    tell({ kind: 'refused', code: problem.code, message: problem.message, retryable: problem.retryable });
  }
};

await run();
