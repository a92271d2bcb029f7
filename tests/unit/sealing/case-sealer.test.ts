import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  caseSealer,
  newCaseSealer,
  openSecret,
  sealSecret,
} from '../../../src/engine/sealing/case-sealer.js';
import { keyring, readSecretKey } from '../../../src/engine/sealing/keyring.js';
import { openBytes, sealBytes } from '../../../src/engine/sealing/seal.js';
import type { Problem } from '../../../src/problem.js';

const first = randomBytes(32);
const ring = keyring(new Map([[1, first]]));
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (problem) {
    return (problem as Problem).code;
  }
  return 'nothing was thrown';
};

describe('sealed words', () => {
  test('open again after the case was stored', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const sealer = newCaseSealer('c1', ring, randomBytes);
        const sealed = sealer.seal('description', text);
        expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(caseSealer('c1', sealer.wrappedKey, ring, randomBytes).open('description', sealed)).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  test('a changed bit anywhere is noticed', () => {
    const sealer = newCaseSealer('c1', ring, randomBytes);
    const sealed = Buffer.from(sealer.seal('description', 'me pegó'), 'base64url');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(codeOf(() => sealer.open('description', changed.toString('base64url')))).toBe(
        'sealing.tampered',
      );
    }
    for (const length of [0, 1, 29])
      expect(codeOf(() => sealer.open('description', sealed.subarray(0, length).toString('base64url')))).toBe(
        'sealing.tampered',
      );
  });

  test('a value moved to another field or case does not open', () => {
    const one = newCaseSealer('c1', ring, randomBytes);
    const sealed = one.seal('identity', 'Ana');
    expect(codeOf(() => one.open('description', sealed))).toBe('sealing.tampered');
    expect(codeOf(() => caseSealer('c2', one.wrappedKey, ring, randomBytes))).toBe('sealing.tampered');
    expect(codeOf(() => newCaseSealer('c1', ring, randomBytes).open('identity', sealed))).toBe(
      'sealing.tampered',
    );
  });

  test('without its key nothing of a case can be read', () => {
    expect(codeOf(() => caseSealer('c1', null, ring, randomBytes))).toBe('sealing.erased');
  });

  test('a new service secret still opens what the old one wrapped, and only with it', () => {
    const sealer = newCaseSealer('c1', ring, randomBytes);
    const sealed = sealer.seal('description', 'hola');
    const second = randomBytes(32);
    const both = keyring(
      new Map([
        [1, first],
        [2, second],
      ]),
    );
    expect(both.current).toBe(2);
    expect(caseSealer('c1', sealer.wrappedKey, both, randomBytes).open('description', sealed)).toBe('hola');
    const later = newCaseSealer('c9', both, randomBytes);
    expect(Buffer.from(later.wrappedKey, 'base64url')[1]).toBe(2);
    const onlySecond = keyring(new Map([[2, second]]));
    expect(codeOf(() => caseSealer('c1', sealer.wrappedKey, onlySecond, randomBytes))).toBe(
      'sealing.key_unknown',
    );
  });

  test('equal words are not equal when sealed', () => {
    const sealer = newCaseSealer('c1', ring, randomBytes);
    expect(sealer.seal('a', 'igual')).not.toBe(sealer.seal('a', 'igual'));
  });
});

test('AES-256-GCM as NIST publishes it (test case 14 of the GCM specification, with our header as AAD)', () => {
  // The nonce and key of all zeros give keystream cea7403d4d606b6e074ec5d3baf39d18 for the first block.
  const sealed = sealBytes(new Uint8Array(16), new Uint8Array(32), 1, '', (n) => new Uint8Array(n));
  expect(sealed.subarray(14, 30).toString('hex')).toBe('cea7403d4d606b6e074ec5d3baf39d18');
  expect(openBytes(sealed, new Uint8Array(32), '')).toEqual(Buffer.alloc(16));
});

test('a secret opens only in its place', () => {
  const sealed = sealSecret('whsec_abc', 'agency COMISARIA-76834', ring, randomBytes);
  expect(openSecret(sealed, 'agency COMISARIA-76834', ring)).toBe('whsec_abc');
  expect(codeOf(() => openSecret(sealed, 'agency COMISARIA-76233', ring))).toBe('sealing.tampered');
});

test('SECRET_KEY is 32 bytes in base64', () => {
  expect(readSecretKey(Buffer.from(first).toString('base64'))).toEqual(new Uint8Array(first));
  for (const wrong of ['', 'hola', randomBytes(31).toString('base64'), randomBytes(32).toString('hex')])
    expect(codeOf(() => readSecretKey(wrong))).toBe('sealing.key_wrong');
  expect(codeOf(() => keyring(new Map()))).toBe('sealing.key_wrong');
});
