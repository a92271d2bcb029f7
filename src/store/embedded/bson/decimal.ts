import { Decimal } from './value.js';

/** A Decimal128 taken apart: (-1)^negative * coefficient * 10^exponent. */
export interface DecimalParts {
  readonly kind: 'finite' | 'infinity' | 'nan';
  readonly negative: boolean;
  readonly coefficient: bigint;
  readonly exponent: number;
}

const BIAS = 6176;
const MIN_EXPONENT = -6176;
const MAX_EXPONENT = 6111;
const MAX_DIGITS = 34;
const LIMIT = 10n ** 34n;
const MASK_113 = (1n << 113n) - 1n;

export const finite = (negative: boolean, coefficient: bigint, exponent: number): DecimalParts => ({
  kind: 'finite',
  negative,
  coefficient,
  exponent,
});

export const NAN: DecimalParts = { kind: 'nan', negative: false, coefficient: 0n, exponent: 0 };

export const infinity = (negative: boolean): DecimalParts => ({
  kind: 'infinity',
  negative,
  coefficient: 0n,
  exponent: 0,
});

/** Source: IEEE 754-2008 §3.5.2, the encoding BSON's decimal128 uses. */
export const decimalParts = (decimal: Decimal): DecimalParts => {
  const low = decimal.bytes.readBigUInt64LE(0);
  const high = decimal.bytes.readBigUInt64LE(8);
  const negative = high >> 63n === 1n;
  const combination = Number((high >> 58n) & 31n);
  if (combination === 31) return { ...NAN, negative };
  if (combination === 30) return infinity(negative);
  if (combination >> 3 === 3) {
    // A coefficient beyond 34 digits is not canonical and counts as zero.
    return finite(negative, 0n, Number((high >> 47n) & 0x3fffn) - BIAS);
  }
  const coefficient = ((high << 64n) | low) & MASK_113;
  const exponent = Number((high >> 49n) & 0x3fffn) - BIAS;
  return finite(negative, coefficient < LIMIT ? coefficient : 0n, exponent);
};

/** Drops `digits` decimal digits, rounding half to even. */
const dropDigits = (coefficient: bigint, digits: number): bigint => {
  const unit = 10n ** BigInt(digits);
  const quotient = coefficient / unit;
  const twice = (coefficient % unit) * 2n;
  return twice > unit || (twice === unit && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
};

/** Rounds to 34 digits and the exponent range; too large becomes infinity. */
const fit = (parts: DecimalParts): DecimalParts => {
  let { coefficient, exponent } = parts;
  let excess = coefficient.toString().length - MAX_DIGITS;
  if (excess > 0) {
    coefficient = dropDigits(coefficient, excess);
    exponent += excess;
    if (coefficient === LIMIT) {
      coefficient /= 10n;
      exponent += 1;
    }
  }
  if (exponent < MIN_EXPONENT) {
    excess = Math.min(MIN_EXPONENT - exponent, MAX_DIGITS + 1);
    coefficient = dropDigits(coefficient, excess);
    exponent = MIN_EXPONENT;
  }
  while (exponent > MAX_EXPONENT && coefficient !== 0n && coefficient * 10n < LIMIT) {
    coefficient *= 10n;
    exponent -= 1;
  }
  if (coefficient === 0n) exponent = Math.min(exponent, MAX_EXPONENT);
  return exponent > MAX_EXPONENT ? infinity(parts.negative) : finite(parts.negative, coefficient, exponent);
};

/** The value as Decimal128, rounded half to even to 34 digits. */
export const toDecimal = (parts: DecimalParts): Decimal => {
  const bytes = Buffer.alloc(16);
  const value = parts.kind === 'finite' ? fit(parts) : parts;
  const sign = value.negative ? 1n << 63n : 0n;
  if (value.kind !== 'finite') {
    bytes.writeBigUInt64LE(sign | ((value.kind === 'nan' ? 31n : 30n) << 58n), 8);
    return new Decimal(bytes);
  }
  bytes.writeBigUInt64LE(value.coefficient & 0xffffffffffffffffn, 0);
  bytes.writeBigUInt64LE(sign | (BigInt(value.exponent + BIAS) << 49n) | (value.coefficient >> 64n), 8);
  return new Decimal(bytes);
};

/** Reads what `String(number)` or a decimal literal gives: `-1.5E+3`, `NaN`, `Infinity`. Undefined when it is none. */
export const parseDecimal = (text: string): DecimalParts | undefined => {
  if (/^[+-]?nan$/i.test(text)) return NAN;
  if (/^[+-]?inf(inity)?$/i.test(text)) return infinity(text.startsWith('-'));
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text);
  if (!match || (!match[2] && !match[3])) return undefined;
  const fraction = match[3] ?? '';
  return finite(
    match[1] === '-',
    BigInt(`${match[2] ?? ''}${fraction}` || '0'),
    Number(match[4] ?? 0) - fraction.length,
  );
};

