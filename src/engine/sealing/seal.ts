import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Problem } from '../../problem.js';

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 2;

/** `length` random bytes. */
export type RandomBytes = (length: number) => Uint8Array;

/** Seals bytes with AES-256-GCM (NIST SP 800-38D): format, key version, 96-bit random nonce, ciphertext, 128-bit tag.
 * `context` is authenticated with them: a value moved to another place no longer opens. */
export function sealBytes(
  plain: Uint8Array,
  key: Uint8Array,
  version: number,
  context: string,
  random: RandomBytes,
): Buffer {
  const header = Buffer.from([FORMAT, version]);
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([header, Buffer.from(context, 'utf8')]));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([header, nonce, sealed, cipher.getAuthTag()]);
}

/** Opens what sealBytes made. Throws `sealing.tampered` when a bit, the key or the context differs. */
export function openBytes(sealed: Uint8Array, key: Uint8Array, context: string): Buffer {
  if (sealed.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES || sealed[0] !== FORMAT) throw tampered();
  const header = sealed.subarray(0, HEADER_BYTES);
  const nonce = sealed.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
  const body = sealed.subarray(HEADER_BYTES + NONCE_BYTES, sealed.length - TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([header, Buffer.from(context, 'utf8')]));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    throw tampered();
  }
}

/** The version of the key that a sealed value names. Throws `sealing.tampered` when it is too short to be one. */
export function keyVersionOf(sealed: Uint8Array): number {
  const version = sealed[1];
  if (version === undefined || sealed[0] !== FORMAT) throw tampered();
  return version;
}

const tampered = (): Problem =>
  new Problem(
    'sealing.tampered',
    'a sealed value does not open: it was changed, moved or sealed with another key',
  );
