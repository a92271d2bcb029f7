import { describe, expect, test } from '@jest/globals';
import { type Expectation, createUnderstander } from '../../../src/engine/understanding/index.js';
import { loadUnderstanding } from '../../../src/sources/understanding.js';

/** A Monday, 10 in the morning in Bogotá. */
const NOW = Date.parse('2026-11-23T15:00:00Z');
const { readAnswer } = createUnderstander({
  territories: [],
  localities: [],
  indicators: [],
  ...loadUnderstanding('.'),
});
const read = (text: string, expectation: Expectation) => readAnswer(text, expectation, { now: NOW });
const value = (text: string, expectation: Expectation) => {
  const answer = read(text, expectation);
  return 'value' in answer && answer.kind === 'value' ? answer.value : answer.kind;
};

describe('yes or no', () => {
  test.each([
    ['siiii claro', true],
    ['de una', true],
    ['hágale pues', true],
    ['sisas', true],
    ['👍', true],
    ['pues la verdad sí', true],
    ['no pues sí', true],
    ['no hay problema', true],
    ['nel', false],
    ['nop', false],
    ['para nada', false],
    ['claro que no', false],
    ['todavía no', false],
    ['la verdad no', false],
    ['ni riesgos', false],
    ['ya no', false],
    ['ay no señora', false],
    ['tal vez', 'unclear'],
    ['no sé', 'dont_know'],
  ])('%s', (text, expected) => {
    expect(value(text, { kind: 'yes_no' })).toBe(expected);
  });
});

describe('what is turned down and what is meant', () => {
  const towns = ['Cali', 'Palmira', 'Buga'].map((label, i) => ({ value: String(i + 1), label }));
  const two = ['Mujer', 'Hombre'].map((label, i) => ({ value: String(i + 1), label }));
  const works = ['Parque', 'Vías'].map((label, i) => ({ value: String(i + 1), label }));
  const yesOrNo = ['Sí', 'No'].map((label, i) => ({ value: String(i + 1), label }));
  test.each([
    ['buga no, palmira', towns, '2'],
    ['no la 1 sino la 3', towns, '3'],
    ['la primera no, la otra', two, '2'],
    ['las vías porque el parque está bien', works, '2'],
    ['opción b', works, '2'],
    ['a mí', works, 'unclear'],
    ['la 1 o la 2', works, 'unclear'],
    ['no quiero responder eso', yesOrNo, 'refusal'],
    ['no era palmira, era buga', towns, 'correction'],
  ])('%s', (text, options, expected) => {
    expect(value(text, { kind: 'choice', options })).toBe(expected);
  });

  test('a long story is no wish to leave, whatever words it holds', () => {
    const story = 'ya no quiero seguir con él porque me pega y no sé para dónde irme con mis hijos';
    expect(read(story, { kind: 'text' })).toEqual({ kind: 'value', value: story });
    expect(read('ya no quiero seguir', { kind: 'text' })).toEqual({ kind: 'cancel' });
  });

  test.each([
    ['palo y medio', 1_500_000],
    ['cien lucas', 100_000],
    ['2 millones y medio', 2_500_000],
    ['tres cuartos', 0.75],
  ])('%s', (text, expected) => {
    expect(value(text, { kind: 'number' })).toBe(expected);
  });

  test.each([
    ['nací en el 85', 41],
    ['17 casi 18', 17],
  ])('%s', (text, expected) => {
    expect(value(text, { kind: 'age' })).toBe(expected);
  });

  test('navidad is the last one that was', () => {
    expect(value('en navidad', { kind: 'date' })).toBe('2025-12-25');
  });
});

describe('a choice', () => {
  const options = [
    { value: 'me', label: 'A mí' },
    { value: 'child', label: 'A un niño o una niña' },
    { value: 'elder', label: 'A una persona mayor' },
  ];
  test.each([
    ['2', 'child'],
    ['la segunda', 'child'],
    ['dos', 'child'],
    ['la 3', 'elder'],
    ['la ultima', 'elder'],
    ['la del medio', 'child'],
    ['la primera por favor', 'me'],
    ['a una niñaa', 'child'],
    ['persona mallor', 'elder'],
    ['opción 1', 'me'],
    ['la 1 no la 2', 'child'],
    ['ninguna', 'none_of_them'],
    ['ninguna de esas', 'none_of_them'],
    ['7', 'unclear'],
    ['pues depende', 'unclear'],
  ])('%s', (text, expected) => {
    expect(value(text, { kind: 'choice', options })).toBe(expected);
  });
});

