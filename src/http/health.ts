import type { Route } from '../ports/http.js';

/** /healthz: the process lives. /readyz: messages can be stored (503 with the reason's code when not). */
export function healthRoutes(ready: () => Promise<string | null>): Route[] {
  return [
    { method: 'GET', path: '/healthz', handle: async () => ({ status: 200, body: { status: 'ok' } }) },
    {
      method: 'GET',
      path: '/readyz',
      handle: async () => {
        const reason = await ready();
        return reason === null
          ? { status: 200, body: { status: 'ready' } }
          : { status: 503, body: { status: 'not_ready', code: reason } };
      },
    },
  ];
}
