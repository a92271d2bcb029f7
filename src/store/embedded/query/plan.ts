import { equalValues } from '../bson/compare.js';
import type { Collection } from '../engine/collection.js';
import type { IndexSpec } from '../engine/index-spec.js';
import { after } from '../engine/keys.js';
import { type Bounds, boundsOf, componentKey, stretch } from './bounds.js';
import type { Condition, Filter } from './predicate.js';
import { isIndex } from './path.js';
import type { SortKey } from './sort.js';

export interface Stretch {
  readonly low: string;
  readonly high: string;
}

/** How the candidates are found. Candidates are always tested against the filter again. */
export type Plan =
  | {
      readonly kind: 'points';
      readonly ids: readonly string[];
      readonly sorted: boolean;
      /** The filter says no more than that. */
      readonly exact: boolean;
    }
  | {
      readonly kind: 'documents';
      readonly range: Stretch | undefined;
      readonly reverse: boolean;
      readonly sorted: boolean;
    }
  | {
      readonly kind: 'index';
      readonly index: IndexSpec;
      readonly stretches: readonly Stretch[];
      readonly reverse: boolean;
      readonly sorted: boolean;
    }
  | { readonly kind: 'union'; readonly plans: readonly Plan[]; readonly sorted: false };

const MAX_STRETCHES = 2000;

const on = (filter: Filter, path: string): readonly Condition[] =>
  filter.conditions.filter((condition) => condition.path === path);

/** Whether a query's conditions make sure that one condition of a partial index holds. */
const implied = (wanted: Condition, conditions: readonly Condition[]): boolean =>
  conditions.some((given) => {
    if (given.path !== wanted.path) return false;
    if (given.op === wanted.op && equalValues(given.operand, wanted.operand)) return true;
    return wanted.op === '$exists' && excludesMissing(given);
  });

const excludesMissing = (condition: Condition): boolean => {
  if (condition.op === '$in') return Array.isArray(condition.operand) && !condition.operand.includes(null);
  return condition.op === '$exists' || condition.operand !== null;
};

const usable = (index: IndexSpec, filter: Filter): boolean => {
  if (index.fields.some((field) => field.parts.some(isIndex))) return false;
  if (index.partial) {
    return (
      index.partial.complete && index.partial.conditions.every((wanted) => implied(wanted, filter.conditions))
    );
  }
  if (!index.sparse) return true;
  return index.fields.some((field) => on(filter, field.path).some(excludesMissing));
};

interface Walk {
  readonly stretches: readonly Stretch[];
  /** Fields fixed by equality, and whether one more has an interval. */
  readonly fixed: number;
  readonly ranged: boolean;
  /** All fields fixed to single keys. */
  readonly keys: readonly string[] | undefined;
}

/** The stretches of an index the filter leaves, or undefined when it says nothing about its first field. */
const walkIndex = (index: IndexSpec, filter: Filter, multikey: boolean): Walk => {
  let prefixes = [''];
  let fixed = 0;
  for (const field of index.fields) {
    if (multikey && fixed > 0) break;
    const bounds: Bounds | undefined = boundsOf(on(filter, field.path), !multikey);
    if (!bounds) break;
    if ('interval' in bounds) {
      const stretches = prefixes.map((prefix) => stretch(prefix, bounds.interval, field.descending));
      return { stretches, fixed, ranged: true, keys: undefined };
    }
    const points = bounds.points.map((key) => componentKey(key, field));
    if (prefixes.length * points.length > MAX_STRETCHES) break;
    prefixes = prefixes.flatMap((prefix) => points.map((point) => prefix + point));
    fixed += 1;
  }
  const stretches = prefixes
    .sort()
    .map((prefix) => ({ low: prefix, high: prefix === '' ? '' : after(prefix) }));
  return { stretches, fixed, ranged: false, keys: fixed === index.fields.length ? prefixes : undefined };
};

