import { BSON } from 'mongodb';

/** Whether a value stands for itself in a comparison, rather than for its fields. */
const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !('_bsontype' in value) &&
  !(value instanceof Date);

const TYPES: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  int: (value) => typeof value === 'number',
  long: (value) => typeof value === 'number' || typeof value === 'bigint' || value instanceof BSON.Long,
  double: (value) => typeof value === 'number',
  number: (value) => typeof value === 'number',
  object: isPlainObject,
  array: (value) => Array.isArray(value),
  objectId: (value) => value instanceof BSON.ObjectId,
  bool: (value) => typeof value === 'boolean',
};

/** A driver's maps and results as plain objects. */
export const plain = (value: unknown): unknown => {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, inner]) => [String(key), plain(inner)]));
  }
  if (!isPlainObject(value) || !('didUpsert' in value)) return value;
  // The Node driver's own field in results of updates.
  const { didUpsert: _own, ...rest } = value;
  return rest;
};

const special = (
  expected: Record<string, unknown>,
  actual: unknown,
  root: boolean,
): string | undefined | null => {
  const [key] = Object.keys(expected);
  switch (key) {
    case '$$exists':
      return (actual !== undefined) === expected.$$exists
        ? undefined
        : `exists should be ${String(expected.$$exists)}`;
    case '$$unsetOrMatches':
      return actual === undefined || actual === null
        ? undefined
        : mismatch(expected.$$unsetOrMatches, actual, root);
    case '$$type': {
      const names = [expected.$$type].flat() as string[];
      return names.some((name) => TYPES[name]?.(actual)) ? undefined : `type should be ${names.join(' or ')}`;
    }
    default:
      return null;
  }
};

/**
 * Why `actual` does not match, or undefined. Source: "Evaluating Matches" of MongoDB's unified test format:
 * at the root (also in the documents of a root array) further keys are allowed, below they are not.
 */
export const mismatch = (expected: unknown, actualValue: unknown, root: boolean): string | undefined => {
  const actual = plain(actualValue);
  if (isPlainObject(expected)) {
    const found = special(expected, actual, root);
    if (found !== null) return found;
    if (!isPlainObject(actual)) return `expected an object, got ${String(actual)}`;
    return objectMismatch(expected, actual, root);
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length)
      return `arrays differ: ${BSON.EJSON.stringify(actual)}`;
    return expected
      .map((item, at) => mismatch(item, actual[at], root))
      .find((reason) => reason !== undefined);
  }
  const [a, b] = [expected, actual].map((value) => BSON.EJSON.stringify({ value }));
  return a === b ? undefined : `expected ${a}, got ${b}`;
};

const objectMismatch = (
  expected: Record<string, unknown>,
  actual: Record<string, unknown>,
  root: boolean,
): string | undefined => {
  for (const [key, value] of Object.entries(expected)) {
    const absent = isPlainObject(value) && ('$$exists' in value || '$$unsetOrMatches' in value);
    if (!(key in actual) && !absent) return `missing ${key}`;
    const reason = mismatch(value, actual[key], false);
    if (reason !== undefined) return `${key}: ${reason}`;
  }
  const extra = root ? undefined : Object.keys(actual).find((key) => !(key in expected));
  return extra === undefined ? undefined : `unexpected ${extra}`;
};
