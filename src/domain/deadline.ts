import type { Said } from './message.js';

/** An ISO calendar day, `2026-12-29`, in Colombia (America/Bogota, UTC−5 all year round). */
export type Day = string;

/** Days on which nothing counts beside Saturdays and Sundays: holidays and closures by decree. */
export type NonWorkingDays = (year: number) => ReadonlySet<Day>;

const BOGOTA_OFFSET_MS = -5 * 3_600_000;
const DAY_MS = 86_400_000;
const MONDAY_2024 = '2024-01-01';

/** The calendar day in Colombia of an instant in milliseconds since the epoch. */
export const dayOf = (at: number): Day => new Date(at + BOGOTA_OFFSET_MS).toISOString().slice(0, 10);

/** The last millisecond of a calendar day in Colombia, since the epoch. */
export const endOf = (day: Day): number => toMs(day) - BOGOTA_OFFSET_MS + DAY_MS - 1;

/** Minutes since midnight and weekday (0 Monday … 6 Sunday) in Colombia of an instant. */
export function localTime(at: number): { readonly weekday: number; readonly minute: number } {
  const local = at + BOGOTA_OFFSET_MS;
  return { weekday: weekdayOf(dayOf(at)), minute: Math.floor((local % DAY_MS) / 60_000) };
}

export const isWorkingDay = (day: Day, nonWorking: NonWorkingDays): boolean =>
  weekdayOf(day) < 5 && !nonWorking(Number(day.slice(0, 4))).has(day);

/** The day on which a term of `days` working days ends. The day of receipt does not count: counting starts on the
 * next working day (Ley 1755 de 2015 art. 14, Ley 4 de 1913 art. 62). `days` is at least 1. */
export function addWorkingDays(from: Day, days: number, nonWorking: NonWorkingDays): Day {
  let day = from;
  for (let counted = 0; counted < days; ) {
    day = nextDay(day);
    if (isWorkingDay(day, nonWorking)) counted += 1;
  }
  return day;
}

/** The day that a message counts as received for a term: itself on a working day, else the next working day
 * (Ley 1437 de 2011 art. 61). The real time is kept beside it. */
export function receiptDay(at: number, nonWorking: NonWorkingDays): Day {
  let day = dayOf(at);
  while (!isWorkingDay(day, nonWorking)) day = nextDay(day);
  return day;
}

/** A day to be said in words: "29 de diciembre de 2026". */
export const saidDay = (day: Day): Said => ({
  key: 'case:day',
  args: {
    day: Number(day.slice(8)),
    month: { key: `case:month-${Number(day.slice(5, 7))}` },
    year: Number(day.slice(0, 4)),
  },
});

const toMs = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
const nextDay = (day: Day): Day => new Date(toMs(day) + DAY_MS).toISOString().slice(0, 10);
const weekdayOf = (day: Day): number => {
  const days = Math.round((toMs(day) - toMs(MONDAY_2024)) / DAY_MS);
  return ((days % 7) + 7) % 7;
};
