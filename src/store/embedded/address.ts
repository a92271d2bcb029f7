import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../../problem.js';

/** The database of the service within the store. */
const DATABASE = 'sigesi';
/** Linux cuts longer socket paths without a word (sun_path holds 108 bytes with its end). */
const MAX_SOCKET_PATH = 107;
const CONNECT_MS = 2000;

const recordSchema = z.object({ socket: z.string(), port: z.number().optional(), pid: z.number() });
export type AddressRecord = z.infer<typeof recordSchema>;

/** Where the data of a store lies in its folder. */
export const dataPath = (directory: string): string => join(directory, 'data');

const recordPath = (directory: string): string => join(directory, 'store.json');

/** The connection string of a store that listens on a socket. */
export const socketUri = (socket: string): string => `mongodb://${encodeURIComponent(socket)}/${DATABASE}`;

/**
 * A socket path short enough, in a new folder that only this user may enter; drivers know a socket by its `.sock`.
 * Throws store.socket-path.
 */
export const newSocketPath = (): string => {
  const path = join(tmpdir(), `participa-${randomBytes(6).toString('hex')}`, 's.sock');
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH) {
    throw new Problem(
      'store.socket-path',
      'The temporary folder has too long a path for a socket; set TMPDIR.',
    );
  }
  mkdirSync(dirname(path), { mode: 0o700 });
  return path;
};

/** Removes a socket's folder; only one that newSocketPath made. */
export const removeSocket = (socket: string): void => {
  const folder = dirname(socket);
  if (/[/\\]participa-[0-9a-f]{12}$/.test(folder)) rmSync(folder, { recursive: true, force: true });
};

/** What the last server of this folder wrote down; undefined when there is none or it is not readable. */
export const readRecord = (directory: string): AddressRecord | undefined => {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(readFileSync(recordPath(directory), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};

export const writeRecord = (directory: string, record: AddressRecord): void => {
  const path = recordPath(directory);
  writeFileSync(`${path}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

export const removeRecord = (directory: string): void => rmSync(recordPath(directory), { force: true });

/** Whether something listens on a socket: after a kill the file is there and nobody behind it. */
export const isAlive = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect(socket);
    const done = (alive: boolean): void => {
      probe.destroy();
      resolve(alive);
    };
    probe.setTimeout(CONNECT_MS, () => done(false));
    probe.once('connect', () => done(true));
    probe.once('error', () => done(false));
  });