/** Source: the to-string rules of the Decimal128 specification (scientific-string of IEEE 754-2008). */
export const formatDecimal = (parts: DecimalParts): string => {
  const sign = parts.negative ? '-' : '';
  if (parts.kind === 'nan') return 'NaN';
  if (parts.kind === 'infinity') return `${sign}Infinity`;
  const digits = parts.coefficient.toString();
  const adjusted = parts.exponent + digits.length - 1;
  if (parts.exponent > 0 || adjusted < -6) {
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${rest}E${adjusted < 0 ? '-' : '+'}${Math.abs(adjusted)}`;
  }
  if (parts.exponent === 0) return sign + digits;
  const padded = digits.padStart(1 - parts.exponent, '0');
  return `${sign}${padded.slice(0, parts.exponent)}.${padded.slice(parts.exponent)}`;
};

const signed = (parts: DecimalParts): bigint => (parts.negative ? -parts.coefficient : parts.coefficient);

export const addParts = (a: DecimalParts, b: DecimalParts): DecimalParts => {
  if (a.kind === 'nan' || b.kind === 'nan') return NAN;
  if (a.kind === 'infinity') return b.kind === 'infinity' && a.negative !== b.negative ? NAN : a;
  if (b.kind === 'infinity') return b;
  if (a.coefficient === 0n && a.exponent >= b.exponent) return b;
  if (b.coefficient === 0n && b.exponent >= a.exponent) return a;
  const exponent = Math.min(a.exponent, b.exponent);
  // Beyond 80 digits of distance the smaller one cannot change the 34 that are kept.
  if (Math.abs(a.exponent - b.exponent) > 80) return a.exponent > b.exponent ? a : b;
  const sum =
    signed(a) * 10n ** BigInt(a.exponent - exponent) + signed(b) * 10n ** BigInt(b.exponent - exponent);
  return finite(sum < 0n, sum < 0n ? -sum : sum, exponent);
};

export const multiplyParts = (a: DecimalParts, b: DecimalParts): DecimalParts => {
  const negative = a.negative !== b.negative;
  if (a.kind === 'nan' || b.kind === 'nan') return NAN;
  if (a.kind === 'infinity' || b.kind === 'infinity') {
    const zero = (parts: DecimalParts): boolean => parts.kind === 'finite' && parts.coefficient === 0n;
    return zero(a) || zero(b) ? NAN : infinity(negative);
  }
  return finite(negative, a.coefficient * b.coefficient, a.exponent + b.exponent);
};

/** a / b for finite b other than zero, to 34 digits. */
export const divideParts = (a: DecimalParts, b: DecimalParts): DecimalParts => {
  const negative = a.negative !== b.negative;
  if (a.kind === 'nan' || b.kind === 'nan') return NAN;
  if (a.kind === 'infinity') return b.kind === 'infinity' ? NAN : infinity(negative);
  if (b.kind === 'infinity') return finite(negative, 0n, 0);
  const shift = MAX_DIGITS + 4 + b.coefficient.toString().length;
  const scaled = a.coefficient * 10n ** BigInt(shift);
  let quotient = scaled / b.coefficient;
  let exponent = a.exponent - b.exponent - shift;
  if (scaled % b.coefficient === 0n) {
    const ideal = a.exponent - b.exponent;
    while (exponent < ideal && quotient % 10n === 0n) {
      quotient /= 10n;
      exponent += 1;
    }
  }
  return finite(negative, quotient, exponent);
};

export const decimalToNumber = (parts: DecimalParts): number => Number(formatDecimal(parts));
