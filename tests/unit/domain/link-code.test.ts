import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { newLinkCode, readLinkCode } from '../../../src/domain/link-code.js';
import { findTrackingCode } from '../../../src/domain/tracking-code.js';

const random = (length: number): Uint8Array => randomBytes(length);
const codes = Array.from({ length: 300 }, () => newLinkCode(random));

describe('link codes', () => {
  test('are two groups of five, never digits or letters alone, and not the same twice', () => {
    for (const code of codes) {
      expect(code).toMatch(/^[2-9HJKLMPQRWXY]{5}-[2-9HJKLMPQRWXY]{5}$/);
      expect(code).toMatch(/\d/);
      expect(code).toMatch(/[A-Z]/);
    }
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('are read as they are typed', () => {
    for (const code of codes) {
      const bare = code.replace('-', '');
      for (const typed of [
        code,
        bare,
        code.toLowerCase(),
        [...bare].join(' '),
        ` ${code}. `,
        `código ${code}`,
      ])
        expect([typed, readLinkCode(typed)]).toEqual([typed, code]);
      expect(readLinkCode(`Mi código es: ${code}`)).toBe(code);
      expect(readLinkCode(`continuar ${code.toLowerCase()}`)).toBe(code);
      expect(readLinkCode(code.replaceAll('Q', '0').replaceAll('L', '1'))).toBe(code);
    }
  });

  test('one wrong symbol is a mistyped code, not another one', () => {
    for (const code of codes) {
      for (const at of [0, 4, 6, 9]) {
        const wrong = code.slice(0, at) + (code[at] === '2' ? '3' : '2') + code.slice(at + 1);
        if (/[A-Z]/.test(wrong)) expect([wrong, readLinkCode(wrong)]).toEqual([wrong, '']);
      }
    }
  });

  test('what people write is none: telephones, dates, words, sentences with one inside', () => {
    const texts = [
      '3001234567',
      '300 123 4567',
      'julio 2 2017',
      'orgullosos',
      'km 5 rumbo 1',
      '2',
      '',
      'hola',
    ];
    for (const text of [...texts, `me dieron ${codes[0]} y qué hago`, `${codes[0]} ${codes[1]}`])
      expect([text, readLinkCode(text)]).toEqual([text, null]);
  });

  test('no tracking code is one, and none is a tracking code', () => {
    expect(readLinkCode('L45Q-2PXR-9HQR')).toBeNull();
    for (const code of codes) expect(findTrackingCode(code)).toBeNull();
  });
});
