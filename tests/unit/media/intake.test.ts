import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { keyring } from '../../../src/engine/sealing/keyring.js';
import { createMediaIntake } from '../../../src/turns/media/intake.js';
import { createMediaReader } from '../../../src/turns/media/reader.js';
import type { StoredMedia } from '../../../src/ports/media.js';
import { JPEG } from '../../fixtures/images.js';
import { MemoryMedia } from '../../support/memory-media.js';
import { TestClock, testIds } from '../../support/universe.js';

const MB = 1024 * 1024;
const ring = keyring(new Map([[1, new Uint8Array(32).fill(3)]]));
const KINDS = { image: MB, audio: MB, video: 3 * MB, document: MB };
const videoOf = (bytes: number): Buffer =>
  Buffer.concat([Buffer.from('\0\0\0\x20ftypisom', 'latin1'), Buffer.alloc(bytes - 12, 7)]);

async function* inChunks(whole: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
}

function opened(limits: { files?: number; held?: number } = {}) {
  const store = new MemoryMedia();
  const ids = testIds();
  const intake = createMediaIntake({
    store,
    ring,
    ids,
    clock: new TestClock(),
    limits: { bytes: KINDS, files: 3, held: 100 * MB, ...limits },
    conversationOf: (channel, address) => `${channel}:${address}`,
  });
  let opens = 0;
  const take = (
    whole: Buffer,
    source: string | (() => Promise<string>) = 'm1',
    size = 1_000,
    address = 'ana',
  ) =>
    intake.take({
      channel: 'web-chat',
      address,
      source,
      open: async () => {
        opens += 1;
        return inChunks(whole, size);
      },
    });
  return { store, take, reader: createMediaReader(store, ring, ids), opens: () => opens };
}

const all = async (pieces: AsyncIterable<Buffer> | null): Promise<Buffer> => {
  const found: Buffer[] = [];
  for await (const piece of pieces ?? []) found.push(piece);
  return Buffer.concat(found);
};

describe('taking files in', () => {
  test.each([100, 4_096, 300_000, 2 * MB])('what came in chunks of %i is what was given', async (size) => {
    const { store, take, reader } = opened();
    const video = videoOf(2 * MB + 17);
    const taken = await take(video, 'm1', size);
    const sha256 = createHash('sha256').update(video).digest('hex');
    expect(taken).toMatchObject({ media: { type: 'video/mp4', bytes: video.length, sha256 } });
    const [id] = store.files.keys();
    await store.attach([id as string], 'case-1');
    expect((await all(await reader.read(id as string))).equals(video)).toBe(true);
  });

  test('nothing of the original is stored in clear', async () => {
    const { store, take } = opened();
    await take(JPEG);
    const [media] = store.files.values();
    for await (const piece of store.pieces(media as StoredMedia))
      expect(Buffer.from(piece).includes(JPEG.subarray(20, 40))).toBe(false);
  });

  test('the same file of the same message is fetched once and kept once, also at the same time', async () => {
    const { store, take, opens } = opened();
    const [one, other] = await Promise.all([take(JPEG), take(JPEG)]);
    expect(await take(JPEG)).toEqual(one);
    expect(other).toEqual(one);
    expect(opens()).toBe(1);
    expect(store.files.size).toBe(1);
  });

  test.each([
    ['too_large', videoOf(3 * MB + 1)],
    ['type', Buffer.from('MZ program')],
    ['empty', Buffer.alloc(0)],
  ])('%s is refused and leaves nothing', async (refused, whole) => {
    const { store, take } = opened();
    expect(await take(whole)).toEqual({ refused });
    expect([store.files.size, store.written]).toEqual([0, 0]);
  });

  test('a picture may be smaller than a video', async () => {
    const { take } = opened();
    expect(await take(Buffer.concat([JPEG, Buffer.alloc(MB)]))).toEqual({ refused: 'too_large' });
  });

  test('a conversation may hold so many', async () => {
    const { store, take } = opened();
    for (const source of ['1', '2', '3']) await take(JPEG, source);
    expect(await take(JPEG, '4')).toEqual({ refused: 'too_many' });
    await store.attach([...store.files.keys()], 'case-1');
    expect(await take(JPEG, '4')).toHaveProperty('media');
  });

  test('and all together so much, of which the first takes no more than a part', async () => {
    const { store, take } = opened({ held: MB });
    expect(await take(videoOf(200_000), '1')).toEqual({ refused: 'too_large' });
    expect(await take(videoOf(100_000), '1')).toHaveProperty('media');
    expect(await take(videoOf(100_000), '2')).toEqual({ refused: 'too_many' });
    expect(await take(videoOf(100_000), '3', 1_000, 'luis')).toHaveProperty('media');
    expect((await store.held()).files).toBe(2);
  });

  test('a file that is named only behind it is kept once all the same', async () => {
    const { store, take } = opened();
    const one = await take(JPEG, async () => 'm1');
    expect(await take(JPEG, async () => 'm1')).toEqual(one);
    expect([store.files.size, store.written]).toEqual([1, 1]);
  });

  test('a file that breaks off leaves nothing and may come again', async () => {
    const { store, take } = opened();
    const broken = Object.assign(Buffer.from(JPEG), {});
    const cut = async function* () {
      yield broken;
      throw new Error('cut');
    };
    const intake = createMediaIntake({
      store,
      ring,
      ids: testIds(2),
      clock: new TestClock(),
      limits: { bytes: KINDS, files: 3, held: 100 * MB },
      conversationOf: (channel, address) => `${channel}:${address}`,
    });
    await expect(
      intake.take({ channel: 'web-chat', address: 'ana', source: 'm1', open: async () => cut() }),
    ).rejects.toThrow('cut');
    expect(store.written).toBe(0);
    expect(await take(JPEG)).toHaveProperty('media');
  });

  test('what belongs to no case is opened by nobody, and what was changed does not open', async () => {
    const { store, take, reader } = opened();
    await take(videoOf(MB));
    const [media] = store.files.values() as unknown as [StoredMedia];
    expect(await reader.read(media.id)).toBeNull();
    await store.attach([media.id], 'case-1');
    const sealed: Uint8Array[] = [];
    for await (const piece of store.pieces(media)) sealed.push(piece);
    await store.write(media.file, 0, sealed[1] as Uint8Array);
    await expect(all(await reader.read(media.id))).rejects.toMatchObject({ code: 'sealing.tampered' });
    await store.abandon(media.file);
    await store.write(media.file, 0, sealed[0] as Uint8Array);
    await expect(all(await reader.read(media.id))).rejects.toMatchObject({ code: 'sealing.tampered' });
  });
});
