import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type HttpServer, startHttp } from '../../../src/http/server.js';
import { Problem } from '../../../src/problem.js';

let http: HttpServer;
const errors: Record<string, unknown>[] = [];
beforeAll(async () => {
  http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes: [
      {
        method: 'POST',
        path: '/hook',
        bare: true,
        maxBytes: 100,
        handle: async ({ body, query, headers, path }) => {
          const said = body.toString();
          if (said === 'refuse') throw new Problem('store_away', 'not now', { retryable: true });
          if (said === 'fail') throw new TypeError('a secret');
          return { status: 200, body: { said, path, q: query.get('q'), type: headers['content-type'] } };
        },
      },
      { method: 'GET', path: '/hook', handle: async () => ({ status: 200, body: 'got' }) },
    ],
    upgrades: [],
    onError: (entry) => errors.push(entry),
  });
});
afterAll(() => http.stop());

const post = (body: string, path = '/hook') =>
  fetch(`http://127.0.0.1:${http.port}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/x' },
  });

test('a bare route is answered with what it was asked, and other methods go to the framework', async () => {
  const response = await post('hola', '/hook?q=1');
  expect(await response.json()).toEqual({ said: 'hola', path: '/hook', q: '1', type: 'text/x' });
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await (await fetch(`http://127.0.0.1:${http.port}/hook`)).text()).toBe('got');
});

test('Problems leave as everywhere else, and nothing internal leaks', async () => {
  const refused = await post('refuse');
  expect([refused.status, refused.headers.get('content-type')]).toEqual([
    503,
    'application/problem+json; charset=utf-8',
  ]);
  expect(await refused.json()).toMatchObject({ code: 'store_away', status: 503, type: 'about:blank' });
  const failed = await post('fail');
  expect(failed.status).toBe(500);
  expect(await failed.text()).not.toContain('secret');
  expect(errors.map(({ code }) => code)).toEqual(['store_away', 'internal']);
  const lost = await fetch(`http://127.0.0.1:${http.port}/elsewhere`);
  expect([lost.status, lost.headers.get('content-type')]).toEqual([
    404,
    'application/problem+json; charset=utf-8',
  ]);
});

test('a body that is too large is refused before it was read, also without its length', async () => {
  expect((await post('x'.repeat(101))).status).toBe(413);
  expect((await post('x'.repeat(100))).status).toBe(200);
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(http.port, '127.0.0.1', () => {
      socket.write('POST /hook HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
      socket.write(`78\r\n${'x'.repeat(120)}\r\n`);
    });
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.destroy();
    });
  });
  expect(answer).toContain('413');
});
