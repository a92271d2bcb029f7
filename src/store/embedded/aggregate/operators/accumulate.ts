import { compareValues } from '../../bson/compare.js';
import { add, divide, isNumeric, type Numeric, toNumber } from '../../bson/number.js';
import { Double, type Value } from '../../bson/value.js';
import { type Build, isNullish } from './operator.js';

/** The sum of what is a number; anything else counts for nothing. */
export const sumOf = (values: readonly (Value | undefined)[]): Numeric =>
  values.filter(isNumeric).reduce<Numeric>(add, 0);

export const averageOf = (values: readonly (Value | undefined)[]): Value => {
  const numbers = values.filter(isNumeric);
  return numbers.length === 0 ? null : divide(sumOf(numbers), new Double(numbers.length));
};

/** The largest (1) or smallest (-1) value that is not null or missing. */
export const extremeOf = (values: readonly (Value | undefined)[], way: number): Value => {
  let best: Value | undefined;
  for (const value of values) {
    if (isNullish(value)) continue;
    if (best === undefined || way * compareValues(value, best) > 0) best = value;
  }
  return best ?? null;
};

/** Standard deviation of the numbers: of the whole population or of a sample. */
export const deviationOf = (values: readonly (Value | undefined)[], sample: boolean): Value => {
  const numbers = values.filter(isNumeric).map(toNumber);
  const count = numbers.length - (sample ? 1 : 0);
  if (count <= 0) return null;
  const mean = numbers.reduce((total, value) => total + value, 0) / numbers.length;
  return new Double(Math.sqrt(numbers.reduce((total, value) => total + (value - mean) ** 2, 0) / count));
};

type Reduce = (values: readonly (Value | undefined)[]) => Value;

/** With one operand its elements are taken, with several their values. */
const overValues =
  (reduce: Reduce): Build =>
  (operand, compile) => {
    if (Array.isArray(operand) && operand.length !== 1) {
      const list = operand.map(compile);
      return (scope) => reduce(list.map((evaluate) => evaluate(scope)));
    }
    const evaluate = compile(Array.isArray(operand) ? (operand[0] as Value) : operand);
    return (scope) => {
      const value = evaluate(scope);
      return reduce(Array.isArray(value) ? value : [value]);
    };
  };

/** `$sum`, `$avg`, … used as expressions over one document. */
export const ACCUMULATE: Readonly<Record<string, Build>> = {
  $sum: overValues(sumOf),
  $avg: overValues(averageOf),
  $min: overValues((values) => extremeOf(values, -1)),
  $max: overValues((values) => extremeOf(values, 1)),
  $stdDevPop: overValues((values) => deviationOf(values, false)),
  $stdDevSamp: overValues((values) => deviationOf(values, true)),
};
