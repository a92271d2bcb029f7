import { isNumeric, toInteger } from '../../bson/number.js';
import { isDoc, typeName, UtcDate, type Value } from '../../bson/value.js';
import { MongoError } from '../../errors.js';
import { dateAdd, dateDiff, dateTrunc } from './date-arithmetic.js';
import {
  dateMs,
  dayOfYear,
  isoDay,
  isoWeek,
  localMs,
  momentOf,
  type Parts,
  partsOf,
  weekday,
  zoneOf,
} from './date-parts.js';
import { type Build, type Compile, type Evaluate, isNullish, named } from './operator.js';

type Part = (parts: Parts) => Value;

/** `{$year: date}` and `{$year: {date, timezone}}`. */
const part =
  (read: Part): Build =>
  (operand, compile, name) => {
    const given = Array.isArray(operand) && operand.length === 1 ? (operand[0] as Value) : operand;
    const full = isDoc(given) && given.has('date') ? given : new Map<string, Value>([['date', given]]);
    const args = named(full, compile, name, ['date'], ['timezone']);
    const [date, timezone] = [args.get('date') as Evaluate, args.get('timezone')];
    return (scope) => {
      const [value, zone] = [date(scope), timezone?.(scope)];
      if (isNullish(value) || (timezone && isNullish(zone))) return null;
      return read(partsOf(dateMs(name, value), zoneOf(zone)));
    };
  };

const padded = (value: number, width: number): string => String(value).padStart(width, '0');

const offsetText = (minutes: number): string =>
  `${minutes < 0 ? '-' : '+'}${padded(Math.floor(Math.abs(minutes) / 60), 2)}${padded(Math.abs(minutes) % 60, 2)}`;

const SPECIFIERS: Readonly<Record<string, (parts: Parts) => string>> = {
  Y: (parts) => padded(parts.year, 4),
  m: (parts) => padded(parts.month, 2),
  d: (parts) => padded(parts.day, 2),
  H: (parts) => padded(parts.hour, 2),
  M: (parts) => padded(parts.minute, 2),
  S: (parts) => padded(parts.second, 2),
  L: (parts) => padded(parts.ms, 3),
  j: (parts) => padded(dayOfYear(parts), 3),
  w: (parts) => String(weekday(parts) + 1),
  u: (parts) => String(isoDay(parts)),
  U: (parts) => padded(Math.floor((dayOfYear(parts) + 6 - weekday(parts)) / 7), 2),
  V: (parts) => padded(isoWeek(parts).week, 2),
  G: (parts) => padded(isoWeek(parts).year, 4),
  z: (parts) => offsetText(parts.offset),
  Z: (parts) => String(parts.offset),
  '%': () => '%',
};

const dateToString: Build = (operand, compile) => {
  const args = named(operand, compile, '$dateToString', ['date'], ['format', 'timezone', 'onNull']);
  const [date, format, timezone, onNull] = ['date', 'format', 'timezone', 'onNull'].map((key) =>
    args.get(key),
  ) as Evaluate[];
  return (scope) => {
    const value = (date as Evaluate)(scope);
    if (isNullish(value)) return onNull ? onNull(scope) : null;
    const zone = zoneOf(timezone?.(scope));
    const wanted = format?.(scope) ?? (zone === undefined ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L');
    if (typeof wanted !== 'string')
      throw new MongoError(
        18533,
        `$dateToString requires that 'format' be a string, found: ${typeName(wanted)}`,
      );
    const parts = partsOf(dateMs('$dateToString', value), zone);
    return wanted.replaceAll(/%(.?)/g, (_all, letter: string) => {
      const write = SPECIFIERS[letter];
      if (!write) throw new MongoError(18536, `Invalid format character '%${letter}' in format string`);
      return write(parts);
    });
  };
};

const fromParts = (operand: Value, compile: Compile): Evaluate => {
  const args = named(
    operand,
    compile,
    '$dateFromParts',
    ['year'],
    ['month', 'day', 'hour', 'minute', 'second', 'millisecond', 'timezone'],
  );
  const number = (value: Value | undefined, missing: number): number => {
    if (value === undefined) return missing;
    const whole = isNumeric(value) ? toInteger(value) : undefined;
    if (whole === undefined) throw new MongoError(40515, '$dateFromParts requires integer values');
    return Number(whole);
  };
  return (scope) => {
    const read = (key: string, missing: number): number => number(args.get(key)?.(scope), missing);
    const local = localMs({
      year: read('year', 1970),
      month: read('month', 1),
      day: read('day', 1),
      hour: read('hour', 0),
      minute: read('minute', 0),
      second: read('second', 0),
      ms: read('millisecond', 0),
      offset: 0,
    });
    return new UtcDate(BigInt(momentOf(local, zoneOf(args.get('timezone')?.(scope)))));
  };
};

/** Operators on dates; time zones are Olson names or offsets. */
export const DATES: Readonly<Record<string, Build>> = {
  $year: part((parts) => parts.year),
  $month: part((parts) => parts.month),
  $dayOfMonth: part((parts) => parts.day),
  $hour: part((parts) => parts.hour),
  $minute: part((parts) => parts.minute),
  $second: part((parts) => parts.second),
  $millisecond: part((parts) => parts.ms),
  $dayOfYear: part(dayOfYear),
  $dayOfWeek: part((parts) => weekday(parts) + 1),
  $isoDayOfWeek: part(isoDay),
  $week: part((parts) => Math.floor((dayOfYear(parts) + 6 - weekday(parts)) / 7)),
  $isoWeek: part((parts) => isoWeek(parts).week),
  $isoWeekYear: part((parts) => BigInt(isoWeek(parts).year)),
  $dateToString: dateToString,
  $dateAdd: dateAdd(1),
  $dateSubtract: dateAdd(-1),
  $dateDiff: dateDiff,
  $dateTrunc: dateTrunc,
  $dateFromParts: fromParts,
};
