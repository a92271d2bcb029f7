import { isNumeric, toNumber } from '../bson/number.js';
import { isDoc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { compileFilter, type Variables } from './filter.js';
import type { Special } from './projection-tree.js';

/** `$slice`. */
export const sliceOf = (operand: Value): Special => {
  const integer = (value: Value | undefined): number => {
    if (!isNumeric(value))
      throw new MongoError(28724, 'First argument to $slice must be an number or array of numbers');
    return Math.trunc(toNumber(value));
  };
  const pair = Array.isArray(operand);
  const skip = pair ? integer(operand[0]) : undefined;
  const count = integer(pair ? operand[1] : operand);
  if (pair && count <= 0) throw new MongoError(28724, 'Second argument to $slice must be positive');
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (skip === undefined) return count >= 0 ? value.slice(0, count) : value.slice(count);
    const from = skip >= 0 ? skip : Math.max(0, value.length + skip);
    return value.slice(from, from + count);
  };
};

/** `$elemMatch`: the first element that fits. */
export const elementOf = (operand: Value, variables: Variables): Special => {
  if (!isDoc(operand)) throw new MongoError('BadValue', '$elemMatch requires an object argument');
  const filter = compileFilter(new Map([['v', new Map([['$elemMatch', operand]])]]), variables);
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const element = value.find((item) => filter.test(new Map([['v', [item]]]), undefined));
    return element === undefined ? undefined : [element];
  };
};

/** `a.$`: the element that the query found. */
export const positionalOf: Special = (value, position) => {
  if (!Array.isArray(value)) return value;
  if (position === undefined)
    throw new MongoError(
      51246,
      "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
    );
  return position < value.length ? [value[position] as Value] : [];
};
