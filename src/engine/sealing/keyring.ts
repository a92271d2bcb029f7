import { hkdfSync } from 'node:crypto';
import { Problem } from '../../problem.js';

const KEY_BYTES = 32;

/** What a key is derived for; one purpose's key says nothing about another's. */
export type KeyPurpose =
  | 'case-key-wrap'
  | 'media-key-wrap'
  | 'secret'
  | 'audit'
  | 'web-chat'
  | 'console'
  | `pseudonym:${string}`;

/** The service's secrets by version: values are sealed under the current one and opened under the one they name, so
 * that SECRET_KEY can be replaced without a day on which nothing can be read. */
export interface Keyring {
  readonly current: number;
  /** 32 bytes for a purpose. Throws `sealing.key_unknown` for a version that is not held. */
  keyFor(purpose: KeyPurpose, version?: number): Uint8Array;
}

/** @param secrets 32 bytes each, by version 1..255; the highest version is current.
 * Throws `sealing.key_wrong` when one has another length or version. */
export function keyring(secrets: ReadonlyMap<number, Uint8Array>): Keyring {
  for (const [version, secret] of secrets) {
    if (secret.length !== KEY_BYTES || !Number.isInteger(version) || version < 1 || version > 255)
      throw new Problem('sealing.key_wrong', 'a secret key is 32 bytes under a version from 1 to 255');
  }
  if (secrets.size === 0) throw new Problem('sealing.key_wrong', 'there is no secret key');
  const current = Math.max(...secrets.keys());
  const derived = new Map<string, Uint8Array>();
  return {
    current,
    keyFor(purpose, version = current) {
      const name = `${version}:${purpose}`;
      const known = derived.get(name);
      if (known) return known;
      const secret = secrets.get(version);
      if (!secret) throw new Problem('sealing.key_unknown', 'the key of this value is not held');
      const key = new Uint8Array(hkdfSync('sha256', secret, 'sigesi-participa', purpose, KEY_BYTES));
      derived.set(name, key);
      return key;
    },
  };
}

/** Reads SECRET_KEY: 32 bytes in base64. Throws `sealing.key_wrong`. */
export function readSecretKey(base64: string): Uint8Array {
  const key = Buffer.from(base64, 'base64');
  if (key.length !== KEY_BYTES || key.toString('base64') !== base64.trim())
    throw new Problem('sealing.key_wrong', 'SECRET_KEY is 32 bytes in base64');
  return new Uint8Array(key);
}
