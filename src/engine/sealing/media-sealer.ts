import type { Keyring } from './keyring.js';
import { keyVersionOf, openBytes, type RandomBytes, sealBytes } from './seal.js';

const MEDIA_KEY_VERSION = 1;

/** Seals one file, piece by piece, under a key of its own. A piece opens only in its own place of its own file. */
export interface MediaSealer {
  /** The file's key, wrapped by the service's secret: what the store keeps, and what erasure removes. */
  readonly wrappedKey: Buffer;
  seal(piece: number, plain: Uint8Array): Buffer;
  /** @throws Problem `sealing.tampered` when it was changed or moved. */
  open(piece: number, sealed: Uint8Array): Buffer;
}

/** A sealer with a new key for a file that is coming in. */
export function newMediaSealer(file: string, ring: Keyring, random: RandomBytes): MediaSealer {
  const key = random(32);
  const wrapped = sealBytes(key, ring.keyFor('media-key-wrap'), ring.current, `media-key\0${file}`, random);
  return sealerOf(file, key, wrapped, random);
}

/** The sealer of a stored file. @throws Problem `sealing.key_unknown`, `sealing.tampered` */
export function mediaSealer(
  file: string,
  wrappedKey: Uint8Array,
  ring: Keyring,
  random: RandomBytes,
): MediaSealer {
  const wrapping = ring.keyFor('media-key-wrap', keyVersionOf(wrappedKey));
  const key = openBytes(wrappedKey, wrapping, `media-key\0${file}`);
  return sealerOf(file, key, Buffer.from(wrappedKey), random);
}

function sealerOf(file: string, key: Uint8Array, wrappedKey: Buffer, random: RandomBytes): MediaSealer {
  const context = (piece: number): string => `media\0${file}\0${piece}`;
  return {
    wrappedKey,
    seal: (piece, plain) => sealBytes(plain, key, MEDIA_KEY_VERSION, context(piece), random),
    open: (piece, sealed) => openBytes(sealed, key, context(piece)),
  };
}
