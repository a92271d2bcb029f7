import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import {
  ALPHABET,
  findTrackingCode,
  newTrackingCode,
  readTrackingCode,
} from '../../../src/domain/tracking-code.js';

const spoken = new Map(
  Object.entries(parse(readFileSync('data/spoken-symbols.yaml', 'utf8')) as Record<string, string>),
);
const code = fc
  .uint8Array({ minLength: 40, maxLength: 40 })
  .map((bytes) =>
    newTrackingCode((n) => (bytes.some((b) => b < 247) ? bytes.slice(0, n) : new Uint8Array(n))),
  );
const bare = (text: string) => text.replaceAll('-', '');

describe('a tracking code', () => {
  test('is three groups of four from nineteen symbols', () => {
    for (let n = 0; n < 200; n += 1) {
      const made = newTrackingCode(randomBytes);
      expect(made).toMatch(/^[2-9HJKLMPQRWXY]{4}-[2-9HJKLMPQRWXY]{4}-[2-9HJKLMPQRWXY]{4}$/);
      expect(findTrackingCode(made)).toBe(made);
    }
  });

  test('has more than forty random bits beside the check', () => {
    expect(10 * Math.log2(ALPHABET.length)).toBeGreaterThan(40);
    expect(newTrackingCode((n) => new Uint8Array(n))).toBe('2222-2222-2222');
  });

  test('bytes that would favour a symbol are not used', () => {
    const calls: Uint8Array[] = [new Uint8Array(20).fill(250), new Uint8Array(20).fill(1)];
    expect(newTrackingCode(() => calls.shift() ?? new Uint8Array(20)).slice(0, 9)).toBe('3333-3333');
  });

  test('any wrong symbol is noticed', () => {
    fc.assert(
      fc.property(code, fc.nat(11), fc.integer({ min: 1, max: 18 }), (made, at, by) => {
        const symbols = [...bare(made)];
        symbols[at] = ALPHABET[(ALPHABET.indexOf(symbols[at] ?? '') + by) % 19] ?? '';
        expect(findTrackingCode(symbols.join(''))).toBeNull();
      }),
    );
  });

  test('any two symbols exchanged are noticed', () => {
    fc.assert(
      fc.property(code, fc.nat(11), fc.nat(11), (made, one, other) => {
        const symbols = [...bare(made)];
        const [a = '', b = ''] = [symbols[one], symbols[other]];
        fc.pre(a !== b);
        symbols[one] = b;
        symbols[other] = a;
        expect(findTrackingCode(symbols.join(''))).toBeNull();
      }),
    );
  });
});

describe('a code as people write it', () => {
  // Check symbols worked out apart, by solving the two equations of docs/formats.md.
  const known = 'L45Q-2PXR-9HQR';
  const made = newTrackingCode(() => Uint8Array.from([...'L45Q2PXR9H'].map((s) => ALPHABET.indexOf(s))));

  test('is found whatever its spacing and case', () => {
    expect(made).toBe(known);
    for (const text of [
      known.toLowerCase(),
      bare(known),
      known.replaceAll('-', ' '),
      [...bare(known)].join(' '),
      `hola mi codigo es ${known.toLowerCase()}, gracias`,
      `«${known}».`,
    ])
      expect(findTrackingCode(text)).toBe(known);
  });

  test('with look-alikes', () => {
    expect(findTrackingCode('145O-2PXR-9HOR')).toBe(known);
    expect(findTrackingCode('I450-ZPXR-9H0R')).toBe(known);
  });

  test('dictated', () => {
    expect(findTrackingCode('ele cuatro cinco cu, dos pe equis erre, nueve hache cu erre', spoken)).toBe(
      known,
    );
    expect(findTrackingCode('Es ele cuarenta y cinco cu 2 pe equis ere 9 ache ku ere', spoken)).toBe(known);
  });

  test('every symbol can be said', () => {
    const said = [...spoken.values()].join('');
    expect([...ALPHABET].filter((symbol) => !said.includes(symbol))).toEqual([]);
    expect(findTrackingCode('doble u '.repeat(12), spoken)).toBeNull();
    expect(findTrackingCode('dos '.repeat(12), spoken)).toBe('2222-2222-2222');
  });

  test('what is none is none', () => {
    for (const text of ['', 'hola', '1234567890', 'quiero reportar un caso', `${known}X`, known.slice(0, 13)])
      expect(findTrackingCode(text, spoken)).toBeNull();
  });
});

test('a text is a code only where nothing stands beside it', () => {
  const code = newTrackingCode((length) => new Uint8Array(length).fill(5));
  expect(readTrackingCode(` ${code.toLowerCase()} `)).toBe(code);
  expect(readTrackingCode(code.replaceAll('-', ' '))).toBe(code);
  expect(readTrackingCode(`borre el caso ${code}`)).toBeNull();
  expect(readTrackingCode('me pegan mucho')).toBeNull();
});
