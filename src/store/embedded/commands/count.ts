import { keyOf } from '../bson/key.js';
import type { Value } from '../bson/value.js';
import { type Collection } from '../engine/collection.js';
import { MongoError } from '../errors.js';
import { compileFilter } from '../query/filter.js';
import type { Filter } from '../query/predicate.js';
import { visitPath, pathParts } from '../query/path.js';
import type { Plan } from '../query/plan.js';
import { matcher, type Match, partial } from '../query/results.js';
import { openSource } from '../query/source.js';
import { collectionOf, countArg, docArg, type Handler, numberArg, reply, variablesOf } from './command.js';
import { planFor, requireNoCollation } from './query-args.js';

const CHUNK = 1000;

const eachMatch = async (
  collection: Collection,
  plan: Plan,
  filter: Filter,
  visit: (match: Match) => void,
): Promise<void> => {
  const source = openSource(collection, plan);
  const test = matcher(filter, plan, false);
  for (;;) {
    const rows = await source.next(CHUNK);
    if (rows.length === 0) break;
    for (const row of rows) {
      const match = test(row);
      if (match) visit(match);
    }
  }
  await source.close();
};

/** `count`. Without a query the number is kept, not counted. */
export const count: Handler = async (store, { request }) => {
  requireNoCollation(request.body.get('collation'));
  const collection = collectionOf(store, request);
  const query = docArg(request, 'query') ?? new Map();
  const filter = compileFilter(query, variablesOf(store, request));
  const [skip, limit] = [countArg(request, 'skip'), Math.abs(numberArg(request, 'limit', 0))];
  if (!collection) return reply([['n', 0]]);
  let found = collection.size;
  if (query.size > 0) {
    found = 0;
    const plan = planFor(collection, filter, [], request.body.get('hint'));
    await eachMatch(collection, plan, filter, () => {
      found += 1;
    });
  }
  const rest = Math.max(0, found - skip);
  return reply([['n', limit === 0 ? rest : Math.min(rest, limit)]]);
};

/** `distinct`: each value once; an array gives its elements. */
export const distinct: Handler = async (store, { request }) => {
  requireNoCollation(request.body.get('collation'));
  const key = request.body.get('key');
  if (typeof key !== 'string')
    throw new MongoError('TypeMismatch', "BSON field 'distinct.key' is missing or the wrong type");
  const collection = collectionOf(store, request);
  const filter = compileFilter(docArg(request, 'query') ?? new Map(), variablesOf(store, request));
  const values = new Map<string, Value>();
  const parts = pathParts(key);
  const fields = new Set([parts[0] as string]);
  if (collection) {
    const plan = planFor(collection, filter, [], request.body.get('hint'));
    await eachMatch(collection, plan, filter, (match) => {
      visitPath(partial(match.raw, fields), parts, false, (value) => {
        for (const element of Array.isArray(value) ? value : [value]) {
          if (element !== undefined) values.set(keyOf(element), element);
        }
        return false;
      });
    });
  }
  return reply([['values', [...values.values()]]]);
};
