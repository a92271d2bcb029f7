import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { HttpRequest, HttpResponse, Route, UpgradeRoute } from '../ports/http.js';
import { Problem } from '../problem.js';
import { bareServer } from './bare.js';
import { PROBLEM_TYPE, problemJson, tooLarge } from './problem-json.js';

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

/** Serves the rooms' routes. A Problem leaves as problem+json (RFC 9457) with its stable code, nothing internal. */
export async function startHttp(parts: HttpParts): Promise<HttpServer> {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', parts.trustedProxies ?? 0);
  app.use(helmet({ contentSecurityPolicy: false, crossOriginResourcePolicy: false, frameguard: false }));
  for (const route of parts.routes) if (!route.bare) mount(app, route);
  app.use((_request, _response, next) => next(new Problem('not_found', 'there is nothing at this address')));
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const { status, code, body } = problemJson(error);
    // A file that broke off half way must not look whole.
    if (response.headersSent || status >= 500) parts.onError({ code, error: String(error) });
    if (response.headersSent) return void response.destroy();
    response.status(status).type(PROBLEM_TYPE).send(body);
  });
  const bare = bareServer(
    parts.routes.filter((route) => route.bare),
    MAX_BYTES,
    parts.onError,
  );
  const server = createServer((request, response) => {
    if (!bare(request, response)) app(request, response);
  });
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