/** Whether reading the index (after `fixed` fields) gives the order asked for: 1 forwards, -1 backwards, 0 no. */
const givesOrder = (index: IndexSpec, walk: Walk, sort: readonly SortKey[], multikey: boolean): number => {
  if (multikey || walk.stretches.length > 1 || sort.length === 0) return 0;
  const rest = index.fields.slice(walk.fixed);
  let way = 0;
  for (const [at, key] of sort.entries()) {
    const field = rest[at];
    if (!field || field.path !== key.path) return 0;
    const same = field.descending === key.descending ? 1 : -1;
    if (way !== 0 && way !== same) return 0;
    way = same;
  }
  return way;
};

const planById = (filter: Filter, sort: readonly SortKey[]): Plan | undefined => {
  const bounds = boundsOf(on(filter, '_id'), true);
  const only = sort.length === 1 && sort[0]?.path === '_id' ? sort[0] : undefined;
  const reverse = only?.descending === true;
  if (!bounds) return undefined;
  if ('points' in bounds) {
    const sorted = bounds.points.length <= 1;
    return { kind: 'points', ids: bounds.points, sorted, exact: filter.conditions.length === 1 };
  }
  const range = stretch('', bounds.interval, false);
  return { kind: 'documents', range, reverse, sorted: only !== undefined };
};

const scanAll = (sort: readonly SortKey[]): Plan => {
  const only = sort.length === 1 && sort[0]?.path === '_id' ? sort[0] : undefined;
  return {
    kind: 'documents',
    range: undefined,
    reverse: only?.descending === true,
    sorted: only !== undefined,
  };
};

const planIndex = (
  collection: Collection,
  index: IndexSpec,
  filter: Filter,
  sort: readonly SortKey[],
): { plan: Plan; score: number } => {
  const multikey = collection.isMultikey(index);
  const walk = walkIndex(index, filter, multikey);
  const way = givesOrder(index, walk, sort, multikey);
  if (index.unique && walk.keys && !multikey) {
    const ids = walk.keys.map((key) => collection.lookup(index, key)).filter((id) => id !== undefined);
    return { plan: { kind: 'points', ids, sorted: ids.length <= 1, exact: false }, score: 1000 };
  }
  const plan: Plan = {
    kind: 'index',
    index,
    stretches: walk.stretches,
    reverse: way < 0,
    sorted: way !== 0,
  };
  return { plan, score: walk.fixed * 10 + (walk.ranged ? 5 : 0) + (way === 0 ? 0 : 3) };
};

/** Chooses the way to the candidates: by _id, by the index that fixes most, or through all documents. */
export const choosePlan = (collection: Collection, filter: Filter, sort: readonly SortKey[]): Plan => {
  const byId = planById(filter, sort);
  if (byId?.kind === 'points') return byId;
  let best: { plan: Plan; score: number } | undefined;
  for (const index of collection.indexes) {
    if (!usable(index, filter)) continue;
    const found = planIndex(collection, index, filter, sort);
    if (found.score > (best?.score ?? 0)) best = found;
  }
  if (best && (!byId || best.score > 5)) return best.plan;
  return byId ?? planUnion(collection, filter) ?? scanAll(sort);
};

/** An `$or` whose every branch has a plan better than reading everything. */
const planUnion = (collection: Collection, filter: Filter): Plan | undefined => {
  if (!filter.branches) return undefined;
  const plans = filter.branches.map((branch) => choosePlan(collection, branch, []));
  const all = plans.some((plan) => plan.kind === 'documents' && plan.range === undefined);
  return all ? undefined : { kind: 'union', plans, sorted: false };
};

/** The plan a hint asks for: the index is used even where it does not help. */
export const hintedPlan = (
  collection: Collection,
  index: IndexSpec | '_id_',
  filter: Filter,
  sort: readonly SortKey[],
): Plan => {
  if (index === '_id_') return planById(filter, sort) ?? scanAll(sort);
  return planIndex(collection, index, filter, sort).plan;
};