describe('options that begin with yes and no', () => {
  const options = [
    { value: 'send', label: 'Sí, enviar' },
    { value: 'change', label: 'Corregir algo' },
    { value: 'discard', label: 'No enviar' },
  ];
  test.each([
    ['si', 'send'],
    ['sí envíelo ya', 'send'],
    ['sí, mándelo', 'send'],
    ['no enviar', 'discard'],
    ['no la envie', 'discard'],
    ['no me llamen', 'unclear'],
    ['no, el nombre está mal', 'unclear'],
    ['corregir', 'change'],
  ])('%s', (text, expected) => {
    expect(value(text, { kind: 'choice', options })).toBe(expected);
  });
});

describe('how somebody is who was in danger', () => {
  test.each([
    ['ya estoy mas tranquila, estoy bien', true],
    ['estoy a salvo gracias a dios', true],
    ['no estoy en peligro', true],
    ['fue un error', true],
    ['no estoy bien', false],
    ['sigo mal', false],
    ['ya no aguanto más', false],
    ['me siento sola', false],
    ['mi mamá está en la cocina', 'unclear'],
  ])('%s', (text, expected) => {
    expect(value(text, { kind: 'safety' })).toBe(expected);
  });
});

describe('numbers, ages and dates', () => {
  test.each([
    ['4 y medio', 4.5],
    ['cuatro y medio', 4.5],
    ['una docena', 12],
    ['media docena', 6],
    ['docena y media', 18],
    ['dos docenas', 24],
    ['veintitrés', 23],
    ['como 45 personas', 45],
    ['1.500', 1500],
    ['4,5', 4.5],
    ['dos mil quinientos', 2500],
    ['15 mil', 15000],
    ['un par', 2],
    ['ninguno', 0],
    ['somos 7 en la casa', 7],
    ['2 o 3', 'unclear'],
    ['muchos', 'unclear'],
  ])('number: %s', (text, expected) => {
    expect(value(text, { kind: 'number' })).toBe(expected);
  });

  test.each([
    ['tengo 15', 15],
    ['ocho añitos', 8],
    ['8 meses', 0],
    ['18 meses', 1],
    ['año y medio', 1],
    ['dos años y medio', 2],
    ['recién nacido', 0],
    ['nació en 2010', 16],
    ['va a cumplir 7', 6],
    ['ochenta y dos', 82],
    ['500', 'unclear'],
  ])('age: %s', (text, expected) => {
    expect(value(text, { kind: 'age' })).toBe(expected);
  });

  test.each([
    ['hoy', '2026-11-23'],
    ['ayer', '2026-11-22'],
    ['antier', '2026-11-21'],
    ['hace dos días', '2026-11-21'],
    ['el 3 de marzo', '2026-03-03'],
    ['el 3 de diciembre', '2025-12-03'],
    ['3/03/2025', '2025-03-03'],
    ['el viernes', '2026-11-20'],
    ['el lunes', '2026-11-16'],
    ['hace un mes', '2026-10-23'],
    ['hace dos semanas', '2026-11-09'],
    ['el 31 de febrero', 'unclear'],
    ['el 20', '2026-11-20'],
    ['el 30', '2026-10-30'],
  ])('date: %s', (text, expected) => {
    expect(value(text, { kind: 'date' })).toBe(expected);
  });

  test('a day to come', () => {
    expect(value('el viernes', { kind: 'date', future: true })).toBe('2026-11-27');
    expect(value('mañana', { kind: 'date', future: true })).toBe('2026-11-24');
  });
});

describe('moves that are no answer', () => {
  const text: Expectation = { kind: 'text' };
  test.each([
    ['no quiero contestar esa', 'refusal'],
    ['paso', 'refusal'],
    ['prefiero no decir', 'refusal'],
    ['siguiente pregunta', 'refusal'],
    ['atrás', 'back'],
    ['devuélvame', 'back'],
    ['la pregunta anterior', 'back'],
    ['cancelar', 'cancel'],
    ['dejemos así', 'cancel'],
    ['ya no quiero seguir', 'cancel'],
  ])('%s', (said, kind) => {
    expect(read(said, text).kind).toBe(kind);
  });

  test.each<[string, Expectation, unknown]>([
    ['me equivoqué era 3', { kind: 'number' }, 3],
    ['no, era Palmira', { kind: 'text' }, 'Palmira'],
    ['perdón, quise decir 45', { kind: 'number' }, 45],
    ['corrijo: es Buga', { kind: 'text' }, 'Buga'],
    [
      'me equivoqué era la 3',
      { kind: 'choice', options: ['a', 'b', 'c'].map((it) => ({ value: it, label: it })) },
      'c',
    ],
  ])('correction: %s', (said, expectation, corrected) => {
    expect(read(said, expectation)).toMatchObject({ kind: 'correction', value: corrected });
  });

  test('an empty message answers nothing', () => {
    expect(read(' ', { kind: 'yes_no' }).kind).toBe('unclear');
  });
});
