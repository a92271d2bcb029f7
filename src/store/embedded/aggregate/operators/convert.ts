import { parseDecimal, toDecimal } from '../../bson/decimal.js';
import {
  formatNumber,
  isNumeric,
  LONG_MAX,
  LONG_MIN,
  type Numeric,
  toInteger,
  toNumber,
  toParts,
} from '../../bson/number.js';
import {
  Binary,
  Decimal,
  Double,
  isDoc,
  ObjectId,
  TYPE_NAMES,
  typeName,
  UtcDate,
  type Value,
} from '../../bson/value.js';
import { MongoError } from '../../errors.js';
import { type Build, type Evaluate, isNullish, named, plain, strict } from './operator.js';

const failed = (value: Value, target: string, why = ''): MongoError =>
  new MongoError(
    'ConversionFailure',
    `Unsupported conversion from ${typeName(value)} to ${target} in $convert with no onError value${why}`,
  );

const numberOf = (value: Value, target: string): Numeric => {
  if (isNumeric(value)) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof UtcDate) return value.ms;
  if (typeof value === 'string' && target !== 'date') {
    const parts = /^[+-]?[\d.]|^[+-]?(nan|inf)/i.test(value) ? parseDecimal(value) : undefined;
    if (parts) return toDecimal(parts);
    throw new MongoError(
      'ConversionFailure',
      `Failed to parse number '${value}' in $convert with no onError value`,
    );
  }
  throw failed(value, target);
};

const wholeOf = (value: Value, target: string, low: bigint, high: bigint): bigint => {
  const number = numberOf(value, target);
  if (typeof value === 'string' && toInteger(number) === undefined) {
    throw new MongoError(
      'ConversionFailure',
      `Failed to parse number '${value}' in $convert with no onError value: Did not consume whole string.`,
    );
  }
  const plainNumber = toNumber(number);
  const whole =
    toInteger(number) ?? (Number.isFinite(plainNumber) ? BigInt(Math.trunc(plainNumber)) : undefined);
  if (whole === undefined || whole < low || whole > high) {
    throw new MongoError(
      'ConversionFailure',
      'Conversion would overflow target type in $convert with no onError value',
    );
  }
  return whole;
};

const toDate = (value: Value): Value => {
  if (value instanceof UtcDate) return value;
  if (value instanceof ObjectId) return new UtcDate(BigInt(value.bytes.readUInt32BE(0)) * 1000n);
  if (typeof value === 'string') {
    const ms = Date.parse(
      /(Z|[+-]\d\d:?\d\d)$/.test(value) ? value : /^\d{4}-\d\d-\d\d$/.test(value) ? value : `${value}Z`,
    );
    if (Number.isNaN(ms)) throw new MongoError('ConversionFailure', `Error parsing date string '${value}'`);
    return new UtcDate(BigInt(ms));
  }
  if (typeof value === 'number' || typeof value === 'boolean') throw failed(value, 'date');
  return new UtcDate(wholeOf(value, 'date', LONG_MIN, LONG_MAX));
};

const toText = (value: Value): Value => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (isNumeric(value)) return formatNumber(value);
  if (value instanceof ObjectId) return value.bytes.toString('hex');
  if (value instanceof UtcDate) return new Date(Number(value.ms)).toISOString();
  throw failed(value, 'string');
};

const toObjectId = (value: Value): Value => {
  if (value instanceof ObjectId) return value;
  if (typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value))
    return new ObjectId(Buffer.from(value, 'hex'));
  if (typeof value !== 'string') throw failed(value, 'objectId');
  throw new MongoError(
    'ConversionFailure',
    `Failed to parse objectId '${value}' in $convert with no onError value`,
  );
};

const CONVERSIONS: Readonly<Record<string, (value: Value) => Value>> = {
  double: (value) => new Double(toNumber(numberOf(value, 'double'))),
  decimal: (value) => {
    const number = numberOf(value, 'decimal');
    return number instanceof Decimal ? number : toDecimal(toParts(number));
  },
  int: (value) => Number(wholeOf(value, 'int', -(2n ** 31n), 2n ** 31n - 1n)),
  long: (value) => wholeOf(value, 'long', LONG_MIN, LONG_MAX),
  bool: (value) => (typeof value === 'boolean' ? value : !isNumeric(value) || toNumber(value) !== 0),
  string: toText,
  date: toDate,
  objectId: toObjectId,
};

const target = (to: Value | undefined): string => {
  const given = isDoc(to) ? to.get('type') : to;
  const name = isNumeric(given) ? TYPE_NAMES[toNumber(given)] : given;
  if (typeof name !== 'string' || !Object.hasOwn(CONVERSIONS, name))
    throw new MongoError('BadValue', `Unknown type name: ${String(name)}`);
  return name;
};

const convert: Build = (operand, compile) => {
  const args = named(operand, compile, '$convert', ['input', 'to'], ['onError', 'onNull', 'format', 'base']);
  const [input, to, onError, onNull] = ['input', 'to', 'onError', 'onNull'].map((key) => args.get(key)) as [
    Evaluate,
    Evaluate,
    Evaluate | undefined,
    Evaluate | undefined,
  ];
  return (scope) => {
    const value = input(scope);
    if (isNullish(value)) return onNull ? onNull(scope) : null;
    try {
      return (CONVERSIONS[target(to(scope))] as (value: Value) => Value)(value);
    } catch (error) {
      if (onError && error instanceof MongoError && error.codeName === 'ConversionFailure')
        return onError(scope);
      throw error;
    }
  };
};

const to = (name: string): Build => strict(CONVERSIONS[name] as (value: Value) => Value, 1);

/** Operators that tell or change the type of a value. */
export const CONVERT: Readonly<Record<string, Build>> = {
  $convert: convert,
  $toDouble: to('double'),
  $toDecimal: to('decimal'),
  $toInt: to('int'),
  $toLong: to('long'),
  $toBool: to('bool'),
  $toString: to('string'),
  $toDate: to('date'),
  $toObjectId: to('objectId'),
  $type: plain((value) => typeName(value), 1),
  $isNumber: plain((value) => isNumeric(value), 1),
  $binarySize: strict((value) => {
    if (value instanceof Binary) return value.bytes.length;
    if (typeof value === 'string') return Buffer.byteLength(value);
    throw new MongoError(
      51276,
      `$binarySize requires a string or BinData argument, found: ${typeName(value)}`,
    );
  }, 1),
};
