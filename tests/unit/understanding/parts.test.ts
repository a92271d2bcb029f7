import { describe, expect, test } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { ageIn } from '../../../src/engine/understanding/age-in-text.js';
import { cleanText } from '../../../src/engine/understanding/normalise.js';
import { digitsFor, spokenNumber } from '../../../src/engine/understanding/numbers.js';
import { createPatternBook } from '../../../src/engine/understanding/pattern-book.js';
import { affectedSex } from '../../../src/engine/understanding/affected.js';
import { findPeople, populationsOfAge } from '../../../src/engine/understanding/people.js';
import { findPeriods } from '../../../src/engine/understanding/periods.js';
import { phoneticKey } from '../../../src/engine/understanding/phonetic.js';
import { findSpeaker } from '../../../src/engine/understanding/speaker.js';
import { createVocabulary } from '../../../src/engine/understanding/vocabulary.js';

const NOW = Date.parse('2026-11-23T15:00:00Z');
const words = (text: string) => cleanText(text, { '🔪': 'cuchillo' }).words;

describe('plain words', () => {
  test.each([
    ['HOLAAAA, ¿qué más?', ['hola', ',', 'que', 'mas', '?']],
    ['perrrro', ['perro']],
    ['vi\u200bolen\u00adcia', ['violencia']],
    ['𝓱𝓸𝓵𝓪', ['hola']],
    ['tiene un 🔪 😱', ['tiene', 'un', 'cuchillo']],
    ['2019-2022', ['2019', '-', '2022']],
    ['14añitos', ['14', 'anitos']],
  ])('%s', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test('any text gives words of plain letters and digits', () => {
    assert(
      property(string({ unit: 'grapheme' }), (text) =>
        words(text).every((word) => /^(?:[a-z]+|\d+(?:[.,]\d+)*|[.,?-])$/.test(word)),
      ),
    );
  });
});

describe('sound', () => {
  test.each([
    ['violencia', 'biolensia'],
    ['llamar', 'yamar'],
    ['hijo', 'ijo'],
    ['gente', 'jente'],
    ['kiero', 'quiero'],
    ['guacari', 'wacari'],
    ['zarzal', 'sarsal'],
    ['tambien', 'tanbien'],
  ])('%s sounds like %s', (one, other) => {
    expect(phoneticKey(one)).toBe(phoneticKey(other));
  });

  test('other words sound otherwise', () => {
    expect(phoneticKey('casa')).not.toBe(phoneticKey('cara'));
    expect(phoneticKey('pega')).not.toBe(phoneticKey('paga'));
  });
});

describe('spelling', () => {
  const vocabulary = createVocabulary({
    violencia: 9,
    intrafamiliar: 5,
    hay: 9,
    personal: 3,
    personas: 9,
    pega: 5,
    mucha: 4,
  });
  test.each([
    ['biolensia', 'violencia'],
    ['viloencia', 'violencia'],
    ['intrafamilar', 'intrafamiliar'],
    ['muchaviolencia', 'mucha violencia'],
    ['personal', 'personal'],
    ['paga', 'paga'],
    ['xyzzyqw', 'xyzzyqw'],
  ])('%s -> %s', (written, meant) => {
    expect(vocabulary.correct(written)).toBe(meant);
  });
});

describe('numbers in words', () => {
  test.each([
    ['veintitres', 23],
    ['cuarenta y cinco', 45],
    ['dos mil veintidos', 2022],
    ['ciento veinte', 120],
    ['veinti tres', 23],
    ['un millon', 1_000_000],
    ['un millon doscientos mil', 1_200_000],
    ['treinta i dos', 32],
  ])('%s', (text, value) => {
    const spoken = text.split(' ');
    expect(spokenNumber(spoken, 0)).toEqual({ value, length: spoken.length });
  });

  test('"treinta y" is thirty, and "dos tres" are two numbers', () => {
    expect(spokenNumber(['treinta', 'y', 'mama'], 0)).toEqual({ value: 30, length: 1 });
    expect(spokenNumber(['dos', 'tres'], 0)).toEqual({ value: 2, length: 1 });
    expect(digitsFor(['desde', 'dos', 'mil', 'veinte'])).toEqual(['desde', '2020']);
  });
});

describe('periods', () => {
  test.each([
    ['en 2024', ['2024']],
    ['el año pasado', ['2025']],
    ['este año', ['2026']],
    ['hace dos años', ['2024']],
    ['desde 2020', ['2020..2026']],
    ['entre 2019 y 2022', ['2019..2022']],
    ['de 2019 a 2022', ['2019..2022']],
    ['2019-2022', ['2019..2022']],
    ['2019 y 2022', ['2019', '2022']],
    ['febrero de 2021', ['2021-02']],
    ['de febrero a abril de 2021', ['2021-02..2021-04']],
    ['cuarto trimestre de 2012', ['2012-Q4']],
    ['del 1 de enero al 11 de julio de 2025', ['2025-01-01..2025-07-11']],
    ['dos mil veintidós', ['2022']],
    ['en el 22', ['2022']],
    ['el mes pasado', ['2026-10']],
    ['en diciembre', ['2025-12']],
    ['primer semestre de 2021', ['2021-01..2021-06']],
    ['2012-Q4', ['2012-Q4']],
    ['Q4 de 2012', ['2012-Q4']],
    ['2019..2022', ['2019..2022']],
    ['2021-02..2021-04', ['2021-02..2021-04']],
    ['2025-01-01..2025-07-11', ['2025-01-01..2025-07-11']],
    ['en pandemia', ['2020..2021']],
    ['en plena pandemia, en 2020', ['2020']],
    ['antes de la pandemia', ['2019']],
    ['antes de 2018', ['2017']],
    ['después de 2020', ['2021..2026']],
    ['de 2020 para acá', ['2020..2026']],
    ['2do trimestre del 22', ['2022-Q2']],
    ['II semestre 2023', ['2023-07..2023-12']],
    ['primer trimestre del año pasado', ['2025-Q1']],
    ['segundo semestre del año pasado', ['2025-07..2025-12']],
    ['diciembre del año pasado', ['2025-12']],
    ['diciembre pasado', ['2025-12']],
    ['02/2022', ['2022-02']],
    ['año 2.023', ['2023']],
    ['los primeros 3 meses de 2024', ['2024-01..2024-03']],
    ['la década del 2010', ['2010..2019']],
    ['hay 22 casos', []],
    ['cuánto hay', []],
  ])('%s', (text, expected) => {
    expect(findPeriods(words(text), NOW).periods).toEqual(expected);
  });

  test('a month that is written wrong, and a word that is right and no month', () => {
    const right = new Set(['enero', 'marcha', 'de']);
    const find = (text: string) => findPeriods(words(text), NOW, (word) => right.has(word)).periods;
    expect(find('febrro de 2022')).toEqual(['2022-02']);
    expect(find('marcha de 2022')).toEqual(['2022']);
  });

  test('the year is that of Bogotá', () => {
    expect(findPeriods(words('este año'), Date.parse('2027-01-01T03:00:00Z')).periods).toEqual(['2026']);
  });
});

describe('people', () => {
  test.each([
    ['estoy desesperado', 'm'],
    ['me siento muy sola', 'f'],
    ['el marido le pega todos los días', 'f'],
    ['la golpea y la encierra', 'f'],
    ['mi bebé está desnutrido', 'm'],
    ['estoy al lado de la casa', null],
    ['no hay agua', null],
  ])('sex in "%s"', (text, sex) => {
    expect(affectedSex(` ${words(text).join(' ')} `)).toBe(sex);
  });

  test.each([
    ['mi hija de 14 no quiere estudiar', 14],
    ['tengo 15 y me pegan', 15],
    ['bebé de 8 meses', 0],
    ['mi vecino de 40 le pega a su hijo de 6', 6],
    ['tengo 3 hijos', null],
    ['hace 5 años', null],
    ['menores de 12 años', null],
    ['jóvenes de 14 a 28 años', null],
    ['llevo 5 años casada', null],
    ['mi mamá tiene 72 cumplidos', 72],
    ['tengo 15 y un bebé de 1 año', 15],
    ['tengo 35 y mi hija de 12 no tiene cupo', 12],
    ['una empleada de 45 años', 45],
    ['una relación de 5 años', null],
    ['a mis 70 años', 70],
    ['un niño de año y medio', 1],
    ['un bebé de un año', 1],
    ['tengo un problema con la eps', null],
    ['vivo con un señor que me grita', null],
    ['mi mamá tiene un dolor fuerte', null],
    ['es una nota de un profesor de un colegio', null],
  ])('age in "%s"', (text, age) => {
    expect(ageIn(` ${words(text).join(' ')} `)).toBe(age);
  });

  test.each([
    [5, null, ['primera_infancia']],
    [15, null, ['adolescencia', 'juventud']],
    [18, 'f', ['juventud', 'mujer_adulta']],
    [28, 'm', ['juventud']],
    [59, null, ['adulto']],
    [60, 'f', ['adulto_mayor', 'mujer_adulta']],
  ] as const)('%d years, %s', (age, sex, bands) => {
    expect(populationsOfAge(age, sex)).toEqual(bands);
  });

  test.each([
    ['mi marido me pega', 'f'],
    ['le pegan a mi hermano', 'm'],
    ['mi hija está enferma', 'f'],
    ['no hay cupo', null],
  ])('sex in "%s"', (text, sex) => {
    expect(findPeople(words(text), createPatternBook({})).sex).toBe(sex);
  });

  test.each([
    ['mi marido me pega', 'victim'],
    ['a mi vecina le pega el marido', 'witness'],
    ['tengo 12 años y mi papá me pega', 'child'],
    ['somos de la junta de acción comunal y no hay agua', 'board'],
  ])('who says "%s"', (text, speaker) => {
    expect(findSpeaker(` ${words(text).join(' ')} `, false)).toBe(speaker);
  });
});
