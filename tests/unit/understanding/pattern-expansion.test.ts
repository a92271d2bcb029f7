import { describe, expect, test } from '@jest/globals';
import { createPatternBook } from '../../../src/engine/understanding/pattern-book.js';

describe('a group that may be missing', () => {
  const book = createPatternBook({
    woman: ['mujer(?:es)?(?: adultas?)?'],
    disability: ['discapacidad(?:es)?'],
  });
  test.each([
    ['mujer', ['woman']],
    ['mujeres', ['woman']],
    ['mujer adulta', ['woman']],
    ['discapacidad', ['disability']],
    ['discapacidades', ['disability']],
    ['mujere', []],
  ])('%s', (text, names) => {
    expect(book.namesIn(text.split(' '))).toEqual(names);
  });
});
