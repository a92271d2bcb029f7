import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Form, Question } from '../../../src/domain/form.js';
import { type Asking, answer, startFilling } from '../../../src/engine/forms/filling.js';
import { createSpokenReader } from '../../../src/engine/forms/spoken-reader.js';
import { createUnderstander } from '../../../src/engine/understanding/index.js';
import { loadUnderstanding } from '../../../src/sources/understanding.js';

const { readAnswer } = createUnderstander({
  territories: [],
  localities: [],
  indicators: [],
  ...loadUnderstanding('.'),
});
/** A Monday, 10 in the morning in Colombia. */
const asking: Asking = {
  now: Date.parse('2026-11-23T15:00:00Z'),
  locale: 'es-CO',
  reader: createSpokenReader(readAnswer),
};

const label = (text: string) => ({ 'es-CO': text });
const choices = (...labels: string[]) =>
  labels.map((text, index) => ({ name: `o${index + 1}`, label: label(text) }));

/** What is stored for a text answered to one question; the problem's key where it is refused. */
function stored(text: string, question: Partial<Question>, list = choices('Sí', 'No')): string {
  const form: Form = {
    id: 'f',
    title: label('f'),
    defaultLocale: 'es-CO',
    groups: {},
    lists: { l: list },
    questions: [{ name: 'q', type: 'text', label: label('¿?'), list: 'l', ...question }],
  };
  const answered = answer(form, startFilling(form), text, asking);
  return answered.accepted ? (answered.filling.answers['q'] ?? '') : answered.problem.key;
}

describe('answers as people type them', () => {
  const places = choices('La cancha', 'El parque infantil', 'La biblioteca');

  test.each([
    ['2', 'o2'],
    ['la segunda', 'o2'],
    ['la última', 'o3'],
    ['el parque', 'o2'],
    ['bibloteca', 'o3'],
    ['la 9', 'form:choose-one'],
    ['quién sabe dónde', 'form:choose-one'],
  ])('one of several: %s', (text, expected) => {
    expect(stored(text, { type: 'select_one' }, places)).toBe(expected);
  });

  test.each([
    ['sí', 'o1'],
    ['claro que sí', 'o1'],
    ['de una', 'o1'],
    ['no señora', 'o2'],
    ['en blanco', 'o3'],
  ])('yes, no and something else: %s', (text, expected) => {
    expect(stored(text, { type: 'select_one' }, choices('Sí', 'No', 'En blanco'))).toBe(expected);
  });

  test.each([
    ['dos y la tres', 'o2 o3'],
    ['1, 3', 'o1 o3'],
    ['3 1', 'o1 o3'],
    ['la primera y la última', 'o1 o3'],
    ['la cancha y la biblioteca', 'o1 o3'],
    ['todas', 'o1 o2 o3'],
    ['la segunda', 'o2'],
    ['1 y 7', 'form:choose-some'],
    ['la piscina', 'form:choose-some'],
  ])('several: %s', (text, expected) => {
    expect(stored(text, { type: 'select_multiple' }, places)).toBe(expected);
  });

  test('an option with «y» in its label is one option', () => {
    const list = choices('Agua y luz', 'Agua', 'Vías');
    expect(stored('agua y luz', { type: 'select_multiple' }, list)).toBe('o1');
  });

  test.each([
    ['4 y medio', 'decimal', '4.5'],
    ['doce', 'integer', '12'],
    ['como unos 20', 'integer', '20'],
    ['1.500', 'integer', '1500'],
    ['cuatro y medio', 'integer', 'form:not-a-whole-number'],
    ['muchos', 'integer', 'form:not-a-number'],
  ] as const)('%s is the %s %s', (text, type, expected) => {
    expect(stored(text, { type })).toBe(expected);
  });

  test.each([
    ['ayer', '2026-11-22'],
    ['hace dos días', '2026-11-21'],
    ['5 de mayo', '2026-05-05'],
    ['24/05/2026', '2026-05-24'],
    ['un día de estos', 'form:not-a-date'],
  ])('%s is the day %s', (text, expected) => {
    expect(stored(text, { type: 'date' })).toBe(expected);
  });

  test('a day that may be past or to come is the one that the constraint allows', () => {
    expect(stored('el viernes', { type: 'date', constraint: '. < today()' })).toBe('2026-11-20');
    expect(stored('el viernes', { type: 'date', constraint: '. > today()' })).toBe('2026-11-27');
  });

  test('who does not want to answer skips, unless an answer is needed', () => {
    expect(stored('saltar', { type: 'integer' })).toBe('');
    expect(stored('prefiero no responder', { type: 'text' })).toBe('');
    expect(stored('paso', { type: 'select_one', required: 'true()' })).toBe('form:required');
    expect(stored('no sé', { type: 'select_one' }, choices('Sí', 'No', 'No sé'))).toBe('o3');
    expect(stored('no sé', { type: 'integer' })).toBe('');
    expect(stored('no sé', { type: 'text', required: 'true()' })).toBe('no sé');
    expect(stored('saltar', { type: 'text', required: 'true()' })).toBe('form:required');
  });

  test('what is far too long is said to be, whatever was asked', () => {
    for (const type of ['select_multiple', 'integer', 'date', 'text'] as const)
      expect(stored('1 y '.repeat(20_000), { type }, places)).toBe('form:too-long');
    expect(stored(`1${' '.repeat(1900)}y 3`, { type: 'select_multiple' }, places)).toBe('o1 o3');
  });

  test('no text is thrown at', () => {
    const types = ['select_one', 'select_multiple', 'integer', 'decimal', 'date', 'text'] as const;
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom(...types), (text, type) => {
        expect(typeof stored(text, { type }, places)).toBe('string');
      }),
      { numRuns: 200 },
    );
  });
});
