import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { checkStore, joinEmbeddedStore, startEmbeddedStore } from '../../src/store/embedded/index.js';

const MODULE = resolve('dist/store/embedded/index.js');
const SERVE = `
  const { startEmbeddedStore } = await import(${JSON.stringify(MODULE)});
  const store = await startEmbeddedStore({ directory: process.argv[1] });
  process.stdout.write(store.uri + '\\n');
`;

let directory: string;
let child: ChildProcess | undefined;

/** A store in a process of its own, and where it listens. */
const serve = async (): Promise<{ process: ChildProcess; uri: string }> => {
  const started = spawn(process.execPath, ['--input-type=module', '-e', SERVE, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  const uri = await new Promise<string>((done, failed) => {
    started.stdout?.once('data', (chunk) => done(String(chunk).trim()));
    started.once('exit', (code) => failed(new Error(`the store ended with ${code}`)));
  });
  return { process: started, uri };
};

const kill = async (running: ChildProcess): Promise<void> => {
  const gone = new Promise((done) => running.once('exit', done));
  running.kill('SIGKILL');
  await gone;
};

const record = (): { socket: string } => JSON.parse(readFileSync(join(directory, 'store.json'), 'utf8'));

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'store-crash-'));
});
afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) await kill(child);
  // A killed store leaves its socket's folder to the next one that opens the store: here there is none.
  if (existsSync(join(directory, 'store.json')))
    rmSync(dirname(record().socket), { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
});

describe('a store in a process of its own', () => {
  test('after SIGKILL in the middle of inserts every acknowledged document is there and the store is sound', async () => {
    const { process: running, uri } = await serve();
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 500, retryWrites: false });
    const acknowledged = new Set<string>();
    const collection = client.db().collection<{ _id: string; even: boolean }>('ledger');
    await collection.createIndex({ even: 1 });
    const gone = new Promise((done) => running.once('exit', done));
    const killed = { yet: false };
    const write = async (writer: number): Promise<void> => {
      for (let at = 0; !killed.yet; at++) {
        const _id = `${writer}-${at}`;
        await collection.insertOne({ _id, even: at % 2 === 0 });
        acknowledged.add(_id);
        if (acknowledged.size >= 300 && !killed.yet) {
          killed.yet = true;
          running.kill('SIGKILL');
        }
      }
    };
    const writers = Array.from({ length: 16 }, (_, writer) => write(writer).catch(() => undefined));
    await Promise.all(writers);
    // The signal is sent, but for a moment the process may still take a connection.
    await gone;
    await client.close();
    const stale = record().socket;
    expect(await joinEmbeddedStore(directory)).toBeNull();

    const reports = await checkStore(directory);
    expect(reports.flatMap((report) => report.problems)).toEqual([]);
    const again = await startEmbeddedStore({ directory });
    expect(existsSync(dirname(stale))).toBe(false);
    const reader = await new MongoClient(again.uri).connect();
    const found = await reader.db().collection<{ _id: string }>('ledger').find().toArray();
    const ids = new Set(found.map((document) => document._id));
    expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
    expect(acknowledged.size).toBeGreaterThanOrEqual(300);
    await reader.close();
    await again.stop();
  });

  test('a second process joins through the socket, and a second opener is refused', async () => {
    const { uri } = await serve();
    expect(await joinEmbeddedStore(directory)).toBe(uri);
    await expect(startEmbeddedStore({ directory })).rejects.toMatchObject({
      code: 'store.locked',
      retryable: true,
    });
    const client = await new MongoClient(uri).connect();
    await client.db().collection('things').insertOne({ a: 1 });
    expect(await client.db().collection('things').countDocuments()).toBe(1);
    await client.close();
  });

  test('a disk that is full ends the process with one clear line, and everything acknowledged is there', async () => {
    // No file of the process may grow beyond 3000 blocks of 512 or 1024 bytes: writing further is an error.
    const limited = 'trap "" XFSZ; ulimit -f 3000; exec "$@"';
    const running = spawn(
      'bash',
      ['-c', limited, 'bash', process.execPath, '--input-type=module', '-e', SERVE, directory],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    child = running;
    let said = '';
    running.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    const ended = new Promise<number | null>((done) => running.once('exit', (code) => done(code)));
    const uri = await new Promise<string>((done) =>
      running.stdout.once('data', (chunk) => done(String(chunk).trim())),
    );
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 500, retryWrites: false });
    const collection = client.db().collection<{ _id: number; noise: Buffer }>('ledger');
    let acknowledged = 0;
    const failed = await (async () => {
      for (; ; acknowledged++) await collection.insertOne({ _id: acknowledged, noise: randomBytes(50_000) });
    })().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Error);
    expect(await ended).toBe(74);
    expect(said.trim()).toMatch(/^store\.disk-failed: a write to disk failed, the process ends: .*$/);
    await client.close();
    const [report] = await checkStore(directory);
    expect(report?.problems).toEqual([]);
    expect(report?.documents).toBeGreaterThanOrEqual(acknowledged);
    expect(acknowledged).toBeGreaterThan(0);
  });

  test('only its owner may reach the socket, and stopping leaves nothing behind', async () => {
    const store = await startEmbeddedStore({ directory });
    const { socket } = record();
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
    await store.stop();
    expect(existsSync(dirname(socket))).toBe(false);
    expect(existsSync(join(directory, 'store.json'))).toBe(false);
    expect(await joinEmbeddedStore(directory)).toBeNull();
  });
});
