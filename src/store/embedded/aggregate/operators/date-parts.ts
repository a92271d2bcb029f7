import { ObjectId, Timestamp, typeName, UtcDate, type Value } from '../../bson/value.js';
import { MongoError } from '../../errors.js';

/** A moment in a time zone, taken apart. */
export interface Parts {
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

export const partsOf = (ms: number, zone: string | undefined): Parts => {
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
export const momentOf = (local: number, zone: string | undefined): number => {
  const guess = local - offsetAt(local, zone) * 60_000;
  return local - offsetAt(guess, zone) * 60_000;
};

export const localMs = (parts: Parts): number => {
  const date = new Date(0);
  date.setUTCFullYear(parts.year, parts.month - 1, parts.day);
  date.setUTCHours(parts.hour, parts.minute, parts.second, parts.ms);
  return date.getTime();
};

export const dateMs = (name: string, value: Value): number => {
  if (value instanceof UtcDate) return Number(value.ms);
  if (value instanceof Timestamp) return Number(value.value >> 32n) * 1000;
  if (value instanceof ObjectId) return value.bytes.readUInt32BE(0) * 1000;
  throw new MongoError(16006, `can't convert from BSON type ${typeName(value)} to Date in ${name}`);
};

export const zoneOf = (value: Value | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

export const DAY = 86_400_000;
export const dayOfYear = (parts: Parts): number =>
  Math.round((Date.UTC(parts.year, parts.month - 1, parts.day) - Date.UTC(parts.year, 0, 1)) / DAY) + 1;
export const weekday = (parts: Parts): number =>
  new Date(Date.UTC(parts.year, parts.month - 1, parts.day)).getUTCDay();
export const isoDay = (parts: Parts): number => weekday(parts) || 7;

/** ISO 8601 week and the year it belongs to. */
export const isoWeek = (parts: Parts): { readonly week: number; readonly year: number } => {
  const thursday = new Date(Date.UTC(parts.year, parts.month - 1, parts.day + 4 - isoDay(parts)));
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY / 7) + 1 };
};
