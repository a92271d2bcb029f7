import { compareValues, equalValues } from '../../bson/compare.js';
import { isNumeric } from '../../bson/number.js';
import { type Doc, isDoc, typeName, type Value } from '../../bson/value.js';
import { MongoError } from '../../errors.js';
import { parseSort, sortBy, sortKeyOf } from '../../query/sort.js';
import { arrayOf, integerOf } from './array-operands.js';
import { type Build, isNullish, named, plain, strict, truthy } from './operator.js';

const elementAt = (array: Value, index: Value): Value | undefined => {
  const list = arrayOf('$arrayElemAt', array, 28689);
  const at = integerOf('$arrayElemAt', index, 28690);
  return list[at < 0 ? list.length + at : at];
};

const slice = (array: Value, first: Value, count?: Value): Value => {
  const list = arrayOf('$slice', array, 28724);
  const from = integerOf('$slice', first, 28725);
  if (count === undefined) return from >= 0 ? list.slice(0, from) : list.slice(from);
  const most = integerOf('$slice', count, 28727);
  if (most <= 0) throw new MongoError(28729, 'Third argument to $slice must be positive');
  const start = from >= 0 ? from : Math.max(0, list.length + from);
  return list.slice(start, start + most);
};

const range = (start: Value, end: Value, step: Value = 1): Value => {
  const [from, to, by] = [start, end, step].map((value) => integerOf('$range', value, 34443)) as [
    number,
    number,
    number,
  ];
  if (by === 0) throw new MongoError(34449, '$range requires a non-zero step value');
  const found: Value[] = [];
  for (let at = from; by > 0 ? at < to : at > to; at += by) found.push(at);
  return found;
};

const toPairs = (value: Value): Value => {
  if (!isDoc(value))
    throw new MongoError(40390, `$objectToArray requires a document input, found: ${typeName(value)}`);
  return [...value].map(
    ([k, v]) =>
      new Map<string, Value>([
        ['k', k],
        ['v', v],
      ]),
  );
};

const fromPairs = (value: Value): Value => {
  const result: Doc = new Map();
  for (const pair of arrayOf('$arrayToObject', value, 40386)) {
    const [key, inner] = isDoc(pair) ? [pair.get('k'), pair.get('v')] : Array.isArray(pair) ? pair : [];
    if (typeof key !== 'string' || inner === undefined) {
      throw new MongoError(
        40392,
        '$arrayToObject requires an array of key-value pairs, whose keys are strings',
      );
    }
    result.set(key, inner);
  }
  return result;
};

const sortArray: Build = (operand, compile) => {
  if (!isDoc(operand)) throw new MongoError(2942500, '$sortArray requires an object as an argument');
  const [given, order] = [operand.get('input'), operand.get('sortBy')];
  if (given === undefined || order === undefined)
    throw new MongoError(2942502, "$sortArray requires 'input' and 'sortBy'");
  const input = compile(given);
  const way = isNumeric(order) ? integerOf('$sortArray', order, 2942505) : undefined;
  const keys = way === undefined ? parseSort(order) : [];
  return (scope) => {
    const value = input(scope);
    if (isNullish(value)) return null;
    const list = arrayOf('$sortArray', value, 2942504);
    if (way !== undefined) return [...list].sort((a, b) => way * compareValues(a, b));
    return sortBy(list, (element) => sortKeyOf(isDoc(element) ? element : new Map(), keys));
  };
};

const zip: Build = (operand, compile) => {
  const args = named(operand, compile, '$zip', ['inputs'], ['useLongestLength', 'defaults']);
  return (scope) => {
    const inputs = args.get('inputs')?.(scope);
    if (isNullish(inputs)) return null;
    const lists = arrayOf('$zip', inputs, 34461);
    if (lists.some(isNullish)) return null;
    const arrays = lists.map((list) => arrayOf('$zip', list, 34468));
    const longest = truthy(args.get('useLongestLength')?.(scope));
    const defaults = args.get('defaults')?.(scope);
    const lengths = arrays.map((array) => array.length);
    const length = longest ? Math.max(0, ...lengths) : Math.min(...lengths);
    const missing = (at: number): Value => (Array.isArray(defaults) ? (defaults[at] ?? null) : null);
    return Array.from({ length }, (_, row) => arrays.map((array, at) => array[row] ?? missing(at)));
  };
};

const indexOfArray = (
  array: Value,
  wanted: Value | undefined,
  start: Value = 0,
  end: Value = Number.MAX_SAFE_INTEGER,
): Value => {
  const list = arrayOf('$indexOfArray', array, 40090);
  const [from, to] = [integerOf('$indexOfArray', start, 40096), Number(end)];
  return list.findIndex(
    (element, at) => at >= from && at < to && wanted !== undefined && equalValues(element, wanted),
  );
};

/** Operators on arrays. */
export const ARRAYS: Readonly<Record<string, Build>> = {
  $size: plain((value) => {
    if (!Array.isArray(value))
      throw new MongoError(
        17124,
        `The argument to $size must be an array, but was of type: ${typeName(value)}`,
      );
    return value.length;
  }, 1),
  $in: plain((value, list) => {
    if (!Array.isArray(list))
      throw new MongoError(40081, `$in requires an array as a second argument, found: ${typeName(list)}`);
    return value !== undefined && list.some((element) => equalValues(element, value));
  }, 2),
  $isArray: plain((value) => Array.isArray(value), 1),
  $arrayElemAt: strict(elementAt, 2),
  $first: strict((value) => arrayOf('$first', value, 28689)[0], 1),
  $last: strict((value) => arrayOf('$last', value, 28689).at(-1), 1),
  $slice: strict(slice, 2, 3),
  $range: strict(range, 2, 3),
  $concatArrays: strict(
    (...values) => values.flatMap((value) => arrayOf('$concatArrays', value, 28664)),
    0,
    Number.POSITIVE_INFINITY,
  ),
  $reverseArray: strict((value) => [...arrayOf('$reverseArray', value, 34435)].reverse(), 1),
  $sortArray: sortArray,
  $zip: zip,
  $indexOfArray: plain(
    (array, wanted, start, end) =>
      isNullish(array) ? null : indexOfArray(array, wanted, start ?? 0, end ?? Number.MAX_SAFE_INTEGER),
    2,
    4,
  ),
  $objectToArray: strict(toPairs, 1),
  $arrayToObject: strict(fromPairs, 1),
};
