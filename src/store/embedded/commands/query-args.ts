import { isDoc, type Value } from '../bson/value.js';
import type { Collection } from '../engine/collection.js';
import type { IndexSpec } from '../engine/index-spec.js';
import { keyOf } from '../bson/key.js';
import { MongoError } from '../errors.js';
import type { Filter } from '../query/predicate.js';
import { choosePlan, hintedPlan, type Plan } from '../query/plan.js';
import type { SortKey } from '../query/sort.js';

/** Only the simple collation is built. Throws CommandNotSupported. */
export const requireNoCollation = (collation: Value | undefined): void => {
  if (isDoc(collation) && collation.size > 0 && collation.get('locale') !== 'simple') {
    throw new MongoError(
      'CommandNotSupported',
      'collations other than simple are not supported by the embedded store',
    );
  }
};

const badHint = (): MongoError =>
  new MongoError(
    'BadValue',
    'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
  );

/** The index a hint names by name or by keys; undefined for `$natural`. Throws BadValue. */
const hintedIndex = (collection: Collection, hint: Value): IndexSpec | '_id_' | undefined => {
  if (typeof hint === 'string') {
    if (hint === '_id_') return '_id_';
    const found = collection.indexes.find((index) => index.name === hint);
    if (!found) throw badHint();
    return found;
  }
  if (!isDoc(hint)) throw new MongoError('FailedToParse', 'Hint must be a string or an object');
  if (hint.has('$natural') || hint.size === 0) return undefined;
  const key = keyOf(hint);
  if (key === keyOf(new Map([['_id', 1]]))) return '_id_';
  const found = collection.indexes.find((index) => keyOf(index.spec.get('key') as Value) === key);
  if (!found) throw badHint();
  return found;
};

/** The plan for a query, following its hint where it has one. */
export const planFor = (
  collection: Collection,
  filter: Filter,
  sort: readonly SortKey[],
  hint: Value | undefined,
): Plan => {
  const index = hint === undefined || hint === null ? undefined : hintedIndex(collection, hint);
  return index === undefined
    ? choosePlan(collection, filter, sort)
    : hintedPlan(collection, index, filter, sort);
};
