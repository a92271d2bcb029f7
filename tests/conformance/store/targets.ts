import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { hostStore } from '../../../src/store/embedded/host.js';

/** A MongoDB the conformance suite runs on. */
export interface Target {
  readonly name: string;
  /** Gives the connection string and how to end it. */
  start(): Promise<{ readonly uri: string; stop(): Promise<void> }>;
}

const fresh = (): string => mkdtempSync(join(tmpdir(), 'store-test-'));

/** The embedded store, in this process. */
export const embedded: Target = {
  name: 'embedded store',
  start: async () => {
    const directory = fresh();
    const hosted = await hostStore({ directory }, (error) => {
      throw error;
    });
    return {
      uri: hosted.uri,
      stop: async () => {
        await hosted.stop();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
};

const mongodOnPath = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'mongod'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const mongod = (program: string): Target => ({
  name: 'mongod',
  start: async () => {
    const directory = fresh();
    const port = await freePort();
    const child = spawn(program, ['--dbpath', directory, '--port', String(port), '--bind_ip', '127.0.0.1'], {
      stdio: 'ignore',
    });
    return {
      uri: `mongodb://127.0.0.1:${port}/sigesi`,
      stop: async () => {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill();
        await gone;
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
});

/** The embedded store, and a real MongoDB where there is one. */
export const targets = (): Target[] => {
  const uri = process.env.MONGODB_TEST_URI;
  if (uri)
    return [
      embedded,
      { name: 'MONGODB_TEST_URI', start: async () => ({ uri, stop: async () => undefined }) },
    ];
  const program = mongodOnPath();
  return program ? [embedded, mongod(program)] : [embedded];
};

/** Why no real MongoDB is tested; undefined when one is. */
export const skipReason = (): string | undefined =>
  targets().length > 1 ? undefined : 'no real MongoDB: MONGODB_TEST_URI is not set and no mongod is on PATH';
