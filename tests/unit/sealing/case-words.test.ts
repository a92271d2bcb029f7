import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { newCaseSealer } from '../../../src/engine/sealing/case-sealer.js';
import { openWords, sealWords } from '../../../src/engine/sealing/case-words.js';
import { keyring } from '../../../src/engine/sealing/keyring.js';
import { words } from '../../fixtures/outgoing.js';

const ring = keyring(new Map([[1, randomBytes(32)]]));

test('what was told opens as it was told, each field for itself', () => {
  const sealer = newCaseSealer('c1', ring, randomBytes);
  const sealed = sealWords(words, sealer);
  expect(Object.keys(sealed).sort()).toEqual([
    'answers',
    'contact_rules',
    'description',
    'identity',
    'place',
  ]);
  expect(JSON.stringify(sealed)).not.toMatch(/Rosalba|llora|Iberia|partner|3000000000/);
  expect(openWords(sealed, sealer)).toEqual(words);
  const { identity: _identity, ...rest } = sealed;
  expect(openWords(rest, sealer)).not.toHaveProperty('identity');
});

test('fields that were exchanged do not open', () => {
  const sealer = newCaseSealer('c1', ring, randomBytes);
  const { description, place, ...rest } = sealWords(words, sealer);
  const exchanged = {
    ...rest,
    ...(place ? { description: place } : {}),
    ...(description ? { place: description } : {}),
  };
  expect(() => openWords(exchanged, sealer)).toThrow(/does not open/);
});
