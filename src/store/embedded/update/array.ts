import { compareValues, equalValues } from '../bson/compare.js';
import { keyOf } from '../bson/key.js';
import { isNumeric, toInteger } from '../bson/number.js';
import { type Doc, isDoc, typeName, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { compileFilter } from '../query/filter.js';
import { isOperatorDoc } from '../query/value-tests.js';
import { parseSort, sortBy, sortKeyOf } from '../query/sort.js';
import { Regex } from '../bson/value.js';

/** Gives the array after the change; undefined in means the field was missing. */
export type ArrayChange = (array: readonly Value[] | undefined) => Value[] | undefined;

const integerOf = (value: Value, what: string): number => {
  const whole = isNumeric(value) ? toInteger(value) : undefined;
  if (whole === undefined) {
    throw new MongoError(
      'BadValue',
      `The value for ${what} must be an integer value but was given type: ${typeName(value)}`,
    );
  }
  return Number(whole);
};

const eachOf = (value: Doc, operator: string): readonly Value[] => {
  const each = value.get('$each');
  if (!Array.isArray(each)) {
    throw new MongoError(
      'BadValue',
      `The argument to $each in ${operator} must be an array but it was of type: ${typeName(each)}`,
    );
  }
  return each;
};

const pushSort = (spec: Value): ((array: Value[]) => Value[]) => {
  if (isNumeric(spec)) {
    const way = integerOf(spec, '$sort');
    if (way !== 1 && way !== -1)
      throw new MongoError('BadValue', 'The $sort element value must be either 1 or -1');
    return (array) => array.sort((a, b) => way * compareValues(a, b));
  }
  if (!isDoc(spec)) {
    throw new MongoError(
      'BadValue',
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  }
  const keys = parseSort(spec);
  return (array) => sortBy(array, (element) => sortKeyOf(isDoc(element) ? element : new Map(), keys));
};

const sliced = (array: Value[], count: number): Value[] => {
  if (count === 0) return [];
  return count > 0 ? array.slice(0, count) : array.slice(count);
};

/** `$push`, with its modifiers $each, $position, $sort and $slice. */
export const parsePush = (value: Value): ArrayChange => {
  if (!isDoc(value) || !value.has('$each')) return (array) => [...(array ?? []), value];
  const each = eachOf(value, '$push');
  for (const name of value.keys()) {
    if (!['$each', '$slice', '$sort', '$position'].includes(name)) {
      throw new MongoError('BadValue', `Unrecognized clause in $push: ${name}`);
    }
  }
  const [slice, sort, position] = [value.get('$slice'), value.get('$sort'), value.get('$position')];
  const place = position === undefined ? undefined : integerOf(position, '$position');
  const keep = slice === undefined ? undefined : integerOf(slice, '$slice');
  const sorted = sort === undefined ? undefined : pushSort(sort);
  return (array) => {
    let result = [...(array ?? [])];
    result.splice(place ?? result.length, 0, ...each);
    if (sorted) result = sorted(result);
    return keep === undefined ? result : sliced(result, keep);
  };
};

/** `$addToSet`: only values that are not there yet. */
export const parseAddToSet = (value: Value): ArrayChange => {
  const added = isDoc(value) && value.has('$each') ? eachOf(value, '$addToSet') : [value];
  return (array) => {
    const result = [...(array ?? [])];
    const keys = new Set(result.map(keyOf));
    for (const element of added) {
      const key = keyOf(element);
      if (!keys.has(key)) result.push(element);
      keys.add(key);
    }
    return result;
  };
};

/** `$pop`: the first (-1) or the last (1) element goes. */
export const parsePop = (value: Value): ArrayChange => {
  const way = isNumeric(value) ? toInteger(value) : undefined;
  if (way !== 1n && way !== -1n) throw new MongoError('FailedToParse', '$pop expects 1 or -1');
  return (array) => array && (way === 1n ? array.slice(0, -1) : array.slice(1));
};

/** `$pull`: every element that equals the value or matches the condition. */
export const parsePull = (value: Value, variables: ReadonlyMap<string, Value>): ArrayChange => {
  const matches = pullTest(value, variables);
  return (array) => array?.filter((element) => !matches(element));
};

const pullTest = (value: Value, variables: ReadonlyMap<string, Value>): ((element: Value) => boolean) => {
  if (value instanceof Regex || (isDoc(value) && isOperatorDoc(value))) {
    const filter = compileFilter(new Map([['v', value]]), variables);
    return (element) => filter.test(new Map([['v', element]]), undefined);
  }
  if (!isDoc(value)) return (element) => equalValues(element, value);
  const filter = compileFilter(value, variables);
  return (element) => isDoc(element) && filter.test(element, undefined);
};

/** `$pullAll`: every element equal to one of the values. */
export const parsePullAll = (value: Value): ArrayChange => {
  if (!Array.isArray(value)) {
    throw new MongoError(
      'BadValue',
      `$pullAll requires an array argument but was given a ${typeName(value)}`,
    );
  }
  const keys = new Set(value.map(keyOf));
  return (array) => array?.filter((element) => !keys.has(keyOf(element)));
};
