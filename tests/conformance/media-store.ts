import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MediaStore, StoredMedia } from '../../src/ports/media.js';

const media = (id: string, more: Partial<StoredMedia> = {}): StoredMedia => ({
  id,
  file: `file-${id}`,
  conversation: 'web-chat:ana',
  type: 'image/jpeg',
  bytes: 10,
  sha256: 'ab'.repeat(32),
  pieces: 2,
  key: Buffer.from('key'),
  at: 1_000,
  case: null,
  ...more,
});

/** What every place for files holds. */
export function describeMediaStore(
  name: string,
  open: () => Promise<{ store: MediaStore; stop(): Promise<void> }>,
): void {
  describe(`media store ${name}`, () => {
    let store: MediaStore;
    let stop: () => Promise<void>;
    beforeEach(async () => {
      ({ store, stop } = await open());
    });
    afterEach(() => stop());

    const put = async (it: StoredMedia): Promise<StoredMedia> => {
      for (const [piece, text] of ['uno', 'dos'].entries())
        await store.write(it.file, piece, Buffer.from(`${it.id}-${text}`), it.at);
      return store.commit(it);
    };
    const read = async (it: StoredMedia): Promise<string[]> => {
      const all: string[] = [];
      for await (const piece of store.pieces(it)) all.push(Buffer.from(piece).toString());
      return all;
    };

    test('gives back what was stored, in order', async () => {
      await put(media('a'));
      const found = await store.find('a');
      expect(found && { ...found, key: Buffer.from(found.key) }).toEqual(media('a'));
      expect(await read(media('a'))).toEqual(['a-uno', 'a-dos']);
      expect(await store.find('b')).toBeNull();
    });

    test('keeps the first under an id', async () => {
      await put(media('a'));
      const second = await put(media('a', { file: 'another' }));
      expect(second.file).toBe('file-a');
    });

    test('what was not committed can be taken away', async () => {
      await store.write('half', 0, Buffer.from('x'), 1);
      await store.abandon('half');
      expect(await read(media('a', { file: 'half' }))).toEqual([]);
    });

    test('counts what belongs to no case, of one conversation and of all', async () => {
      await put(media('a'));
      await put(media('b', { conversation: 'web-chat:otro', bytes: 5 }));
      await put(media('c'));
      expect(await store.attach(['c'], 'case-1')).toEqual(['c']);
      expect(await store.held({ conversation: 'web-chat:ana' })).toEqual({ files: 1, bytes: 10 });
      expect(await store.held()).toEqual({ files: 2, bytes: 15 });
      expect(await store.held({ channel: 'web-chat' })).toEqual({ files: 2, bytes: 15 });
      expect(await store.held({ channel: 'web' })).toEqual({ files: 0, bytes: 0 });
      expect(await store.held({ conversation: 'web-chat:nadie' })).toEqual({ files: 0, bytes: 0 });
    });

    test('a file belongs to one case; giving it again to the same changes nothing', async () => {
      await put(media('a'));
      expect(await store.attach(['a', 'gone'], 'case-1')).toEqual(['a']);
      expect(await store.attach(['a'], 'case-1')).toEqual(['a']);
      expect(await store.attach(['a'], 'case-2')).toEqual([]);
      expect((await store.find('a'))?.case).toBe('case-1');
      expect(await read(media('a'))).toHaveLength(2);
    });

    test('removes files with their pieces; what is held apart from what belongs to a case', async () => {
      for (const id of ['a', 'b', 'c']) await put(media(id));
      await store.attach(['b', 'c'], 'case-1');
      await store.removeHeld('web-chat:ana');
      expect(await store.find('a')).toBeNull();
      expect(await read(media('a'))).toEqual([]);
      await store.remove(['b']);
      expect(await store.find('b')).toBeNull();
      expect(await read(media('b'))).toEqual([]);
      expect(await read(media('c'))).toHaveLength(2);
    });
  });
}
