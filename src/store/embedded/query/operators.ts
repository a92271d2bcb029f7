import { isNumeric, toInteger, toNumber } from '../bson/number.js';
import { Binary, Decimal, T, TYPE_NAMES, typeOf, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { decimalParts } from '../bson/decimal.js';

type ValueTest = (value: Value | undefined) => boolean;

const NUMBER_TYPES: readonly number[] = [T.double, T.int, T.long, T.decimal];

const typesOf = (operand: Value): readonly number[] => {
  if (typeof operand === 'string') {
    if (operand === 'number') return NUMBER_TYPES;
    const found = Object.entries(TYPE_NAMES).find(([, name]) => name === operand);
    if (!found) throw new MongoError('BadValue', `Unknown type name alias: ${operand}`);
    return [Number(found[0])];
  }
  if (!isNumeric(operand))
    throw new MongoError('TypeMismatch', 'type must be represented as a number or a string');
  const code = toNumber(operand) === -1 ? T.minKey : toNumber(operand);
  if (TYPE_NAMES[code] === undefined)
    throw new MongoError('BadValue', `Invalid numerical type code: ${code}`);
  return [code];
};

/** `$type`: a name, a number or a list of them. */
export const parseType = (operand: Value): ValueTest => {
  const types = new Set((Array.isArray(operand) ? operand : [operand]).flatMap(typesOf));
  if (types.size === 0) throw new MongoError('FailedToParse', '$type must match at least one type');
  return (value) => value !== undefined && types.has(typeOf(value));
};

/** `$size`: the length of an array. */
export const parseSize = (operand: Value): ValueTest => {
  const size = isNumeric(operand) ? toInteger(operand) : undefined;
  if (size === undefined || size < 0n) {
    throw new MongoError('BadValue', 'Failed to parse $size. Expected a non-negative integer number.');
  }
  return (value) => Array.isArray(value) && BigInt(value.length) === size;
};

const truncated = (value: Value | undefined): bigint | undefined => {
  if (!isNumeric(value)) return undefined;
  if (typeof value === 'bigint') return value;
  if (value instanceof Decimal && decimalParts(value).kind === 'finite' && toInteger(value) !== undefined) {
    return toInteger(value);
  }
  const plain = toNumber(value);
  return Number.isFinite(plain) ? BigInt(Math.trunc(plain)) : undefined;
};

/** `$mod: [divisor, remainder]`; fractions are cut off, as the server does. */
export const parseMod = (operand: Value): ValueTest => {
  if (!Array.isArray(operand)) throw new MongoError('BadValue', 'malformed mod, needs to be an array');
  if (operand.length < 2) throw new MongoError('BadValue', 'malformed mod, not enough elements');
  if (operand.length > 2) throw new MongoError('BadValue', 'malformed mod, too many elements');
  const [divisor, remainder] = [truncated(operand[0]), truncated(operand[1])];
  if (divisor === undefined) throw new MongoError('BadValue', 'malformed mod, divisor not a number');
  if (remainder === undefined) throw new MongoError('BadValue', 'malformed mod, remainder not a number');
  if (divisor === 0n) throw new MongoError('BadValue', 'divisor cannot be 0');
  return (value) => {
    const number = truncated(value);
    return number !== undefined && number % divisor === remainder;
  };
};

const bytesToMask = (bytes: Buffer): bigint => {
  let mask = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) mask = (mask << 8n) | BigInt(bytes[at] as number);
  return mask;
};

const bitMask = (name: string, operand: Value): bigint => {
  if (operand instanceof Binary) return bytesToMask(operand.bytes);
  const refused = new MongoError(
    'BadValue',
    `${name} takes an Array, a number, or a BinData but received: ${TYPE_NAMES[typeOf(operand)]}`,
  );
  if (Array.isArray(operand)) {
    let mask = 0n;
    for (const position of operand) {
      const bit = isNumeric(position) ? toInteger(position) : undefined;
      if (bit === undefined || bit < 0n) throw refused;
      mask |= 1n << bit;
    }
    return mask;
  }
  const mask = isNumeric(operand) ? toInteger(operand) : undefined;
  if (mask === undefined || mask < 0n) throw refused;
  return mask;
};

/** The bits of a value in two's complement, as wide as asked. */
const bitsOf = (value: Value | undefined, width: number): bigint | undefined => {
  if (value instanceof Binary) return bytesToMask(value.bytes);
  const whole = isNumeric(value) ? toInteger(value) : undefined;
  return whole === undefined ? undefined : BigInt.asUintN(width, whole);
};

/** `$bitsAllSet` and its family, on integers and binary data. */
export const parseBits = (name: string, operand: Value): ValueTest => {
  const mask = bitMask(name, operand);
  const width = Math.max(64, mask.toString(2).length);
  return (value) => {
    const bits = bitsOf(value, width);
    if (bits === undefined) return false;
    switch (name) {
      case '$bitsAllSet':
        return (bits & mask) === mask;
      case '$bitsAllClear':
        return (bits & mask) === 0n;
      case '$bitsAnySet':
        return (bits & mask) !== 0n;
      default:
        return (bits & mask) !== mask;
    }
  };
};
