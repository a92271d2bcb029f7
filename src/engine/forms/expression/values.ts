/** A date, or a date and time, as the wall clock of Colombia shows it (UTC-5 all year). */
export interface Moment {
  readonly kind: 'moment';
  /** Days since 1970-01-01, with a fraction for the time of day. */
  readonly days: number;
  readonly hasTime: boolean;
}

/** What an expression yields. An unanswered question is the empty string (docs.getodk.org/form-logic). */
export type Value = string | number | boolean | Moment;

const DAY = 86_400_000;
const BOGOTA_OFFSET = -5 * 3_600_000;
const NUMERIC = /^-?(?:\d+\.?\d*|\.\d+)$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

export const isMoment = (value: Value): value is Moment => typeof value === 'object';

/** The moment of a clock reading (milliseconds since the epoch) in Colombia. */
export function momentOfClock(now: number, hasTime: boolean): Moment {
  const days = (now + BOGOTA_OFFSET) / DAY;
  return { kind: 'moment', days: hasTime ? days : Math.floor(days), hasTime };
}

/** Reads `YYYY-MM-DD` or `YYYY-MM-DDThh:mm…`; null when it is not one or the day does not exist. */
export function parseMoment(text: string): Moment | null {
  const found = DATE.exec(text.trim());
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  // A day that the month does not have falls into another month.
  if (date.getUTCMonth() !== month - 1) return null;
  const days = date.getTime() / DAY;
  if (found[4] === undefined) return { kind: 'moment', days, hasTime: false };
  const seconds = Number(found[4]) * 3600 + Number(found[5]) * 60 + Number(found[6] ?? 0);
  if (seconds >= 86_400) return null;
  return { kind: 'moment', days: days + seconds / 86_400, hasTime: true };
}

/** `YYYY-MM-DD`, or with the time and Colombia's offset; empty for a day that no calendar shows. */
export function formatMoment(moment: Moment): string {
  const date = new Date(Math.round(moment.days * DAY));
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 0 || date.getUTCFullYear() > 9999) return '';
  const iso = date.toISOString();
  return moment.hasTime ? `${iso.slice(0, -1)}-05:00` : iso.slice(0, 10);
}

/** XPath 1.0 section 4.4, without exponents: text that is not a plain decimal number is NaN. A date is its days. */
export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isMoment(value)) return value.days;
  const text = value.trim();
  return NUMERIC.test(text) ? Number(text) : Number.NaN;
}

/** XPath 1.0 section 4.2. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (isMoment(value)) return formatMoment(value);
  return numberToText(value);
}

/** XPath 1.0 section 4.3; ODK has no false string but the empty one. */
export function toBoolean(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value);
  return isMoment(value) || value !== '';
}

/** The moment a value stands for: a date, an ISO text, or a number of days since 1970; null otherwise. */
export function toMoment(value: Value): Moment | null {
  if (isMoment(value)) return value;
  if (typeof value === 'boolean') return null;
  if (typeof value === 'string') {
    const moment = parseMoment(value);
    if (moment) return moment;
  }
  const days = toNumber(value);
  if (!Number.isFinite(days) || Math.abs(days) > 2_932_896) return null;
  return { kind: 'moment', days, hasTime: !Number.isInteger(days) };
}

/** Never with an exponent (XPath 1.0 section 4.2). */
function numberToText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return '0';
  const plain = String(value);
  if (!plain.includes('e')) return plain;
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, '');
}
