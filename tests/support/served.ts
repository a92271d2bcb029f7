import { type HttpServer, startHttp } from '../../src/http/server.js';
import type { Route } from '../../src/ports/http.js';

/** Serves the routes of a channel on a port of its own. */
export const served = (routes: readonly Route[]): Promise<HttpServer> =>
  startHttp({ host: '127.0.0.1', port: 0, routes, upgrades: [], onError: () => {} });
