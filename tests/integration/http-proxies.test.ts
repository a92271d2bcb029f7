import { expect, test } from '@jest/globals';
import { startHttp } from '../../src/http/server.js';

test.each([
  [0, '127.0.0.1'],
  [1, '186.1.2.3'],
  [2, '10.9.8.7'],
])('with %i trusted proxies the caller is who connects or whom they name', async (trustedProxies, ip) => {
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    trustedProxies,
    routes: [{ method: 'GET', path: '/ip', handle: async (request) => ({ status: 200, body: request.ip }) }],
    upgrades: [],
    onError: () => {},
  });
  try {
    const headers = { 'x-forwarded-for': '10.9.8.7, 186.1.2.3' };
    const answer = await fetch(`http://127.0.0.1:${http.port}/ip`, { headers });
    expect(await answer.text()).toBe(ip);
  } finally {
    await http.stop();
  }
});
