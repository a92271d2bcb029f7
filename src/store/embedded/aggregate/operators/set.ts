import { keyOf } from '../../bson/key.js';
import type { Value } from '../../bson/value.js';
import { arrayOf } from './array-operands.js';
import { type Build, plain, strict, truthy } from './operator.js';

const unique = (values: readonly Value[]): Value[] => [
  ...new Map(values.map((value) => [keyOf(value), value])).values(),
];

const keysOf = (values: readonly Value[]): Set<string> => new Set(values.map(keyOf));

const sets = (name: string, calculate: (a: Value[], b: Value[]) => Value): Build =>
  strict((a, b) => calculate(arrayOf(name, a, 17047), arrayOf(name, b, 17047)), 2);

/** Operators on arrays as sets. */
export const SETS: Readonly<Record<string, Build>> = {
  $setUnion: strict(
    (...values) => unique(values.flatMap((value) => arrayOf('$setUnion', value, 17043))),
    0,
    Number.POSITIVE_INFINITY,
  ),
  $setIntersection: strict(
    (...values) => {
      const lists = values.map((value) => arrayOf('$setIntersection', value, 17047));
      const rest = lists.slice(1).map(keysOf);
      return unique((lists[0] ?? []).filter((value) => rest.every((keys) => keys.has(keyOf(value)))));
    },
    0,
    Number.POSITIVE_INFINITY,
  ),
  $setDifference: sets('$setDifference', (a, b) => {
    const keys = keysOf(b);
    return unique(a.filter((value) => !keys.has(keyOf(value))));
  }),
  $setIsSubset: sets('$setIsSubset', (a, b) => {
    const keys = keysOf(b);
    return a.every((value) => keys.has(keyOf(value)));
  }),
  $setEquals: sets('$setEquals', (a, b) => [...keysOf(a)].sort().join() === [...keysOf(b)].sort().join()),
  $anyElementTrue: plain((value) => Array.isArray(value) && value.some(truthy), 1),
  $allElementsTrue: plain((value) => Array.isArray(value) && value.every(truthy), 1),
};
