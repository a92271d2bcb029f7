import { Problem } from '../problem.js';
import type { Said } from './message.js';

/** How a period is written: `2024` · `2021-02` · `2012-Q4` · `2019..2022` · `2021-02..2021-04` ·
 * `2025-01-01..2025-07-11`. */
export type PeriodForm = 'year' | 'month' | 'quarter' | 'years' | 'months' | 'days';

/** A stretch of time that a figure speaks of. `start` and `end` are its first and last day as numbers YYYYMMDD. */
export interface Period {
  readonly text: string;
  readonly form: PeriodForm;
  readonly start: number;
  readonly end: number;
}

interface Stretch {
  readonly unit: 'year' | 'month' | 'quarter' | 'day';
  readonly start: number;
  readonly end: number;
}

const RANGE_FORM = { year: 'years', month: 'months', day: 'days' } as const;

/** The period a text writes, or null when it is none (also for 2021-13, 2021-02-30 or an end before its start). */
export function readPeriod(text: string): Period | null {
  const [first = '', last, ...more] = text.split('..');
  const from = readStretch(first);
  if (!from || more.length > 0) return null;
  if (last === undefined) {
    return from.unit === 'day' ? null : { text, form: from.unit, start: from.start, end: from.end };
  }
  const to = readStretch(last);
  if (!to || to.unit !== from.unit || from.unit === 'quarter' || to.start < from.start) return null;
  return { text, form: RANGE_FORM[from.unit], start: from.start, end: to.end };
}

/** @throws Problem `period_unreadable` */
export function parsePeriod(text: string): Period {
  const period = readPeriod(text);
  if (!period) throw new Problem('period_unreadable', 'the period is not written as the glossary says');
  return period;
}

/** Orders by last day, then by first day: what ends later is newer. */
export function comparePeriods(a: Period, b: Period): number {
  return a.end - b.end || a.start - b.start;
}

export function overlaps(a: Period, b: Period): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** Whether `inner` lies wholly inside `outer`. */
export function within(inner: Period, outer: Period): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

/** Whether figures of the two may be subtracted: as long as each other and from the same season of the year
 * (two Februaries may, a February and an April may not). */
export function sameSeason(a: Period, b: Period): boolean {
  if (a.form !== b.form) return false;
  if (a.form === 'year') return true;
  /** Months are compared at their end by month, because February ends on two different days. */
  const last = (period: Period): number => (a.form === 'days' ? period.end % 10000 : monthOf(period.end));
  const years = (period: Period): number => yearOf(period.end) - yearOf(period.start);
  return a.start % 10000 === b.start % 10000 && last(a) === last(b) && years(a) === years(b);
}

export function yearOf(day: number): number {
  return Math.floor(day / 10000);
}

/** The day of an instant in Colombia (UTC−5 all year) as a number YYYYMMDD; `now` in milliseconds. */
export function dayOf(now: number): number {
  return Number(new Date(now - 5 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', ''));
}

/** The period as a text that stands after "en": "2024", "febrero de 2021", "el cuarto trimestre de 2012". */
export function sayPeriod(period: Period): Said {
  const { start, end } = period;
  const year = String(yearOf(start));
  const lastYear = String(yearOf(end));
  const sameYear = year === lastYear;
  switch (period.form) {
    case 'year':
      return { key: 'indicator:period-year', args: { year } };
    case 'month':
      return { key: 'indicator:period-month', args: { month: sayMonth(start), year } };
    case 'quarter':
      return { key: `indicator:period-quarter-${Math.ceil(monthOf(start) / 3)}`, args: { year } };
    case 'years':
      return { key: 'indicator:period-years', args: { year, lastYear } };
    case 'months':
      return {
        key: sameYear ? 'indicator:period-months' : 'indicator:period-months-across',
        args: { month: sayMonth(start), year, lastMonth: sayMonth(end), lastYear },
      };
    case 'days':
      return {
        key: sameYear ? 'indicator:period-days' : 'indicator:period-days-across',
        args: {
          day: start % 100,
          month: sayMonth(start),
          year,
          lastDay: end % 100,
          lastMonth: sayMonth(end),
          lastYear,
        },
      };
  }
}

function monthOf(day: number): number {
  return Math.floor(day / 100) % 100;
}

function sayMonth(day: number): Said {
  return { key: `indicator:month-${monthOf(day)}` };
}

function readStretch(text: string): Stretch | null {
  const parts = /^(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?$/.exec(text);
  if (!parts) return null;
  const year = Number(parts[1]);
  if (year < 1900 || year > 2200) return null;
  if (parts[2]) {
    const lastMonth = Number(parts[2]) * 3;
    return {
      unit: 'quarter',
      start: year * 10000 + (lastMonth - 2) * 100 + 1,
      end: lastDay(year, lastMonth),
    };
  }
  if (!parts[3]) return { unit: 'year', start: year * 10000 + 101, end: year * 10000 + 1231 };
  const month = Number(parts[3]);
  if (month < 1 || month > 12) return null;
  const first = year * 10000 + month * 100;
  if (!parts[4]) return { unit: 'month', start: first + 1, end: lastDay(year, month) };
  const day = first + Number(parts[4]);
  return day > first && day <= lastDay(year, month) ? { unit: 'day', start: day, end: day } : null;
}

function lastDay(year: number, month: number): number {
  return year * 10000 + month * 100 + new Date(Date.UTC(year, month, 0)).getUTCDate();
}
