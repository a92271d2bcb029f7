import { compareNumbers } from './compare.js';
import { typeRank } from './compare.js';
import { decimalParts, formatDecimal } from './decimal.js';
import { isNumeric, type Numeric, toNumber } from './number.js';
import {
  Binary,
  Code,
  DbPointer,
  Decimal,
  type Doc,
  Double,
  isDoc,
  ObjectId,
  Regex,
  Sym,
  Timestamp,
  UtcDate,
  type Value,
} from './value.js';

/**
 * Values as bytes that sort as MongoDB sorts the values, equal exactly when the values compare equal, and none the
 * beginning of another. The bytes are given as a latin1 string (one character a byte): it compares, concatenates and
 * serves as a Map key faster than a Buffer does.
 *
 * This encoding is part of the on-disk format: a change needs a new format version and a migration.
 */
export const keyOf = (value: Value): string => String.fromCharCode(typeRank(value)) + payload(value);

/** The same bytes, sorting the other way round. */
export const invert = (key: string): string => {
  const bytes = Buffer.from(key, 'latin1');
  for (let at = 0; at < bytes.length; at++) bytes[at] = 255 - (bytes[at] as number);
  return bytes.toString('latin1');
};

const payload = (value: Value): string => {
  if (typeof value === 'string') return textKey(value);
  if (isNumeric(value)) return numberKey(value);
  if (typeof value === 'boolean') return value ? '\x01' : '\x00';
  if (value === null) return '';
  if (value instanceof ObjectId) return value.bytes.toString('latin1');
  if (value instanceof UtcDate) return longKey(value.ms);
  if (isDoc(value)) return docKey(value);
  if (Array.isArray(value)) return `${value.map(keyOf).join('')}\x00`;
  if (value instanceof Binary) return binaryKey(value);
  if (value instanceof Timestamp) return unsignedKey(value.value);
  if (value instanceof Sym) return textKey(value.value);
  if (value instanceof Regex) return textKey(value.pattern) + textKey(value.flags);
  if (value instanceof DbPointer) return textKey(value.namespace) + value.id.toString('latin1');
  if (value instanceof Code) return textKey(value.code) + (value.scope ? docKey(value.scope) : '');
  return '';
};

/** UTF-8 with a zero byte written as 00 FF, ended by 00 00. */
const textKey = (text: string): string => {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  return `${bytes.includes('\0') ? bytes.replaceAll('\0', '\0\xff') : bytes}\0\0`;
};

const docKey = (doc: Doc): string => {
  let key = '';
  for (const [name, value] of doc) {
    key += String.fromCharCode(typeRank(value)) + textKey(name) + payload(value);
  }
  return `${key}\0`;
};

const scratch = Buffer.alloc(8);

const binaryKey = (value: Binary): string => {
  scratch.writeUInt32BE(value.bytes.length, 0);
  return (
    scratch.toString('latin1', 0, 4) + String.fromCharCode(value.subtype) + value.bytes.toString('latin1')
  );
};

const unsignedKey = (value: bigint): string => {
  scratch.writeBigUInt64BE(value, 0);
  return scratch.toString('latin1');
};

const longKey = (value: bigint): string => unsignedKey(value + 2n ** 63n);

/** The eight bytes of a double with the sign turned so that they sort; NaN first. */
const doubleKey = (value: number): string => {
  if (Number.isNaN(value)) return '\0\0\0\0\0\0\0\0';
  scratch.writeDoubleBE(value === 0 ? 0 : value, 0);
  if ((scratch[0] as number) & 0x80) {
    for (let at = 0; at < 8; at++) scratch[at] = 255 - (scratch[at] as number);
  } else scratch[0] = (scratch[0] as number) | 0x80;
  return scratch.toString('latin1');
};

/** The largest double not above a finite double's predecessor. */
const below = (value: number): number => {
  if (value === 0) return -Number.MIN_VALUE;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return bits.getFloat64(0);
};

/** The largest double that is not above the number. */
const floorDouble = (value: Numeric): number => {
  const near = toNumber(value);
  if (near === Number.POSITIVE_INFINITY) return Number.MAX_VALUE;
  if (near === Number.NEGATIVE_INFINITY) return near;
  return compareNumbers(new Double(near), value) > 0 ? below(near) : near;
};

/** Numbers: the double not above it, then 00 when that is exact, else 01 and the decimal digits that tell it from the
 * others above the same double. */
const numberKey = (value: Numeric): string => {
  if (typeof value === 'number') return `${doubleKey(value)}\0`;
  if (value instanceof Double) return `${doubleKey(value.value)}\0`;
  if (typeof value === 'bigint' && value >= -(2n ** 53n) && value <= 2n ** 53n) {
    return `${doubleKey(Number(value))}\0`;
  }
  if (value instanceof Decimal && decimalParts(value).kind !== 'finite') {
    return `${doubleKey(toNumber(value))}\0`;
  }
  const floor = floorDouble(value);
  if (compareNumbers(new Double(floor), value) === 0) return `${doubleKey(floor)}\0`;
  return `${doubleKey(floor)}\x01${digitsKey(value)}`;
};

const digitsKey = (value: Numeric): string => {
  const text =
    value instanceof Decimal ? formatDecimal({ ...decimalParts(value), exponent: 0 }) : String(value);
  const negative = text.startsWith('-');
  const digits = negative ? text.slice(1) : text;
  const exponent = (value instanceof Decimal ? decimalParts(value).exponent : 0) + digits.length;
  scratch.writeUInt16BE(exponent + 0x8000, 0);
  const key = `${scratch.toString('latin1', 0, 2)}${digits.replace(/0+$/, '')}\0`;
  return negative ? invert(key) : key;
};
