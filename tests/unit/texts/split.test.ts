import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { splitText } from '../../../src/engine/texts/split.js';

const graphemes = (text: string): string[] =>
  Array.from(new Intl.Segmenter('es', { granularity: 'grapheme' }).segment(text), (it) => it.segment);

describe('splitText', () => {
  test('a text that fits is one piece, an empty one too', () => {
    expect(splitText('hola', 4)).toEqual(['hola']);
    expect(splitText('', 4)).toEqual(['']);
  });

  test('it cuts between paragraphs before lines, sentences and words', () => {
    expect(splitText('Uno dos.\n\nTres. Cuatro', 14)).toEqual(['Uno dos.', 'Tres. Cuatro']);
    expect(splitText('Uno dos y\ntres. Cuatro', 16)).toEqual(['Uno dos y', 'tres. Cuatro']);
    expect(splitText('Uno dos tres. Cuatro', 16)).toEqual(['Uno dos tres.', 'Cuatro']);
    expect(splitText('Uno dos tres cuatro', 16)).toEqual(['Uno dos tres', 'cuatro']);
  });

  test('a word longer than a piece is cut between graphemes', () => {
    expect(splitText('ñañaña', 4)).toEqual(['ñaña', 'ña']);
    expect(splitText('n\u0303an\u0303a', 4)).toEqual(['n\u0303a', 'n\u0303a']);
    expect(splitText('👩‍👧👩‍👧', 7)).toEqual(['👩‍👧', '👩‍👧']);
  });

  test('nothing but white space is lost, no grapheme is cut, no piece is too long', () => {
    const words = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.constantFrom('. ', '\n', '\n\n', ' ', '\r\n', '👨‍👩‍👧‍👦'),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(words, fc.integer({ min: 12, max: 60 }), (pieces, max) => {
        const text = pieces.join('');
        const cut = splitText(text, max);
        expect(cut.join('').replaceAll(/\s/gu, '')).toBe(text.replaceAll(/\s/gu, ''));
        const whole = new Set(graphemes(text));
        for (const piece of cut) {
          expect(piece.length <= max || graphemes(piece).length === 1).toBe(true);
          for (const sign of graphemes(piece)) expect(whole.has(sign) || /^\s+$/.test(sign)).toBe(true);
        }
      }),
    );
  });
});
