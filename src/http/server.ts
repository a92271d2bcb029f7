import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { HttpRequest, HttpResponse, Route, UpgradeRoute } from '../ports/http.js';
import { Problem } from '../problem.js';

export interface HttpParts {
  readonly host: string;
  readonly port: number;
  /** How many proxies stand in front and name the caller (X-Forwarded-For); 0: the caller is who connects. */
  readonly trustedProxies?: number;
  readonly routes: readonly Route[];
  readonly upgrades: readonly UpgradeRoute[];
  readonly onError: (entry: Record<string, unknown>) => void;
}

export interface HttpServer {
  readonly port: number;
  stop(): Promise<void>;
}

const MAX_BYTES = 64 * 1024;

/** Status of a Problem's code; what is not listed is a fault of ours. */
const STATUS: Readonly<Record<string, number>> = {
  not_found: 404,
  unauthorized: 401,
  forbidden: 403,
  bad_request: 400,
  too_large: 413,
  too_many: 429,
  store_away: 503,
  channel_away: 503,
  store_unreachable: 503,
};

/** Serves the rooms' routes. A Problem leaves as problem+json (RFC 9457) with its stable code, nothing internal. */
export async function startHttp(parts: HttpParts): Promise<HttpServer> {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', parts.trustedProxies ?? 0);
  app.use(helmet({ contentSecurityPolicy: false, crossOriginResourcePolicy: false, frameguard: false }));
  for (const route of parts.routes) mount(app, route);
  app.use((_request, _response, next) => next(new Problem('not_found', 'there is nothing at this address')));
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const problem = asProblem(error);
    // A file that broke off half way must not look whole.
    if (response.headersSent) {
      parts.onError({ code: problem.code, error: String(error) });
      response.destroy();
      return;
    }
    const status = STATUS[problem.code] ?? 500;
    if (status >= 500) parts.onError({ code: problem.code, error: String(error) });
    const title =
      status >= 500 && problem.code === 'internal' ? 'something failed on our side' : problem.message;
    response.status(status).type('application/problem+json');
    response.send(JSON.stringify({ type: 'about:blank', title, status, code: problem.code }));
  });
  const server = createServer(app);
  server.on('upgrade', (request, socket, head) => upgrade(parts.upgrades, request, socket, head));
  await listen(server, parts);
  return { port: (server.address() as AddressInfo).port, stop: () => close(server) };
}

function mount(app: express.Express, route: Route): void {
  const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete' | 'options';
  const limit = route.maxBytes ?? MAX_BYTES;
  if (route.streams) {
    app[method](route.path, async (request: Request, response: Response) => {
      const stream = limited(request, limit);
      await answer(response, await route.handle({ ...toRequest(request), stream }));
    });
    return;
  }
  const body = express.raw({ type: () => true, limit });
  app[method](route.path, body, async (request: Request, response: Response) => {
    await answer(response, await route.handle(toRequest(request)));
  });
}

/** Nobody waits for the rest of a body that is too large. */
async function* limited(request: Request, limit: number): AsyncGenerator<Uint8Array> {
  const tooLarge = (): Problem => new Problem('too_large', 'the body is too large');
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    yield chunk;
  }
}

function toRequest(request: Request): HttpRequest {
  return {
    method: request.method,
    path: request.path,
    params: request.params as Record<string, string>,
    query: new URL(request.originalUrl, 'http://host').searchParams,
    headers: request.headers as Record<string, string>,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    ip: request.ip ?? '',
  };
}

async function answer(response: Response, { status, headers, body, stream }: HttpResponse): Promise<void> {
  response.status(status);
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  if (stream) await pipeline(Readable.from(stream), response);
  else if (body === undefined) response.end();
  else if (typeof body === 'string' || Buffer.isBuffer(body)) response.send(body);
  else response.json(body);
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if ((error as { type?: string }).type === 'entity.too.large')
    return new Problem('too_large', 'the body is too large');
  return new Problem('internal', 'something failed', { cause: error });
}

function upgrade(
  routes: readonly UpgradeRoute[],
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const path = new URL(request.url ?? '/', 'http://host').pathname;
  const route = routes.find((it) => it.path.test(path));
  if (route) route.accept(request, socket, head);
  else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
}

async function listen(server: Server, { host, port }: HttpParts): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(new Problem('port_unavailable', `PORT ${port}: ${cause.code ?? 'cannot listen'}`, { cause })),
    );
    server.listen(port, host, resolve);
  });
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
