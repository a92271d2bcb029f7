import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readUpload } from '../../../src/channels/web-chat/upload.js';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
});

const PART = [
  '--cut',
  'content-disposition: form-data; name="activity"; filename="blob"',
  'content-type: application/vnd.microsoft.activity',
  '',
  '{"type":"mess',
].join('\r\n');

async function* cutOff(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(PART);
  throw new Error('the telephone lost its signal');
}

async function* truncated(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(PART);
}

test.each([
  ['cut off', cutOff],
  ['truncated', truncated],
])('an upload that is %s in its first part is refused, and nothing is left to fail later', async (_how, body) => {
  const read = readUpload('multipart/form-data; boundary=cut', body(), async () => ({ refused: 'type' }));
  await expect(read).rejects.toThrow();
  await new Promise((done) => setImmediate(done));
  expect(unhandled).toEqual([]);
});

test('an upload that is cut off in a file which nobody reads is refused, and nothing is left to fail later', async () => {
  const file = '--cut\r\ncontent-disposition: form-data; name="f"; filename="a.jpg"\r\n\r\n';
  async function* body(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${file}begins`);
    await new Promise((done) => setImmediate(done));
    throw new Error('the telephone lost its signal');
  }
  const read = readUpload('multipart/form-data; boundary=cut', body(), async () => ({ refused: 'full' }));
  await expect(read).rejects.toThrow();
  await new Promise((done) => setImmediate(done));
  expect(unhandled).toEqual([]);
});
