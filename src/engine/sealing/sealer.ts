import type { Keyring } from './keyring.js';
import { keyVersionOf, openBytes, type RandomBytes, sealBytes } from './seal.js';

/** Encrypts what people tell. `purpose` and `id` are bound to the ciphertext: it opens nowhere else. */
export interface Sealer {
  seal(purpose: string, id: string, plain: string): Buffer;
  /** @throws Problem `sealing.tampered` when it was changed, moved or made with another key. */
  open(purpose: string, id: string, sealed: Uint8Array): string;
}

/** A sealer for records that live and die as a whole (conversations, inbox rows); cases have a key of their own. */
export function createSealer(ring: Keyring, random: RandomBytes): Sealer {
  const context = (purpose: string, id: string): string => `${purpose}\n${id}`;
  return {
    seal: (purpose, id, plain) =>
      sealBytes(
        Buffer.from(plain, 'utf8'),
        ring.keyFor('secret'),
        ring.current,
        context(purpose, id),
        random,
      ),
    open: (purpose, id, sealed) =>
      openBytes(sealed, ring.keyFor('secret', keyVersionOf(sealed)), context(purpose, id)).toString('utf8'),
  };
}
