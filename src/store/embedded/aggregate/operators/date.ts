import { isNumeric, toInteger } from '../../bson/number.js';
import { isDoc, ObjectId, Timestamp, typeName, UtcDate, type Value } from '../../bson/value.js';
import { MongoError } from '../../errors.js';
import { type Build, type Compile, type Evaluate, isNullish, named } from './operator.js';

/** A moment in a time zone, taken apart. */
interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
  /** Minutes east of UTC. */
  readonly offset: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  let format = formats.get(zone);
  if (!format) {
    try {
      format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    } catch {
      throw new MongoError(40485, `unrecognized time zone identifier: "${zone}"`);
    }
    formats.set(zone, format);
  }
  return format;
};

const offsetMinutes = (text: string): number => {
  const match = /([+-])(\d\d):?(\d\d)?/.exec(text);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
};

/** Minutes east of UTC that hold in a zone (an Olson name or `+05:00`) at a moment. */
const offsetAt = (ms: number, zone: string | undefined): number => {
  if (zone === undefined || zone === 'UTC' || zone === 'GMT' || zone === 'Z') return 0;
  if (/^[+-]\d\d(:?\d\d)?$/.test(zone)) return offsetMinutes(zone);
  const named = formatOf(zone)
    .formatToParts(ms)
    .find((part) => part.type === 'timeZoneName');
  return offsetMinutes(named?.value ?? '');
};

const partsOf = (ms: number, zone: string | undefined): Parts => {
  const offset = offsetAt(ms, zone);
  const local = new Date(ms + offset * 60_000);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    ms: local.getUTCMilliseconds(),
    offset,
  };
};

/** The moment of a local time; asked twice, because the offset depends on the moment. */
const momentOf = (local: number, zone: string | undefined): number => {
  const guess = local - offsetAt(local, zone) * 60_000;
  return local - offsetAt(guess, zone) * 60_000;
};

const localMs = (parts: Parts): number => {
  const date = new Date(0);
  date.setUTCFullYear(parts.year, parts.month - 1, parts.day);
  date.setUTCHours(parts.hour, parts.minute, parts.second, parts.ms);
  return date.getTime();
};

const dateMs = (name: string, value: Value): number => {
  if (value instanceof UtcDate) return Number(value.ms);
  if (value instanceof Timestamp) return Number(value.value >> 32n) * 1000;
  if (value instanceof ObjectId) return value.bytes.readUInt32BE(0) * 1000;
  throw new MongoError(16006, `can't convert from BSON type ${typeName(value)} to Date in ${name}`);
};

const zoneOf = (value: Value | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

const DAY = 86_400_000;
const dayOfYear = (parts: Parts): number =>
  Math.round((Date.UTC(parts.year, parts.month - 1, parts.day) - Date.UTC(parts.year, 0, 1)) / DAY) + 1;
const weekday = (parts: Parts): number =>
  new Date(Date.UTC(parts.year, parts.month - 1, parts.day)).getUTCDay();
const isoDay = (parts: Parts): number => weekday(parts) || 7;

/** ISO 8601 week and the year it belongs to. */
const isoWeek = (parts: Parts): { readonly week: number; readonly year: number } => {
  const thursday = new Date(Date.UTC(parts.year, parts.month - 1, parts.day + 4 - isoDay(parts)));
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY / 7) + 1 };
};

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

const dateAdd =
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

const dateDiff: Build = (operand, compile) => {
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

const dateTrunc: Build = (operand, compile) => {
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
