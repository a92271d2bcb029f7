import { createHash } from 'node:crypto';
import type { Keyring } from '../../engine/sealing/keyring.js';
import { mediaSealer } from '../../engine/sealing/media-sealer.js';
import type { Ids } from '../../ports/ids.js';
import type { MediaReader, MediaStore, StoredMedia } from '../../ports/media.js';
import { Problem } from '../../problem.js';

/** Opens what the intake sealed. */
export function createMediaReader(store: MediaStore, ring: Keyring, ids: Ids): MediaReader {
  return {
    read: async (id) => {
      const media = await store.find(id);
      return media && media.case !== null ? original(store, media, ring, ids) : null;
    },
  };
}

/** A piece that is missing, moved or changed shows: by its place, and by the SHA-256 of the whole. */
async function* original(
  store: MediaStore,
  media: StoredMedia,
  ring: Keyring,
  ids: Ids,
): AsyncGenerator<Buffer> {
  const sealer = mediaSealer(media.file, media.key, ring, ids.bytes);
  const hash = createHash('sha256');
  let piece = 0;
  for await (const sealed of store.pieces(media)) {
    const plain = sealer.open(piece, sealed);
    hash.update(plain);
    piece += 1;
    yield plain;
  }
  if (hash.digest('hex') !== media.sha256)
    throw new Problem('sealing.tampered', 'a file is not the one that was given');
}
