import { Problem } from '../../problem.js';
import type { Keyring } from './keyring.js';
import { keyVersionOf, openBytes, type RandomBytes, sealBytes } from './seal.js';

const CASE_KEY_VERSION = 1;

/** Seals the words of one case under a key of its own. Sealed values are base64url. */
export interface CaseSealer {
  /** The case's key, wrapped by the service's secret: what the store keeps, and what erasure removes. */
  readonly wrappedKey: string;
  seal(field: string, text: string): string;
  /** Throws `sealing.tampered` when the value was changed or belongs to another case or field. */
  open(field: string, sealed: string): string;
}

/** A sealer with a new key for a case that is being opened. */
export function newCaseSealer(caseId: string, ring: Keyring, random: RandomBytes): CaseSealer {
  const key = random(32);
  const wrapped = sealBytes(key, ring.keyFor('case-key-wrap'), ring.current, `case-key\0${caseId}`, random);
  return sealerOf(caseId, key, wrapped.toString('base64url'), random);
}

/** The sealer of a stored case. Throws `sealing.erased` when its key was erased, `sealing.key_unknown` when the secret
 * that wrapped it is not held, `sealing.tampered` when it does not open. */
export function caseSealer(
  caseId: string,
  wrappedKey: string | null,
  ring: Keyring,
  random: RandomBytes,
): CaseSealer {
  if (wrappedKey === null) throw new Problem('sealing.erased', 'the words of this case were erased');
  const wrapped = Buffer.from(wrappedKey, 'base64url');
  const key = openBytes(wrapped, ring.keyFor('case-key-wrap', keyVersionOf(wrapped)), `case-key\0${caseId}`);
  return sealerOf(caseId, key, wrappedKey, random);
}

function sealerOf(caseId: string, key: Uint8Array, wrappedKey: string, random: RandomBytes): CaseSealer {
  const context = (field: string): string => `case\0${caseId}\0${field}`;
  return {
    wrappedKey,
    seal: (field, text) =>
      sealBytes(Buffer.from(text, 'utf8'), key, CASE_KEY_VERSION, context(field), random).toString(
        'base64url',
      ),
    open: (field, sealed) =>
      openBytes(Buffer.from(sealed, 'base64url'), key, context(field)).toString('utf8'),
  };
}

/** Seals a secret of the service itself (an agency's webhook secret) under the current key. `place` names where it is
 * kept. */
export function sealSecret(text: string, place: string, ring: Keyring, random: RandomBytes): string {
  const plain = Buffer.from(text, 'utf8');
  return sealBytes(plain, ring.keyFor('secret'), ring.current, `secret\0${place}`, random).toString(
    'base64url',
  );
}

/** Opens what sealSecret made for the same place. Throws `sealing.tampered`. */
export function openSecret(sealed: string, place: string, ring: Keyring): string {
  const bytes = Buffer.from(sealed, 'base64url');
  return openBytes(bytes, ring.keyFor('secret', keyVersionOf(bytes)), `secret\0${place}`).toString('utf8');
}
