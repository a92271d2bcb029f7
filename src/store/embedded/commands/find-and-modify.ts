import { rawDocument, encode } from '../bson/encode.js';
import { type Doc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { compileFilter } from '../query/filter.js';
import type { Filter } from '../query/predicate.js';
import { compileFindProjection, type Projection } from '../query/projection.js';
import { parseSort } from '../query/sort.js';
import { partial } from '../query/results.js';
import { compileUpdate, type Update } from '../update/update.js';
import { collectionName, docArg, flagArg, type Handler, reply, type Store, variablesOf } from './command.js';
import type { Request } from '../wire/message.js';
import { applyUpdate, eachTarget, idOf, upsert } from './modify.js';
import { planFor, requireNoCollation } from './query-args.js';

interface Outcome {
  found: boolean;
  before: Buffer | undefined;
  after: Buffer | undefined;
  position: number | undefined;
}

interface Spec {
  readonly query: Doc;
  readonly filter: Filter;
  readonly update: Update | undefined;
  readonly fresh: boolean;
  readonly upsert: boolean;
  readonly projection: Projection | undefined;
}

const readSpec = (store: Store, request: Request): Spec => {
  const variables = variablesOf(store, request);
  requireNoCollation(request.body.get('collation'));
  const query = docArg(request, 'query') ?? new Map();
  const remove = flagArg(request, 'remove');
  const given = request.body.get('update');
  if (remove === (given !== undefined)) {
    throw new MongoError(
      'FailedToParse',
      remove
        ? 'Cannot specify both an update and remove=true'
        : 'Either an update or remove=true must be specified',
    );
  }
  const fresh = flagArg(request, 'new');
  if (remove && fresh)
    throw new MongoError(
      'FailedToParse',
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
  if (remove && flagArg(request, 'upsert'))
    throw new MongoError('FailedToParse', 'Cannot specify both upsert=true and remove=true ');
  const arrayFilters = request.body.get('arrayFilters');
  const fields = docArg(request, 'fields');
  return {
    query,
    filter: compileFilter(query, variables),
    update: remove
      ? undefined
      : compileUpdate(given, Array.isArray(arrayFilters) ? arrayFilters : [], variables),
    fresh,
    upsert: flagArg(request, 'upsert'),
    projection: fields?.size ? compileFindProjection(fields, variables) : undefined,
  };
};

const shown = (raw: Buffer | undefined, spec: Spec, position: number | undefined): Value => {
  if (!raw) return null;
  if (!spec.projection) return rawDocument(raw);
  return rawDocument(encode(spec.projection.apply(partial(raw, spec.projection.fields), position)));
};

const act = async (store: Store, request: Request, spec: Spec): Promise<Outcome> => {
  const outcome: Outcome = { found: false, before: undefined, after: undefined, position: undefined };
  const collection = store.engine.get(request.db, collectionName(request));
  if (!collection) return outcome;
  const sort = parseSort(docArg(request, 'sort'));
  const plan = planFor(collection, spec.filter, sort, request.body.get('hint'));
  const positional = spec.update?.positional === true || spec.projection?.positional === true;
  await eachTarget({ collection, filter: spec.filter, plan, sort, positional }, (target) => {
    outcome.found = true;
    outcome.before = target.raw;
    outcome.position = target.position;
    if (spec.update) outcome.after = applyUpdate(collection, target, spec.update, store.now()).after;
    else collection.remove(target);
    return false;
  });
  return outcome;
};

/** `findAndModify`: the first document that matches, as it was before or is after. */
export const findAndModify: Handler = async (store, { request }) => {
  const spec = readSpec(store, request);
  const outcome = await act(store, request, spec);
  const last: Doc = new Map<string, Value>([['n', outcome.found ? 1 : 0]]);
  if (spec.update) last.set('updatedExisting', outcome.found);
  if (!outcome.found && spec.upsert && spec.update) {
    const collection = store.engine.getOrCreate(request.db, collectionName(request));
    outcome.after = upsert(collection, spec.query, spec.update, store.now());
    last.set('n', 1);
    last.set('upserted', idOf(outcome.after));
  }
  const value = shown(spec.fresh ? outcome.after : outcome.before, spec, outcome.position);
  return reply([
    ['lastErrorObject', last],
    ['value', value],
  ]);
};
