import { describe, expect, test } from '@jest/globals';
import { createPatternBook } from '../../../src/engine/understanding/pattern-book.js';
import { expandPattern } from '../../../src/engine/understanding/pattern-expansion.js';

const classes = { arma: ['machete', 'cuchillo', 'botella rota'] };

describe('a pattern is written out', () => {
  test.each([
    ['golpe[ao]\\w*', [['golpe[ao]\\w*']]],
    ['(?:va|van) a pegar', [['(?:va|van)', 'a', 'pegar']]],
    [
      'tiene (?:un )?<arma>',
      [
        ['tiene', '(?:machete|cuchillo)'],
        ['tiene', 'botella', 'rota'],
        ['tiene', 'un', '(?:machete|cuchillo)'],
        ['tiene', 'un', 'botella', 'rota'],
      ],
    ],
    ['llego .. borracho', [['llego', '..', 'borracho']]],
  ])('%s', (pattern, sequences) => {
    expect(expandPattern(pattern, classes)).toEqual(sequences);
  });

  test.each(['(?:no cierra', 'adulto(?! mayor)', 'sobra)'])('"%s" is refused', (pattern) => {
    expect(() => expandPattern(pattern)).toThrow(
      expect.objectContaining({ code: 'understanding.broken_pattern' }),
    );
  });
});

describe('a book of patterns', () => {
  const book = createPatternBook(
    {
      weapon: ['<arma>'],
      threat: ['saco .. <arma>', 'dos . tres'],
      adult: ['adult[oa]s?(?! mayor)'],
    },
    classes,
  );
  const find = (text: string) =>
    book.find(text.split(' ')).map(({ name, from, to }) => [book.names[name], from, to]);

  test.each([
    [
      'el saco ayer el machete',
      [
        ['weapon', 4, 5],
        ['threat', 1, 5],
      ],
    ],
    [
      'saco una botella rota',
      [
        ['weapon', 2, 4],
        ['threat', 0, 4],
      ],
    ],
    [
      'saco uno dos tres cuatro machete',
      [
        ['weapon', 5, 6],
        ['threat', 0, 6],
      ],
    ],
    ['saco uno dos tres cuatro cinco machete', [['weapon', 6, 7]]],
    ['saco . machete', [['weapon', 2, 3]]],
    ['machetes', []],
    ['dos o tres', [['threat', 0, 3]]],
    ['', []],
  ])('"%s"', (text, found) => {
    expect(find(text)).toEqual(found);
  });

  test('a pattern that looks ahead names, without a stretch', () => {
    expect(book.namesIn(['un', 'adulto'])).toEqual(['adult']);
    expect(book.namesIn(['un', 'adulto', 'mayor'])).toEqual([]);
  });

  test('findAll gives every stretch, has tells of one name', () => {
    expect(book.findAll(['machete', 'cuchillo']).map(({ from }) => from)).toEqual([0, 1]);
    expect(book.has(['machete'], 'weapon')).toBe(true);
    expect(book.has(['machete'], 'threat')).toBe(false);
    expect(book.has(['nada'])).toBe(false);
  });
});
