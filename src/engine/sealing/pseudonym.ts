import { createHmac } from 'node:crypto';
import type { Keyring } from './keyring.js';

const PSEUDONYM_BYTES = 16;

/** A stable name for a person or address that tells nothing about them: HMAC-SHA-256 under a key of the purpose alone,
 * cut to 128 bits, base64url. Pseudonyms of two purposes cannot be joined without the secret.
 * @param version key version; the first is kept for as long as the pseudonyms of that purpose are. */
export const pseudonym = (purpose: string, value: string, ring: Keyring, version = 1): string =>
  createHmac('sha256', ring.keyFor(`pseudonym:${purpose}`, version))
    .update(value, 'utf8')
    .digest()
    .subarray(0, PSEUDONYM_BYTES)
    .toString('base64url');
