import {
  add,
  divide,
  isNumeric,
  modulo,
  multiply,
  negate,
  type Numeric,
  subtract,
  toInteger,
  toNumber,
  toParts,
} from '../../bson/number.js';
import { toDecimal, type DecimalParts, finite } from '../../bson/decimal.js';
import { compareNumbers } from '../../bson/compare.js';
import { Decimal, Double, typeName, UtcDate, type Value } from '../../bson/value.js';
import { MongoError } from '../../errors.js';
import { type Build, strict } from './operator.js';

const numeric = (name: string, value: Value, code = 14): Numeric => {
  if (isNumeric(value)) return value;
  throw new MongoError(
    code === 14 ? 'TypeMismatch' : code,
    `${name} only supports numeric types, not ${typeName(value)}`,
  );
};

/** Milliseconds of a number that is added to a date. */
const millis = (value: Numeric): bigint => toInteger(value) ?? BigInt(Math.round(toNumber(value)));

const addAll = (...values: Value[]): Value => {
  let total: Numeric = 0;
  let date: UtcDate | undefined;
  for (const value of values) {
    if (value instanceof UtcDate) {
      if (date) throw new MongoError(16612, 'only one date allowed in an $add expression');
      date = value;
    } else total = add(total, numeric('$add', value));
  }
  return date ? new UtcDate(date.ms + millis(total)) : total;
};

const subtractTwo = (a: Value, b: Value): Value => {
  if (a instanceof UtcDate)
    return b instanceof UtcDate ? a.ms - b.ms : new UtcDate(a.ms - millis(numeric('$subtract', b)));
  return subtract(numeric('$subtract', a), numeric('$subtract', b));
};

type Real = (value: number) => number;

/** A function on doubles; decimals go through a double. */
const real = (name: string, calculate: Real): Build =>
  strict((value) => new Double(calculate(toNumber(numeric(name, value)))), 1);

const keepingType = (name: string, calculate: Real): Build =>
  strict((value) => {
    const number = numeric(name, value, 28765);
    if (number instanceof Double) return new Double(calculate(number.value));
    return number instanceof Decimal ? toPlaces(number, 0, calculate) : number;
  }, 1);

type Rounding = 'even' | 'down';

/** Cuts a decimal to `places` digits after the point, by floor, ceil, half-even or towards zero. */
const toPlaces = (value: Decimal, places: number, how: Real | Rounding): Value => {
  const parts: DecimalParts = toParts(value);
  if (parts.kind !== 'finite' || parts.exponent >= -places) return value;
  const unit = 10n ** BigInt(-places - parts.exponent);
  let quotient = parts.coefficient / unit;
  const rest = parts.coefficient % unit;
  const up =
    how === 'even'
      ? rest * 2n > unit || (rest * 2n === unit && quotient % 2n === 1n)
      : typeof how === 'function' && rest > 0n && how(parts.negative ? -0.5 : 0.5) !== 0;
  if (up) quotient += 1n;
  return toDecimal(finite(parts.negative, quotient, -places));
};

const roundHalfEven = (value: number): number => {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
};

/** `$round` (half to even) and `$trunc`, to a number of places that may be negative. */
const rounding =
  (name: string, how: Rounding): Build =>
  (operand, compile, given) =>
    strict(
      (value, place = 0) => {
        const number = numeric(name, value, 51081);
        const places = Number(toInteger(numeric(name, place)) ?? 0n);
        if (number instanceof Decimal) return toPlaces(number, places, how);
        const cut = how === 'even' ? roundHalfEven : Math.trunc;
        if (number instanceof Double) return new Double(decimalPlaces(number.value, places, cut));
        if (places >= 0) return number;
        return toPlacesOfWhole(number, places, how);
      },
      1,
      2,
    )(operand, compile, given);

const decimalPlaces = (value: number, places: number, cut: Real): number => {
  if (!Number.isFinite(value) || places === 0) return Number.isFinite(value) ? cut(value) : value;
  const [digits, exponent = '0'] = String(value).split('e') as [string, string?];
  const moved = cut(Number(`${digits}e${Number(exponent) + places}`));
  const [movedDigits, movedExponent = '0'] = String(moved).split('e') as [string, string?];
  return Number(`${movedDigits}e${Number(movedExponent) - places}`);
};

const toPlacesOfWhole = (value: number | bigint, places: number, how: Rounding): Value => {
  const unit = 10n ** BigInt(-places);
  const whole = BigInt(value);
  let quotient = whole / unit;
  const twice = (whole % unit) * 2n;
  const size = twice < 0n ? -twice : twice;
  if (how === 'even' && (size > unit || (size === unit && quotient % 2n !== 0n)))
    quotient += whole < 0n ? -1n : 1n;
  const result = quotient * unit;
  return typeof value === 'number' ? Number(result) : result;
};

const absolute = (value: Value): Value => {
  const number = numeric('$abs', value, 28765);
  return compareNumbers(number, 0) < 0 ? negate(number) : number;
};

const power = (base: Value, exponent: Value): Value => {
  const [a, b] = [numeric('$pow', base, 28762), numeric('$pow', exponent, 28763)];
  const result = toNumber(a) ** toNumber(b);
  if (a instanceof Double || b instanceof Double) return new Double(result);
  const [x, y] = [toInteger(a), toInteger(b)];
  if (x === undefined || y === undefined || y < 0n || y > 64n) return new Double(result);
  const exact = x ** y;
  if (BigInt.asIntN(64, exact) !== exact) return new Double(result);
  return typeof a === 'number' && typeof b === 'number' && BigInt.asIntN(32, exact) === exact
    ? Number(exact)
    : exact;
};

const many = (calculate: (...values: Value[]) => Value): Build =>
  strict(calculate, 0, Number.POSITIVE_INFINITY);

/** Arithmetic on every number type and on dates. */
export const ARITHMETIC: Readonly<Record<string, Build>> = {
  $add: many(addAll),
  $subtract: strict(subtractTwo, 2),
  $multiply: many((...values) =>
    values.reduce<Numeric>((total, value) => multiply(total, numeric('$multiply', value)), 1),
  ),
  $divide: strict((a, b) => divide(numeric('$divide', a), numeric('$divide', b)), 2),
  $mod: strict((a, b) => modulo(numeric('$mod', a), numeric('$mod', b)), 2),
  $abs: strict(absolute, 1),
  $ceil: keepingType('$ceil', Math.ceil),
  $floor: keepingType('$floor', Math.floor),
  $round: rounding('$round', 'even'),
  $trunc: rounding('$trunc', 'down'),
  $pow: strict(power, 2),
  $sqrt: real('$sqrt', Math.sqrt),
  $exp: real('$exp', Math.exp),
  $ln: real('$ln', Math.log),
  $log10: real('$log10', Math.log10),
  $log: strict(
    (value, base) =>
      new Double(Math.log(toNumber(numeric('$log', value))) / Math.log(toNumber(numeric('$log', base)))),
    2,
  ),
  $rand: () => () => new Double(Math.random()),
};
