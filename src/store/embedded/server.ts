import { chmodSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { Double, type Doc, type Value } from './bson/value.js';
import { COMMANDS } from './commands/registry.js';
import type { Store } from './commands/command.js';
import { requireSupported } from './commands/guard.js';
import { Engine } from './engine/engine.js';
import { expireDocuments } from './engine/expiry.js';
import { MongoError } from './errors.js';
import type { Backend } from './kv/backend.js';
import { Journal } from './kv/journal.js';
import { Cursors } from './query/cursors.js';
import { Connection } from './wire/connection.js';
import type { Request } from './wire/message.js';

export interface ServerOptions {
  /** The path of the Unix socket to listen on; only its owner may connect. */
  readonly socketPath?: string | undefined;
  /** TCP port on 127.0.0.1 to listen on as well; 0 chooses one. */
  readonly port?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called once when a write to disk failed; the process must end. */
  readonly fail: (error: unknown) => void;
  /** Called with a defect: an error that no client caused. */
  readonly report: (error: unknown) => void;
  /** Bytes of documents kept in memory. */
  readonly cacheBytes?: number;
  /** Milliseconds after which a cursor that nobody reads is closed. */
  readonly cursorIdleMs?: number;
}

const CACHE_BYTES = 32 * 1024 * 1024;
/** As in MongoDB: ten minutes. */
const CURSOR_IDLE_MS = 10 * 60 * 1000;
/** How often idle cursors are closed and documents expire, as in MongoDB. */
const UPKEEP_MS = 60 * 1000;

const asReply = (error: unknown): Doc => {
  const shown =
    error instanceof MongoError ? error : new MongoError('InternalError', 'the embedded store failed');
  return new Map<string, Value>([
    ['ok', new Double(0)],
    ['errmsg', shown.message],
    ['code', shown.code],
    ['codeName', shown.codeName],
    ...((shown.extra ?? []) as Iterable<[string, Value]>),
  ]);
};

/** The MongoDB server: takes connections, runs commands, answers when what was seen is on disk. */
export class StoreServer {
  private readonly servers: Server[] = [];
  private readonly connections = new Set<Connection>();
  private readonly timers: NodeJS.Timeout[] = [];
  private keeping: Promise<void> | undefined;
  private nextConnection = 1;
  private listeningPort: number | undefined;

  private constructor(
    private readonly store: Store,
    private readonly options: ServerOptions,
  ) {}

  /** Opens the store in `backend` and listens. */
  static async start(backend: Backend, options: ServerOptions): Promise<StoreServer> {
    const journal = new Journal(backend, options.fail, options.cacheBytes ?? CACHE_BYTES);
    const engine = await Engine.open(journal);
    const cursors = new Cursors(options.now, options.cursorIdleMs ?? CURSOR_IDLE_MS);
    const server = new StoreServer({ engine, cursors, now: options.now, startedAt: options.now() }, options);
    await server.listen();
    return server;
  }

  /** The TCP port, when it listens on one. */
  get port(): number | undefined {
    return this.listeningPort;
  }

  /** Ends all connections and closes the files once everything is written. */
  async stop(): Promise<void> {
    const closed = this.servers.map((server) => new Promise((resolve) => server.once('close', resolve)));
    this.abandon();
    await Promise.all(closed);
    await this.keeping;
    await this.store.cursors.closeAll();
    await this.store.engine.close();
  }

  /** Ends all connections and closes nothing: after a failed write there is nothing to be saved. */
  abandon(): void {
    for (const timer of this.timers) clearInterval(timer);
    for (const server of this.servers) server.close();
    for (const connection of this.connections) connection.close();
  }

  private async listen(): Promise<void> {
    const { socketPath, port } = this.options;
    if (socketPath !== undefined) {
      await this.listenOn((server, ready) => server.listen(socketPath, ready));
      chmodSync(socketPath, 0o600);
    }
    if (port !== undefined) {
      const server = await this.listenOn((created, ready) => created.listen(port, '127.0.0.1', ready));
      const address = server.address();
      if (address !== null && typeof address === 'object') this.listeningPort = address.port;
    }
    this.timers.push(setInterval(() => this.upkeep(), UPKEEP_MS).unref());
  }

  /** One after the other: an expiry that takes longer than the interval is not started twice. */
  private upkeep(): void {
    this.keeping ??= this.keep()
      .catch((error: unknown) => this.options.report(error))
      .finally(() => {
        this.keeping = undefined;
      });
  }

  private async keep(): Promise<void> {
    await this.store.cursors.expire();
    await expireDocuments(this.store.engine, this.options.now());
  }

  private async listenOn(listen: (server: Server, ready: () => void) => void): Promise<Server> {
    const server = createServer({ noDelay: true }, (socket) => {
      const connection = new Connection(this.nextConnection++, socket, (request, id) =>
        this.answer(request, id),
      );
      this.connections.add(connection);
      socket.once('close', () => this.connections.delete(connection));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      listen(server, resolve);
    });
    this.servers.push(server);
    return server;
  }

  private async answer(request: Request, connectionId: number): Promise<Doc> {
    let reply: Doc;
    try {
      const handler = COMMANDS.get(request.name);
      if (!handler) throw new MongoError('CommandNotFound', `no such command: '${request.name}'`);
      requireSupported(request);
      const answered = handler(this.store, { request, connectionId });
      reply = answered instanceof Promise ? await answered : answered;
    } catch (error) {
      if (!(error instanceof MongoError)) this.options.report(error);
      reply = asReply(error);
    }
    const written = this.store.engine.journal.durable();
    if (written) await written;
    return reply;
  }
}
