import { connect } from 'node:net';

/** Posts prepared requests over `width` kept connections, each the next one when its answer has come. Resolves with the
 * time each took, milliseconds. So little of it is client that the server's side is what is measured. */
export async function post(port, requests, width) {
  const times = Array.from(requests, () => 0);
  let next = 0;
  const worker = () =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let began = 0;
      let index = -1;
      let heard = '';
      const send = () => {
        index = next++;
        if (index >= requests.length) return socket.end(resolve);
        heard = '';
        began = performance.now();
        socket.write(requests[index]);
      };
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        heard += chunk.toString('latin1');
        const end = heard.indexOf('\r\n\r\n');
        if (end < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(heard)?.[1] ?? 0);
        if (heard.length < end + 4 + length) return;
        if (!heard.startsWith('HTTP/1.1 200')) return reject(new Error(heard.slice(0, 300)));
        times[index] = performance.now() - began;
        send();
      });
    });
  await Promise.all(Array.from({ length: width }, worker));
  return times;
}

/** One POST with a JSON body, as bytes. */
export function requestOf(path, body, headers = {}) {
  const lines = Object.entries({
    host: '127.0.0.1',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}
