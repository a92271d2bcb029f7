/** Colombia has one time zone without daylight saving: UTC-5. */
export const BOGOTA_OFFSET_MS = -5 * 3_600_000;

export const MONTHS: readonly (readonly string[])[] = [
  ['enero', 'ene'],
  ['febrero', 'feb'],
  ['marzo', 'mar'],
  ['abril', 'abr'],
  ['mayo', 'may'],
  ['junio', 'jun'],
  ['julio', 'jul'],
  ['agosto', 'ago'],
  ['septiembre', 'setiembre', 'sept', 'sep'],
  ['octubre', 'oct'],
  ['noviembre', 'nov'],
  ['diciembre', 'dic'],
];

export const MONTH_PATTERN = MONTHS.flat().join('|');

/** 1..12, or 0 for a word that is no month. */
export const monthNumber = (word: string): number => MONTHS.findIndex((names) => names.includes(word)) + 1;

export const two = (value: number): string => String(value).padStart(2, '0');

export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The civil date in America/Bogota at `now` (milliseconds since the epoch), moved by `days`. */
export function dayInBogota(now: number, days = 0): Day {
  const date = new Date(now + BOGOTA_OFFSET_MS + days * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export const isoDay = ({ year, month, day }: Day): string => `${year}-${two(month)}-${two(day)}`;

export const isoMonth = (year: number, month: number): string => `${year}-${two(month)}`;

/** True for a date of the calendar: no 31 de febrero. */
export function isRealDay({ year, month, day }: Day): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
