import type { Duplex } from 'node:stream';
import type { IncomingMessage } from 'node:http';

/** A request as a room sees it; nothing of the web framework leaks. */
export interface HttpRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The raw bytes as they came (at most the route's `maxBytes`); empty on a route that streams. */
  readonly body: Buffer;
  /** The bytes as they come, on a route that streams; throws `too_large` beyond the route's `maxBytes`. */
  readonly stream?: AsyncIterable<Uint8Array>;
  /** The caller's address, for rate limits only; never stored. */
  readonly ip: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; a string or Buffer as it is, with the content type of `headers`. */
  readonly body?: string | Buffer | object;
  /** Sent piece by piece in the place of `body`; one that throws ends the connection. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

/** One route, declared as data by the room that serves it; src/http/ mounts it, catches its Problems and answers
 * them as problem+json with their code. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';
  /** Express 5 path, e.g. `/v3/directline/conversations/:id/activities`. */
  readonly path: string;
  readonly maxBytes?: number;
  /** Served by the bare HTTP server, before the web framework: for what comes often. Its path has no parameters. */
  readonly bare?: boolean;
  /** The body is not collected but handed on as it comes. */
  readonly streams?: boolean;
  handle(request: HttpRequest): Promise<HttpResponse>;
}

/** A WebSocket endpoint; `accept` takes the raw upgrade when `path` matches. */
export interface UpgradeRoute {
  readonly path: RegExp;
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}
