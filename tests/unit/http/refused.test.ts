import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type HttpServer, startHttp } from '../../../src/http/server.js';

const errors: unknown[] = [];
let server: HttpServer;
beforeEach(async () => {
  errors.length = 0;
  server = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes: [
      { method: 'GET', path: '/of/:name', handle: async () => ({ status: 200, body: 'ok' }) },
      { method: 'POST', path: '/told', handle: async () => ({ status: 200, body: 'ok' }) },
    ] as never,
    upgrades: [],
    onError: (entry) => void errors.push(entry),
  });
});
afterEach(() => server.stop().catch(() => {}));

const url = (path: string): string => `http://127.0.0.1:${server.port}${path}`;

test('an address that cannot be decoded is the sender’s fault: 400, and no error of ours', async () => {
  const answer = await fetch(url('/of/%E0%A4%A'));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: 'bad_request', status: 400 });
  expect(errors).toEqual([]);
});

test('who hangs up while sending is no error of ours', async () => {
  const socket = connect(server.port, '127.0.0.1');
  await new Promise((done) => socket.once('connect', done));
  socket.write('POST /told HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nbegins');
  expect((await fetch(url('/of/x'))).status).toBe(200);
  socket.destroy();
  expect((await fetch(url('/of/x'))).status).toBe(200);
  await server.stop();
  expect(errors).toEqual([]);
});
