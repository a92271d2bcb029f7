import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { matchesWhole } from '../../../src/engine/forms/expression/pattern.js';

const ATOMS = [
  'a',
  'b',
  '.',
  '\\d',
  '\\w',
  '\\s',
  '[ab]',
  '[^a]',
  '[a-c]',
  '\\.',
  '1',
  'é',
  '[é-ú]',
  '[-a]',
  '[\\d.]',
];
const { pattern: patterns } = fc.letrec<{
  pattern: string;
  sequence: string;
  choice: string;
  repeat: string;
}>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...ATOMS),
    tie('sequence'),
    tie('choice'),
    tie('repeat'),
  ),
  sequence: fc.array(tie('pattern'), { maxLength: 4 }).map((parts) => parts.join('')),
  choice: fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(${a}|${b})`),
  repeat: fc
    .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '*?', '{2}', '{1,2}', '{0,1}', '{2,}'))
    .map(([of, count]) => `(?:${of})${count}`),
}));
const texts = fc
  .array(fc.constantFrom('a', 'b', 'c', '1', '.', ' ', 'é', '-'), { maxLength: 7 })
  .map((all) => all.join(''));

describe('regex()', () => {
  test('matches what the JavaScript engine matches', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect([pattern, text, matchesWhole(pattern, text)]).toEqual([
          pattern,
          text,
          new RegExp(`^(?:${pattern})$`).test(text),
        ]);
      }),
      { numRuns: 1000 },
    );
  });

  // A backtracking engine does not come back from these.
  test.each(['(a+)+b', '(a|a)*b', '(a|aa)+b', '(.*a){12}b'])('%s does not hang on a long text', (pattern) => {
    expect(matchesWhole(pattern, 'a'.repeat(2000))).toBe(false);
  });

  test.each<[string, string, boolean]>([
    ['(?i)sí|no', 'SÍ', true],
    ['(?i)[a-f]+', 'ABC', true],
    ['^[0-9]{10}$', '3001234567', true],
    ['[0-9]{10}', 'x3001234567', false],
    ['\\p{Lu}\\p{L}+( \\p{Lu}\\p{L}+)*', 'Luz Ángela Muñoz', true],
    ['\\$\\^', '$^', true],
    ['a\\$', 'a$', true],
    ['👍+', '👍👍', true],
    ['', '', true],
    ['', 'a', false],
  ])('%s and %s', (pattern, text, expected) => {
    expect(matchesWhole(pattern, text)).toBe(expected);
  });

  test.each([
    '(a',
    'a)',
    '[a',
    'a**',
    '*a',
    'a{2',
    'a{3,2}',
    '(?=a)',
    '(?<n>a)',
    '\\1',
    '\\b',
    'a++',
    '[b-a]',
    '\\p{Greek}',
    '((a{1000}){1000}){2}',
  ])('%s is refused', (pattern) => {
    expect(() => matchesWhole(pattern, 'a')).toThrow(expect.objectContaining({ code: 'bad-pattern' }));
  });
});
