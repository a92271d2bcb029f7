import { compareValues, equalValues, typeRank } from '../bson/compare.js';
import { keyOf } from '../bson/key.js';
import { isNumeric, toNumber } from '../bson/number.js';
import { type Doc, isDoc, Regex, Singleton, T, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { toRegExp } from './regex.js';

/** Whether one visited value fits; undefined is a missing field. */
export type ValueTest = (value: Value | undefined) => boolean;

export const equalTest = (operand: Value): ValueTest => {
  if (operand === null) return (value) => value === undefined || value === null;
  return (value) => value !== undefined && equalValues(value, operand);
};

/** A document counts as operators when its first field starts with `$`, save those of a DBRef. */
export const isOperatorDoc = (value: Doc): boolean => {
  const first = value.keys().next().value;
  return first?.startsWith('$') === true && first !== '$ref' && first !== '$id' && first !== '$db';
};

const isNaNValue = (value: Value): boolean => isNumeric(value) && Number.isNaN(toNumber(value));

type Order = '$gt' | '$gte' | '$lt' | '$lte';

const ordered: Readonly<Record<Order, (difference: number) => boolean>> = {
  $gt: (difference) => difference > 0,
  $gte: (difference) => difference >= 0,
  $lt: (difference) => difference < 0,
  $lte: (difference) => difference <= 0,
};

/** Values compare within their type only, except with MinKey and MaxKey; NaN only equals itself. */
export const orderTest = (op: Order, operand: Value): ValueTest => {
  const holds = ordered[op];
  if (operand === null) return (value) => (value === undefined || value === null) && holds(0);
  if (operand instanceof Singleton && operand.type !== T.undefined) {
    return (value) => holds(value === undefined ? 1 : compareValues(value, operand));
  }
  if (operand instanceof Regex)
    throw new MongoError('BadValue', `Can't have RegEx as arg to predicate over field`);
  const rank = typeRank(operand);
  const withNaN = isNaNValue(operand);
  return (value) => {
    if (value === undefined || typeRank(value) !== rank) return false;
    if (withNaN || isNaNValue(value)) return withNaN && isNaNValue(value) && holds(0);
    return holds(compareValues(value, operand));
  };
};

export const regexTest = (regex: Regex): ValueTest => {
  const pattern = toRegExp(regex);
  return (value) =>
    (typeof value === 'string' && pattern.test(value)) ||
    (value instanceof Regex && value.pattern === regex.pattern && value.flags === regex.flags);
};

export const listOf = (name: string, operand: Value): Value[] => {
  if (!Array.isArray(operand)) throw new MongoError('BadValue', `${name} needs an array`);
  return operand;
};

export const inTest = (operands: readonly Value[]): ValueTest => {
  const patterns = operands.filter((value) => value instanceof Regex).map(regexTest);
  for (const value of operands) {
    if (isDoc(value) && isOperatorDoc(value)) throw new MongoError('BadValue', 'cannot nest $ under $in');
  }
  const keys = new Set(operands.map(keyOf));
  const withNull = operands.includes(null);
  return (value) => {
    if (value === undefined) return withNull;
    return keys.has(keyOf(value)) || patterns.some((pattern) => pattern(value));
  };
};

export const regexOperand = (operand: Value, siblings: Doc): Regex => {
  const options = siblings.get('$options');
  if (options !== undefined && typeof options !== 'string') {
    throw new MongoError('BadValue', '$options has to be a string');
  }
  if (operand instanceof Regex) {
    if (options !== undefined && operand.flags !== '') {
      throw new MongoError(51075, 'options set in both $regex and $options');
    }
    return new Regex(operand.pattern, options ?? operand.flags);
  }
  if (typeof operand !== 'string') throw new MongoError('BadValue', '$regex has to be a string');
  return new Regex(operand, options ?? '');
};
