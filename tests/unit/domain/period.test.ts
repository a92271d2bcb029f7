import { describe, expect, test } from '@jest/globals';
import { assert, integer, property } from 'fast-check';
import {
  comparePeriods,
  dayOf,
  overlaps,
  type Period,
  parsePeriod,
  readPeriod,
  sameSeason,
  sayPeriod,
  within,
} from '../../../src/domain/period.js';
import { createTexts } from '../../../src/engine/texts/texts.js';
import { loadTexts } from '../../../src/sources/locales.js';

const period = (text: string): Period => parsePeriod(text);

describe('a period', () => {
  test.each([
    ['2024', 'year', 20240101, 20241231],
    ['2021-02', 'month', 20210201, 20210228],
    ['2024-02', 'month', 20240201, 20240229],
    ['2012-Q4', 'quarter', 20121001, 20121231],
    ['2020-Q1', 'quarter', 20200101, 20200331],
    ['2019..2022', 'years', 20190101, 20221231],
    ['2021-02..2021-04', 'months', 20210201, 20210430],
    ['2021-12..2022-02', 'months', 20211201, 20220228],
    ['2025-01-01..2025-07-11', 'days', 20250101, 20250711],
  ])('%s is a %s from %d to %d', (text, form, start, end) => {
    expect(readPeriod(text)).toEqual({ text, form, start, end });
  });

  test.each([
    '',
    '24',
    '2021-2',
    '2021-13',
    '2021-00',
    '2012-Q5',
    '2025-01-01',
    '2025-02-29..2025-03-01',
    '2022..2019',
    '2019..2021-04',
    '2012-Q1..2012-Q4',
    '2019..2020..2021',
    '..2020',
    '2020..',
    ' 2020',
    '0001',
    'dos mil veinte',
  ])('%p is none', (text) => {
    expect(readPeriod(text)).toBeNull();
    expect(() => parsePeriod(text)).toThrow(expect.objectContaining({ code: 'period_unreadable' }));
  });

  test('what ends later is newer; of two that end alike, what begins later', () => {
    const texts = ['2024', '2021-02', '2019..2024', '2024-Q4', '2024-12', '2018'];
    expect(
      texts
        .map(period)
        .toSorted(comparePeriods)
        .map((one) => one.text),
    ).toEqual(['2018', '2021-02', '2019..2024', '2024', '2024-Q4', '2024-12']);
  });

  test.each([
    ['2024', '2024-Q4', true, true],
    ['2024', '2023-12..2024-02', true, false],
    ['2024', '2025', false, false],
    ['2019..2022', '2020', true, true],
    ['2021-02..2021-04', '2021-04', true, true],
    ['2021-02..2021-04', '2021-05', false, false],
  ])('%s and %s: overlap %p, the second inside the first %p', (a, b, overlap, inside) => {
    expect(overlaps(period(a), period(b))).toBe(overlap);
    expect(overlaps(period(b), period(a))).toBe(overlap);
    expect(within(period(b), period(a))).toBe(inside);
  });

  test.each([
    ['2018', '2024', true],
    ['2012-Q4', '2022-Q4', true],
    ['2012-Q3', '2022-Q4', false],
    ['2021-02', '2022-02', true],
    ['2020-02', '2021-02', true],
    ['2021-02', '2022-03', false],
    ['2021-12..2022-02', '2024-12..2025-02', true],
    ['2021-02..2021-04', '2025-03..2025-05', false],
    ['2019..2020', '2019..2022', false],
    ['2024', '2024-Q4', false],
  ])('%s and %s may be subtracted: %p', (a, b, may) => {
    expect(sameSeason(period(a), period(b))).toBe(may);
  });

  test('every month of every year is read, lies in its year and quarter, and not in the next', () => {
    assert(
      property(integer({ min: 1900, max: 2199 }), integer({ min: 1, max: 12 }), (year, month) => {
        const one = period(`${year}-${String(month).padStart(2, '0')}`);
        expect(one.end % 100).toBe(new Date(Date.UTC(year, month, 0)).getUTCDate());
        expect(within(one, period(String(year)))).toBe(true);
        expect(within(one, period(`${year}-Q${Math.ceil(month / 3)}`))).toBe(true);
        expect(overlaps(one, period(String(year + 1)))).toBe(false);
      }),
    );
  });

  test("the day is Colombia's, five hours behind UTC", () => {
    expect(dayOf(Date.UTC(2026, 0, 1, 4, 59))).toBe(20251231);
    expect(dayOf(Date.UTC(2026, 0, 1, 5))).toBe(20260101);
  });
});

describe('a period in words', () => {
  const texts = createTexts(loadTexts('locales'));
  test.each([
    ['2024', '2024'],
    ['2021-02', 'febrero de 2021'],
    ['2012-Q4', 'el cuarto trimestre de 2012'],
    ['2012-Q1', 'el primer trimestre de 2012'],
    ['2019..2022', 'los años 2019 a 2022'],
    ['2021-02..2021-04', 'los meses de febrero a abril de 2021'],
    ['2021-12..2022-02', 'los meses de diciembre de 2021 a febrero de 2022'],
    ['2025-01-01..2025-07-11', 'los días del 1 de enero al 11 de julio de 2025'],
    ['2024-12-30..2025-01-02', 'los días del 30 de diciembre de 2024 al 2 de enero de 2025'],
  ])('%s is "%s"', (text, words) => {
    expect(texts.say('es-CO', sayPeriod(period(text))).text).toBe(words);
  });

  test('in easy Spanish a quarter names its months', () => {
    expect(texts.say('es-CO-x-facil', sayPeriod(period('2012-Q4'))).text).toBe('octubre a diciembre de 2012');
  });
});
