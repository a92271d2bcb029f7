import type { HttpRequest, HttpResponse, Route } from '../../ports/http.js';
import { Problem } from '../../problem.js';
import { parseActivity } from './activity.js';
import type { Origins } from './origins.js';
import { readWatermark } from './stream.js';
import { type Session, TOKEN_SECONDS } from './tokens.js';
import type { WebChatChannel } from './web-chat.js';

export interface DirectLineParts {
  readonly channel: WebChatChannel;
  readonly origins: Origins;
  /** How people reach the service; unset: as the request says. */
  readonly publicUrl?: string;
}

const BASE = '/v3/directline';
/** Somewhat more than the largest file that may be allowed (100 MB). */
const MAX_UPLOAD = 110 * 1000 * 1000;

const STATUS: Readonly<Record<string, number>> = {
  bad_request: 400,
  token_missing: 401,
  token_invalid: 403,
  token_expired: 403,
  origin_not_allowed: 403,
  conversation_unknown: 404,
  too_large: 413,
  too_many: 429,
};

/** Direct Line 3.0 as Microsoft's client uses it. Starting is open to everyone; a token speaks for one conversation. */
export function directLineRoutes(parts: DirectLineParts): Route[] {
  const { channel } = parts;
  const opened = (request: HttpRequest, session: Session, watermark: string | null): object => {
    const token = channel.tokens.issue(session);
    const from = new URLSearchParams({ watermark: watermark ?? '-', t: token });
    return {
      ...tokenOf(session, token),
      streamUrl: `${socketBase(request, parts.publicUrl)}${BASE}/conversations/${session.conversation}/stream?${from}`,
    };
  };
  const handlers: Record<string, (request: HttpRequest) => Promise<HttpResponse>> = {
    'POST /tokens/generate': async (request) => {
      channel.limits.start(request.ip);
      const session = channel.tokens.begin();
      return { status: 200, body: tokenOf(session, channel.tokens.issue(session)) };
    },
    'POST /tokens/refresh': async (request) => {
      const session = sessionOf(channel, request);
      return { status: 200, body: tokenOf(session, channel.tokens.issue(session)) };
    },
    'POST /conversations': async (request) => {
      const session = sessionOf(channel, request);
      return { status: 201, body: opened(request, session, null) };
    },
    'GET /conversations/:id': async (request) => {
      const session = sessionOf(channel, request);
      return { status: 200, body: opened(request, session, request.query.get('watermark')) };
    },
    'GET /conversations/:id/activities': async (request) => {
      const { conversation } = sessionOf(channel, request);
      const after = readWatermark(request.query.get('watermark'));
      const rows = await channel.read(conversation, after);
      const activities = rows.map((row) => row.activity);
      return { status: 200, body: { activities, watermark: String(rows.at(-1)?.seq ?? after) } };
    },
    'POST /conversations/:id/activities': async (request) => {
      const session = sessionOf(channel, request);
      return { status: 200, body: await channel.post(session, parseActivity(request.body.toString('utf8'))) };
    },
    'POST /conversations/:id/upload': async (request) => {
      const session = sessionOf(channel, request);
      return {
        status: 200,
        body: await channel.upload(
          session,
          request.headers['content-type'] ?? '',
          request.stream,
          request.ip,
        ),
      };
    },
  };
  const routes = Object.entries(handlers).map(([name, handle]): Route => {
    const [method = '', path = ''] = name.split(' ');
    return {
      method: method as Route['method'],
      path: BASE + path,
      ...(path.endsWith('/upload') ? { maxBytes: MAX_UPLOAD, streams: true } : {}),
      handle: (request) => guarded(parts.origins, request, handle),
    };
  });
  return [...routes, preflight(parts.origins)];
}

function preflight(origins: Origins): Route {
  return {
    method: 'OPTIONS',
    path: `${BASE}/*path`,
    handle: async (request) => ({ status: 204, headers: origins.corsHeaders(request.headers) }),
  };
}

/** Origin first; every answer, also an error, may be read by an accepted page. */
async function guarded(
  origins: Origins,
  request: HttpRequest,
  handle: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const headers = { ...origins.corsHeaders(request.headers), 'cache-control': 'no-store' };
  try {
    if (!origins.accepts(request.headers))
      throw new Problem('origin_not_allowed', 'this page may not use the chat');
    const answer = await handle(request);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    return { ...asProblem(error), headers: { ...headers, ...problemHeaders(error) } };
  }
}

function asProblem(error: unknown): HttpResponse {
  if (!(error instanceof Problem)) throw error;
  const status = STATUS[error.code] ?? (error.retryable ? 503 : undefined);
  if (status === undefined) throw error;
  const { urgent } = error.details;
  const problem = { type: 'about:blank', title: error.message, status, code: error.code };
  return { status, body: urgent === undefined ? problem : { ...problem, activities: urgent } };
}

function problemHeaders(error: unknown): Record<string, string> {
  const wait = error instanceof Problem && error.retryable ? Number(error.details.seconds ?? 2) : undefined;
  return {
    'content-type': 'application/problem+json',
    ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
  };
}

function tokenOf({ conversation }: Session, token: string): object {
  return { conversationId: conversation, token, expires_in: TOKEN_SECONDS };
}

/** @throws Problem `token_missing`, `token_invalid`, `token_expired`, or `conversation_unknown`: another one's, or none. */
function sessionOf(channel: WebChatChannel, request: HttpRequest): Session {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined)
    throw new Problem('token_missing', 'a token is needed: POST tokens/generate first');
  const session = channel.tokens.read(token);
  const { id } = request.params;
  if (id !== undefined && id !== session.conversation)
    throw new Problem('conversation_unknown', 'there is no such conversation');
  return session;
}

/** Where the WebSocket is reached: as the page was, so that a proxy's TLS is kept. */
function socketBase(request: HttpRequest, publicUrl: string | undefined): string {
  const host = request.headers.host ?? 'localhost';
  const known = publicUrl !== undefined && URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  const secure =
    request.headers['x-forwarded-proto'] === 'https' || (known?.host === host && known.protocol === 'https:');
  return `${secure ? 'wss' : 'ws'}://${host}`;
}
