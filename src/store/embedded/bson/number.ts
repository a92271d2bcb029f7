import { MongoError } from '../errors.js';
import {
  addParts,
  type DecimalParts,
  decimalParts,
  decimalToNumber,
  divideParts,
  finite,
  formatDecimal,
  multiplyParts,
  parseDecimal,
  toDecimal,
} from './decimal.js';
import { Decimal, Double, type Value } from './value.js';

export type Numeric = number | bigint | Double | Decimal;

export const isNumeric = (value: Value | undefined): value is Numeric =>
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Double ||
  value instanceof Decimal;

export const LONG_MAX = 2n ** 63n - 1n;
export const LONG_MIN = -(2n ** 63n);
const INT_MAX = 2 ** 31 - 1;
const INT_MIN = -(2 ** 31);

/** The nearest double. */
export const toNumber = (value: Numeric): number => {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Double ? value.value : decimalToNumber(decimalParts(value));
};

/** Every number as decimal parts; a double by its shortest decimal form cut to 15 digits, as MongoDB converts it. */
export const toParts = (value: Numeric): DecimalParts => {
  if (value instanceof Decimal) return decimalParts(value);
  if (typeof value === 'bigint') return finite(value < 0n, value < 0n ? -value : value, 0);
  const plain = toNumber(value);
  const text = Number.isInteger(plain) || !Number.isFinite(plain) ? String(plain) : plain.toPrecision(15);
  return parseDecimal(text) as DecimalParts;
};

const fitsInt = (value: number): boolean => value >= INT_MIN && value <= INT_MAX;

/** An integer in the smallest type that holds it and is no narrower than `wide` says; beyond int64 undefined. */
const integer = (value: bigint, wide: boolean): number | bigint | undefined => {
  if (value > LONG_MAX || value < LONG_MIN) return undefined;
  return !wide && value >= BigInt(INT_MIN) && value <= BigInt(INT_MAX) ? Number(value) : value;
};

type Whole = (a: bigint, b: bigint) => bigint;

const combine = (
  a: Numeric,
  b: Numeric,
  whole: Whole,
  real: (a: number, b: number) => number,
  decimal: (a: DecimalParts, b: DecimalParts) => DecimalParts,
): Numeric | undefined => {
  if (a instanceof Decimal || b instanceof Decimal) return toDecimal(decimal(toParts(a), toParts(b)));
  if (a instanceof Double || b instanceof Double) return new Double(real(toNumber(a), toNumber(b)));
  if (typeof a === 'number' && typeof b === 'number') {
    const result = real(a, b);
    if (fitsInt(result)) return result;
  }
  return integer(whole(BigInt(a), BigInt(b)), typeof a === 'bigint' || typeof b === 'bigint');
};

const plus: Whole = (a, b) => a + b;
const times: Whole = (a, b) => a * b;

const sum = (a: Numeric, b: Numeric): Numeric | undefined => combine(a, b, plus, (x, y) => x + y, addParts);
const product = (a: Numeric, b: Numeric): Numeric | undefined =>
  combine(a, b, times, (x, y) => x * y, multiplyParts);

/** `$inc`: int and int stay int or grow to long; beyond long is refused. Undefined means overflow. */
export const addStrict = (a: Numeric, b: Numeric): Numeric | undefined => sum(a, b);
/** `$mul`. Undefined means overflow. */
export const multiplyStrict = (a: Numeric, b: Numeric): Numeric | undefined => product(a, b);

/** `$add`, `$sum`: what overflows a long becomes a double. */
export const add = (a: Numeric, b: Numeric): Numeric => sum(a, b) ?? new Double(toNumber(a) + toNumber(b));
export const multiply = (a: Numeric, b: Numeric): Numeric =>
  product(a, b) ?? new Double(toNumber(a) * toNumber(b));

export const negate = (value: Numeric): Numeric => {
  if (value instanceof Double) return new Double(-value.value);
  if (value instanceof Decimal) {
    const parts = decimalParts(value);
    return toDecimal({ ...parts, negative: !parts.negative });
  }
  return multiply(value, -1);
};

export const subtract = (a: Numeric, b: Numeric): Numeric => add(a, negate(b));

export const isZero = (value: Numeric): boolean =>
  value instanceof Decimal
    ? decimalParts(value).kind === 'finite' && decimalParts(value).coefficient === 0n
    : toNumber(value) === 0;

/** `$divide`: always a double, or a decimal when one side is. Throws BadValue for a zero divisor. */
export const divide = (a: Numeric, b: Numeric): Numeric => {
  if (isZero(b)) throw new MongoError('BadValue', "can't $divide by zero");
  if (a instanceof Decimal || b instanceof Decimal) return toDecimal(divideParts(toParts(a), toParts(b)));
  return new Double(toNumber(a) / toNumber(b));
};

/** `$mod`: the remainder with the sign of the dividend. Throws 16610 for a zero divisor. */
export const modulo = (a: Numeric, b: Numeric): Numeric => {
  if (isZero(b)) throw new MongoError(16610, "can't $mod by zero");
  if (a instanceof Decimal || b instanceof Decimal) {
    const [left, right] = [toParts(a), toParts(b)];
    const exponent = Math.min(left.exponent, right.exponent);
    const scale = (parts: DecimalParts): bigint =>
      parts.coefficient * 10n ** BigInt(parts.exponent - exponent);
    return toDecimal(finite(left.negative, scale(left) % scale(right), exponent));
  }
  if (a instanceof Double || b instanceof Double) return new Double(toNumber(a) % toNumber(b));
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return BigInt(a) % BigInt(b);
};

/** The number as MongoDB writes it in a string. */
export const formatNumber = (value: Numeric): string => {
  if (value instanceof Decimal) return formatDecimal(decimalParts(value));
  if (value instanceof Double && Object.is(value.value, -0)) return '-0';
  return String(value instanceof Double ? value.value : value);
};

/** The exact integer a number stands for, or undefined when it has a fraction or is not finite. */
export const toInteger = (value: Numeric): bigint | undefined => {
  if (typeof value === 'bigint') return value;
  if (value instanceof Decimal) {
    const parts = decimalParts(value);
    if (parts.kind !== 'finite') return undefined;
    const sign = parts.negative ? -1n : 1n;
    if (parts.exponent >= 0) return sign * parts.coefficient * 10n ** BigInt(parts.exponent);
    const unit = 10n ** BigInt(-parts.exponent);
    return parts.coefficient % unit === 0n ? (sign * parts.coefficient) / unit : undefined;
  }
  const plain = toNumber(value);
  return Number.isInteger(plain) ? BigInt(plain) : undefined;
};
