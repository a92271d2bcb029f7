import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const SERVICE = resolve('tests/support/faults/service.js');
const COMMAND = resolve('dist/bin/participa.js');

export const CLOUD = {
  secret: 'app-secret',
  phoneNumberId: '100',
  token: 'graph-token',
  verify: 'verify-me',
};
/** 32 bytes in base64. */
export const SECRET_KEY = Buffer.alloc(32, 7).toString('base64');

/** A folder with everything that one installation keeps, sockets too. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'faults-'));
  readonly children = new Set<ChildProcess>();
  readonly data = join(this.folder, 'var');

  constructor() {
    mkdirSync(join(this.folder, 't'));
  }

  spawn(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
    const { FAULT_FILE_BLOCKS } = env;
    const limited = `trap "" XFSZ; ulimit -f ${FAULT_FILE_BLOCKS}; exec "$@"`;
    const [command, ...rest] =
      FAULT_FILE_BLOCKS === undefined
        ? [process.execPath, ...args]
        : ['bash', '-c', limited, 'bash', process.execPath, ...args];
    const child = spawn(command as string, rest, {
      cwd: this.folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        TMPDIR: join(this.folder, 't'),
        DATA_DIR: this.data,
        SECRET_KEY,
        ...env,
      },
    });
    this.children.add(child);
    child.once('close', () => this.children.delete(child));
    return child;
  }

  /** Runs a command to its end; throws when it fails. */
  async run(args: readonly string[]): Promise<void> {
    const child = this.spawn([COMMAND, ...args], {});
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += String(chunk)));
    const code = await new Promise((done) => child.once('close', done));
    if (code !== 0) throw new Error(`${args.join(' ')}: ${code} ${said}`);
  }

  /** Ends what is left, at whatever point a test failed. */
  async remove(): Promise<void> {
    await Promise.all(
      [...this.children].map(async (child) => {
        const gone = new Promise((done) => child.once('close', done));
        child.kill('SIGKILL');
        await gone;
      }),
    );
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What a machine that lost its power finds: the logs as long as they were when they were last synced. */
  forgetUnsynced(): void {
    const store = join(this.data, 'store');
    const record = join(store, 'synced.json');
    const synced = existsSync(record)
      ? (JSON.parse(readFileSync(record, 'utf8')) as Record<string, number>)
      : {};
    for (const name of readdirSync(join(store, 'data')).filter((it) => it.endsWith('.log')))
      truncateSync(join(store, 'data', name), synced[name] ?? 0);
  }
}

/** One life of a process of ours. */
export class Life {
  readonly startedAt = Date.now();
  /** Resolves with the first line that it prints; rejects when it ends before. */
  readonly ready: Promise<string>;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  err = '';
  out = '';
  over = false;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, isReady: (out: string) => string | undefined) {
    this.#child = child;
    this.ended = new Promise((done) =>
      child.once('close', (code, signal) => {
        this.over = true;
        done(signal ?? code);
      }),
    );
    child.stderr?.on('data', (chunk) => (this.err += String(chunk)));
    this.ready = new Promise((done, failed) => {
      child.stdout?.on('data', (chunk) => {
        this.out += String(chunk);
        const found = isReady(this.out);
        if (found !== undefined) done(found);
      });
      child.once('close', (code, signal) => failed(new Error(`ended (${signal ?? code}): ${this.err}`)));
    });
    this.ready.catch(() => {});
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }
}

const listening = (out: string): string | undefined => /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0];

/** The service with the Cloud API and Direct Line, whose far end is at `graph`. FAULT_FILE_BLOCKS: no file of the process
 * may grow beyond so many blocks, as on a disk that is full. */
export const startService = (place: Place, graph: string, env: Readonly<Record<string, string>> = {}): Life =>
  new Life(
    place.spawn([SERVICE], {
      PORT: '0',
      WHATSAPP: 'cloud',
      WHATSAPP_CLOUD_TOKEN: CLOUD.token,
      WHATSAPP_CLOUD_PHONE_NUMBER_ID: CLOUD.phoneNumberId,
      WHATSAPP_CLOUD_APP_SECRET: CLOUD.secret,
      WHATSAPP_CLOUD_VERIFY_TOKEN: CLOUD.verify,
      WHATSAPP_CLOUD_API_URL: graph,
      ...env,
    }),
    listening,
  );

/** The store in a process of its own, on a port that stays the same from life to life. */
export const startStore = (place: Place, port: number): Life =>
  new Life(place.spawn([COMMAND, 'store', '--port', String(port)], {}), (out) =>
    out.includes('127.0.0.1') ? `mongodb://127.0.0.1:${port}/sigesi` : undefined,
  );

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}
