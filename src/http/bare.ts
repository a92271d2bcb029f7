import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpResponse, Route } from '../ports/http.js';
import { PROBLEM_TYPE, problemJson, tooLarge } from './problem-json.js';

/** Serves a request if one of the bare routes is meant: without the web framework, which costs more than the rest of a
 * webhook's way (docs/performance.md). */
export type BareServer = (request: IncomingMessage, response: ServerResponse) => boolean;

const NO_PARAMS = {};

/** @param onError told of what is our fault. */
export function bareServer(
  routes: readonly Route[],
  maxBytes: number,
  onError: (entry: Record<string, unknown>) => void,
): BareServer {
  const byName = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
  return (request, response) => {
    const { url = '/', method } = request;
    const end = url.indexOf('?');
    const path = end < 0 ? url : url.slice(0, end);
    const route = byName.get(`${method} ${path}`);
    if (!route) return false;
    serve(route, path, end < 0 ? '' : url.slice(end), request, route.maxBytes ?? maxBytes)
      .then((answer) => send(response, answer))
      .catch((error: unknown) => {
        const { status, code, body } = problemJson(error);
        if (status >= 500) onError({ code, error: String(error) });
        // The rest of a body that is too large is not waited for.
        if (status === 413) response.setHeader('connection', 'close');
        send(response, { status, headers: { 'content-type': PROBLEM_TYPE }, body });
      });
    return true;
  };
}

async function serve(
  route: Route,
  path: string,
  query: string,
  request: IncomingMessage,
  maxBytes: number,
): Promise<HttpResponse> {
  const body = await bodyOf(request, maxBytes);
  return route.handle({
    method: route.method,
    path,
    params: NO_PARAMS,
    query: new URLSearchParams(query),
    headers: request.headers as Record<string, string>,
    body,
    ip: request.socket.remoteAddress ?? '',
  });
}

function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return reject(tooLarge());
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) return reject(tooLarge());
      chunks.push(chunk);
    });
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once('error', reject);
  });
}

function send(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  if (response.destroyed) return;
  const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
  const bytes = isJson ? JSON.stringify(body) : (body ?? '');
  const type = isJson ? { 'content-type': 'application/json; charset=utf-8' } : {};
  response.writeHead(status, { ...type, ...headers, 'content-length': Buffer.byteLength(bytes) });
  response.end(bytes);
}
