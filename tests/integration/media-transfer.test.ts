import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { keyring } from '../../src/engine/sealing/keyring.js';
import { openMedia } from '../../src/main.js';
import { connectStore } from '../../src/store/connect.js';
import { exportStore, importStore } from '../../src/store/embedded/index.js';
import { hostStore } from '../../src/store/embedded/host.js';
import { createMediaStore } from '../../src/store/media.js';
import { createMediaReader } from '../../src/turns/media/reader.js';
import { realClock, realIds } from '../support/real.js';

const ring = keyring(new Map([[1, new Uint8Array(32).fill(7)]]));

async function open(directory: string) {
  const hosted = await hostStore({ directory: join(directory, randomBytes(4).toString('hex')) }, (error) => {
    throw error;
  });
  const connection = await connectStore(hosted.uri);
  return {
    uri: hosted.uri,
    connection,
    store: createMediaStore(connection),
    stop: async () => {
      await connection.close();
      await hosted.stop();
    },
  };
}

test('a large file goes through the embedded store, its export and its import, sealed all the way', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'media-transfer-'));
  const one = await open(directory);
  const video = Buffer.concat([Buffer.from('\0\0\0\x20ftypisom', 'latin1'), randomBytes(20_000_000)]);
  const around = { config: readConfig({}), ids: realIds, clock: realClock };
  const taken = await openMedia(around, one.store, ring).take({
    channel: 'web-chat',
    address: 'ana',
    source: 'm1',
    open: async () =>
      (async function* () {
        for (let at = 0; at < video.length; at += 65_536) yield video.subarray(at, at + 65_536);
      })(),
  });
  if (!('media' in taken)) throw new Error(taken.refused);
  const { id, sha256 } = taken.media;
  expect(sha256).toBe(createHash('sha256').update(video).digest('hex'));
  await one.store.attach([id], 'case-1');
  const lines: string[] = [];
  for await (const line of exportStore(one.uri)) lines.push(line);
  await one.stop();

  const other = await open(directory);
  await other.connection.dropDatabase();
  await importStore(
    other.uri,
    (async function* () {
      yield* lines;
    })(),
  );
  const hash = createHash('sha256');
  for await (const piece of (await createMediaReader(other.store, ring, realIds).read(id)) ?? [])
    hash.update(piece);
  expect(hash.digest('hex')).toBe(sha256);
  await other.stop();
  rmSync(directory, { recursive: true, force: true });
});
