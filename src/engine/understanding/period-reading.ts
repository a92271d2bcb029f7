import { isoDay, isoMonth, isRealDay, monthNumber } from './calendar.js';

export interface Today {
  readonly year: number;
  readonly month: number;
}

/** The period that the groups of a match stand for; undefined when they stand for none. */
type Reading = (groups: readonly (string | undefined)[], today: Today) => string | undefined;

/** A regular expression over plain words and what it means. */
export type PeriodRule = readonly [source: string, read: Reading];

/** The years that people mean by "la pandemia". */
export const PANDEMIC_YEARS = [2020, 2021] as const;
const OLDEST_SHORT_YEAR = 2005;

/** The year a `YEAR_SAID` stands for. */
export const yearSaid = (said: string | undefined, today: Today): number => {
  if (/^\d{4}$/.test(said ?? '')) return Number(said);
  if (/^\d\d$/.test(said ?? '')) return 2000 + Number(said);
  if (said?.includes('antepasado')) return today.year - 2;
  return /pasado|anterior/.test(said ?? '') ? today.year - 1 : today.year;
};

/** From one period to another, in whatever order they were said. */
export const range = (from: string | number, to: string | number): string | undefined =>
  String(from) === String(to)
    ? String(from)
    : String(from) < String(to)
      ? `${from}..${to}`
      : `${to}..${from}`;

/** A month without its year is the last one that has passed. */
export const yearOfMonth = (month: number, today: Today): number =>
  month <= today.month ? today.year : today.year - 1;

/** From a month to another, whose year was said or not. */
export const monthsBetween = (
  a: string | undefined,
  b: string | undefined,
  year: string | undefined,
  today: Today,
): string | undefined => {
  const [from, to] = [monthNumber(a ?? ''), monthNumber(b ?? '')];
  const last = year ? yearSaid(year, today) : yearOfMonth(to, today);
  return range(isoMonth(from > to ? last - 1 : last, from), isoMonth(last, to));
};

/** From a day to another; undefined when one of them is none. */
export const days = ([d1, m1, y1, d2, m2, y2]: readonly (string | undefined)[]): string | undefined => {
  const to = { year: Number(y2), month: monthNumber(m2 ?? ''), day: Number(d2) };
  const from = { year: Number(y1 ?? y2), month: monthNumber(m1 ?? m2 ?? ''), day: Number(d1) };
  return isRealDay(from) && isRealDay(to) ? range(isoDay(from), isoDay(to)) : undefined;
};

/** The month so many months before today's. */
export const monthsBack = (today: Today, back: number): string => {
  const index = today.year * 12 + today.month - 1 - back;
  return isoMonth(Math.floor(index / 12), (index % 12) + 1);
};

/** The last `count` years and this one. */
export const lastYears = (count: number, today: Today): string | undefined =>
  count > 0 ? range(today.year - count, today.year) : undefined;

/** A year in two digits, none that has not come yet. */
export const shortYear = (digits: string | undefined, today: Today): string | undefined => {
  const year = 2000 + Number(digits);
  return year >= OLDEST_SHORT_YEAR && year <= today.year ? String(year) : undefined;
};

export const half = (order: number, year: number): string =>
  order === 1 ? `${year}-01..${year}-06` : `${year}-07..${year}-12`;

export const firstMonths = (count: number, year: number): string | undefined =>
  count >= 1 && count <= 12 ? range(isoMonth(year, 1), isoMonth(year, count)) : undefined;
