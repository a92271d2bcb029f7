import { isNumeric, toInteger } from '../../bson/number.js';
import { UtcDate, type Value } from '../../bson/value.js';
import { MongoError } from '../../errors.js';
import { DAY, dateMs, localMs, momentOf, type Parts, partsOf, weekday, zoneOf } from './date-parts.js';
import { type Build, isNullish, named } from './operator.js';

const UNIT_MS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY,
  week: 7 * DAY,
};
const UNIT_MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

const unitOf = (name: string, value: Value | undefined): string => {
  if (typeof value === 'string' && (Object.hasOwn(UNIT_MS, value) || Object.hasOwn(UNIT_MONTHS, value)))
    return value;
  throw new MongoError(
    'FailedToParse',
    `${name} parameter 'unit' value cannot be recognized as a time unit: ${String(value)}`,
  );
};

const addMonths = (parts: Parts, months: number): Parts => {
  const total = parts.year * 12 + parts.month - 1 + months;
  const [year, month] = [Math.floor(total / 12), (total % 12) + 1];
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return { ...parts, year, month, day: Math.min(parts.day, last) };
};

/** Days and longer are added on the local calendar, shorter units on the time line. */
const shift = (ms: number, unit: string, amount: number, zone: string | undefined): number => {
  const parts = partsOf(ms, zone);
  const months = UNIT_MONTHS[unit];
  if (months !== undefined) return momentOf(localMs(addMonths(parts, months * amount)), zone);
  const step = UNIT_MS[unit] as number;
  return step >= DAY ? momentOf(localMs(parts) + step * amount, zone) : ms + step * amount;
};

/** `$dateAdd` (1) and `$dateSubtract` (-1). */
export const dateAdd =
  (sign: number): Build =>
  (operand, compile, name) => {
    const args = named(operand, compile, name, ['startDate', 'unit', 'amount'], ['timezone']);
    return (scope) => {
      const [start, unit, amount, zone] = ['startDate', 'unit', 'amount', 'timezone'].map((key) =>
        args.get(key)?.(scope),
      );
      if (isNullish(start) || isNullish(unit) || isNullish(amount)) return null;
      const whole = isNumeric(amount) ? toInteger(amount) : undefined;
      if (whole === undefined) throw new MongoError(5166405, `${name} expects integer amount of time units`);
      return new UtcDate(
        BigInt(shift(dateMs(name, start), unitOf(name, unit), sign * Number(whole), zoneOf(zone))),
      );
    };
  };

/** How many boundaries of the unit lie between two local moments. */
const boundaries = (start: number, end: number, unit: string): number => {
  const months = UNIT_MONTHS[unit];
  if (months !== undefined) {
    const index = (ms: number): number => {
      const date = new Date(ms);
      return Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / months);
    };
    return index(end) - index(start);
  }
  const step = UNIT_MS[unit] as number;
  // The epoch was a Thursday; weeks start on Sunday.
  const lead = unit === 'week' ? 4 * DAY : 0;
  return Math.floor((end + lead) / step) - Math.floor((start + lead) / step);
};

/** `$dateDiff`: how many boundaries of the unit lie between. */
export const dateDiff: Build = (operand, compile) => {
  const args = named(
    operand,
    compile,
    '$dateDiff',
    ['startDate', 'endDate', 'unit'],
    ['timezone', 'startOfWeek'],
  );
  return (scope) => {
    const [start, end, unit, zone] = ['startDate', 'endDate', 'unit', 'timezone'].map((key) =>
      args.get(key)?.(scope),
    );
    if (isNullish(start) || isNullish(end) || isNullish(unit)) return null;
    const local = (value: Value): number => localMs(partsOf(dateMs('$dateDiff', value), zoneOf(zone)));
    return BigInt(boundaries(local(start), local(end), unitOf('$dateDiff', unit)));
  };
};

/** `$dateTrunc`: the beginning of the unit a date is in. */
export const dateTrunc: Build = (operand, compile) => {
  const args = named(
    operand,
    compile,
    '$dateTrunc',
    ['date', 'unit'],
    ['timezone', 'binSize', 'startOfWeek'],
  );
  return (scope) => {
    const [date, unit, zone] = ['date', 'unit', 'timezone'].map((key) => args.get(key)?.(scope));
    if (isNullish(date) || isNullish(unit)) return null;
    if (args.has('binSize') || args.has('startOfWeek')) {
      throw new MongoError(
        'CommandNotSupported',
        '$dateTrunc binSize and startOfWeek are not supported by the embedded store',
      );
    }
    return new UtcDate(
      BigInt(truncate(dateMs('$dateTrunc', date), unitOf('$dateTrunc', unit), zoneOf(zone))),
    );
  };
};

const truncate = (ms: number, unit: string, zone: string | undefined): number => {
  const parts = partsOf(ms, zone);
  const midnight = { ...parts, hour: 0, minute: 0, second: 0, ms: 0 };
  const months = UNIT_MONTHS[unit];
  if (months !== undefined) {
    const month = Math.floor((parts.month - 1) / months) * months + 1;
    return momentOf(localMs({ ...midnight, month, day: 1 }), zone);
  }
  if (unit === 'week') return momentOf(localMs(midnight) - weekday(parts) * DAY, zone);
  if (unit === 'day') return momentOf(localMs(midnight), zone);
  const step = UNIT_MS[unit] as number;
  return momentOf(Math.floor(localMs(parts) / step) * step, zone);
};
