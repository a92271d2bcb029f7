import { typeRank } from '../bson/compare.js';
import { invert, keyOf } from '../bson/key.js';
import { Regex, Singleton, type Value } from '../bson/value.js';
import type { IndexField } from '../engine/index-spec.js';
import { after } from '../engine/keys.js';
import type { Condition } from './predicate.js';

/** One end of an interval of keys. */
interface End {
  readonly key: string;
  readonly inclusive: boolean;
}

export interface Interval {
  readonly low: End;
  readonly high: End;
}

/** What the conditions on one path leave: single keys, or one interval. */
export type Bounds = { readonly points: readonly string[] } | { readonly interval: Interval };

/** Values whose index entries an equality can be looked up by. Arrays have their elements' entries, not their own. */
const plain = (value: Value): boolean => !Array.isArray(value) && !(value instanceof Regex);

const pointsOf = (condition: Condition): readonly string[] | undefined => {
  if (condition.op === '$eq') return plain(condition.operand) ? [keyOf(condition.operand)] : undefined;
  if (condition.op !== '$in' || !Array.isArray(condition.operand)) return undefined;
  if (!condition.operand.every(plain)) return undefined;
  return [...new Set(condition.operand.map(keyOf))].sort();
};

const intervalOf = (condition: Condition): Interval | undefined => {
  const { op, operand } = condition;
  if (op !== '$gt' && op !== '$gte' && op !== '$lt' && op !== '$lte') return undefined;
  if (operand === null || operand instanceof Singleton || !plain(operand)) return undefined;
  const rank: End = { key: String.fromCharCode(typeRank(operand)), inclusive: true };
  const end: End = { key: keyOf(operand), inclusive: op === '$gte' || op === '$lte' };
  return op === '$gt' || op === '$gte' ? { low: end, high: rank } : { low: rank, high: end };
};

const tighter = (a: Interval, b: Interval): Interval => ({
  low: a.low.key > b.low.key || (a.low.key === b.low.key && !a.low.inclusive) ? a.low : b.low,
  high: lowerHigh(a.high, b.high),
});

/** A type's own end is the beginning of every key of the type, so a longer key with it is the tighter end. */
const lowerHigh = (a: End, b: End): End => {
  if (a.key.length === 1 || b.key.length === 1) return a.key.length === 1 ? b : a;
  if (a.key === b.key) return a.inclusive ? b : a;
  return a.key < b.key ? a : b;
};

/**
 * The keys a field's conditions leave. Two intervals are joined only where a document has one entry (`single`):
 * with several, one element may fulfil the one and another the other.
 */
export const boundsOf = (conditions: readonly Condition[], single: boolean): Bounds | undefined => {
  let interval: Interval | undefined;
  for (const condition of conditions) {
    const points = pointsOf(condition);
    if (points) return { points };
    const found = intervalOf(condition);
    if (!found) continue;
    if (!interval) interval = found;
    else if (single && found.low.key[0] === interval.low.key[0]) interval = tighter(interval, found);
  }
  return interval && { interval };
};

/** The key of one component as its index keeps it. */
export const componentKey = (key: string, field: IndexField): string =>
  field.descending ? invert(key) : key;

/** The stretch of keys (with `prefix` before the component) that an interval means, low inclusive, high exclusive. */
export const stretch = (
  prefix: string,
  interval: Interval,
  descending: boolean,
): { low: string; high: string } => {
  const [first, last] = descending ? [interval.high, interval.low] : [interval.low, interval.high];
  const key = (end: End): string => prefix + (descending ? invert(end.key) : end.key);
  return {
    low: first.inclusive ? key(first) : after(key(first)),
    high: last.inclusive ? after(key(last)) : key(last),
  };
};
