import { decimalParts } from './decimal.js';
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
  T,
  Timestamp,
  typeOf,
  UtcDate,
  type Value,
} from './value.js';

/**
 * The order of types: MinKey, null, numbers, text, object, array, binary, ObjectId, boolean, date, timestamp, regex…
 * Source: MongoDB manual, "Comparison/Sort Order"; undefined sorts just before null as the server's canonical types do.
 */
const ORDER: Readonly<Record<number, number>> = {
  [T.minKey]: 1,
  [T.undefined]: 4,
  [T.null]: 5,
  [T.int]: 10,
  [T.long]: 10,
  [T.double]: 10,
  [T.decimal]: 10,
  [T.string]: 15,
  [T.symbol]: 15,
  [T.object]: 20,
  [T.array]: 25,
  [T.binary]: 30,
  [T.objectId]: 35,
  [T.bool]: 40,
  [T.date]: 45,
  [T.timestamp]: 47,
  [T.regex]: 50,
  [T.dbPointer]: 55,
  [T.code]: 60,
  [T.codeWithScope]: 65,
  [T.maxKey]: 127,
};

/** Where a value's type stands in the order; values of equal rank compare with each other. */
export const typeRank = (value: Value): number => ORDER[typeOf(value)] as number;

/** Text by the bytes of its UTF-8, which differs from UTF-16 order above the basic plane. */
export const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x !== y) {
      // Surrogates (above U+FFFF) come after every other unit in UTF-8.
      const high = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
      return high(x) - high(y);
    }
  }
  return a.length - b.length;
};

const sign = (difference: number): number => (difference < 0 ? -1 : difference > 0 ? 1 : 0);

/** An exact fraction numerator / 2^0 * 10^exponent: finite doubles and decimals as bigints on one scale. */
const exact = (value: Numeric): { readonly coefficient: bigint; readonly exponent: number } => {
  if (value instanceof Decimal) {
    const parts = decimalParts(value);
    return { coefficient: parts.negative ? -parts.coefficient : parts.coefficient, exponent: parts.exponent };
  }
  if (typeof value === 'bigint') return { coefficient: value, exponent: 0 };
  return exactDouble(toNumber(value));
};

/** A double is m * 2^-k, which is m * 5^k * 10^-k. */
const exactDouble = (value: number): { readonly coefficient: bigint; readonly exponent: number } => {
  if (Number.isInteger(value)) return { coefficient: BigInt(value), exponent: 0 };
  let shift = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift += 1;
  }
  return { coefficient: BigInt(scaled) * 5n ** BigInt(shift), exponent: -shift };
};

const compareExact = (a: Numeric, b: Numeric): number => {
  const [x, y] = [toNumber(a), toNumber(b)];
  if (!Number.isFinite(x) || !Number.isFinite(y) || Math.abs(x - y) > Math.abs(x) * 1e-9 + 1e-300) {
    if (!Number.isFinite(x) && !Number.isFinite(y) && x === y) return 0;
    if (x !== y) return sign(x - y);
  }
  const [left, right] = [exact(a), exact(b)];
  const exponent = Math.min(left.exponent, right.exponent);
  const difference =
    left.coefficient * 10n ** BigInt(left.exponent - exponent) -
    right.coefficient * 10n ** BigInt(right.exponent - exponent);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

/** By value whatever the types; NaN equals itself and comes before every other number. */
export const compareNumbers = (a: Numeric, b: Numeric): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [toNumber(a), toNumber(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) ? (Number.isNaN(y) ? 0 : -1) : 1;
  if (a instanceof Decimal || b instanceof Decimal) return compareExact(a, b);
  const left = a instanceof Double ? a.value : a;
  const right = b instanceof Double ? b.value : b;
  return left < right ? -1 : left > right ? 1 : 0;
};

const compareBinary = (a: Binary, b: Binary): number =>
  a.bytes.length - b.bytes.length || a.subtype - b.subtype || Buffer.compare(a.bytes, b.bytes);

const compareBig = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

const compareDocs = (a: Doc, b: Doc): number => {
  const [left, right] = [a.entries(), b.entries()];
  for (;;) {
    const [x, y] = [left.next(), right.next()];
    if (x.done || y.done) return x.done ? (y.done ? 0 : -1) : 1;
    const [xName, xValue] = x.value;
    const [yName, yValue] = y.value;
    const difference =
      typeRank(xValue) - typeRank(yValue) || compareText(xName, yName) || compareValues(xValue, yValue);
    if (difference !== 0) return difference;
  }
};

const compareArrays = (a: readonly Value[], b: readonly Value[]): number => {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = compareValues(a[at] as Value, b[at] as Value);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
};

const compareCode = (a: Code, b: Code): number =>
  compareText(a.code, b.code) || (a.scope && b.scope ? compareDocs(a.scope, b.scope) : 0);

const textOf = (value: Value): string => (value instanceof Sym ? value.value : (value as string));

/** Negative, zero or positive: the order MongoDB sorts by. */
export const compareValues = (a: Value, b: Value): number => {
  const rank = typeRank(a) - typeRank(b);
  if (rank !== 0) return rank;
  if (isNumeric(a)) return compareNumbers(a, b as Numeric);
  if (typeof a === 'string' || a instanceof Sym) return compareText(textOf(a), textOf(b));
  if (typeof a === 'boolean') return Number(a) - Number(b);
  if (isDoc(a)) return compareDocs(a, b as Doc);
  if (Array.isArray(a)) return compareArrays(a, b as Value[]);
  if (a instanceof ObjectId) return Buffer.compare(a.bytes, (b as ObjectId).bytes);
  if (a instanceof UtcDate) return compareBig(a.ms, (b as UtcDate).ms);
  if (a instanceof Binary) return compareBinary(a, b as Binary);
  if (a instanceof Timestamp) return compareBig(a.value, (b as Timestamp).value);
  if (a instanceof Regex) {
    return compareText(a.pattern, (b as Regex).pattern) || compareText(a.flags, (b as Regex).flags);
  }
  if (a instanceof DbPointer) {
    return compareText(a.namespace, (b as DbPointer).namespace) || Buffer.compare(a.id, (b as DbPointer).id);
  }
  return a instanceof Code ? compareCode(a, b as Code) : 0;
};

export const equalValues = (a: Value, b: Value): boolean => compareValues(a, b) === 0;
