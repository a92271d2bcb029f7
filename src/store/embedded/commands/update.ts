import { decodeFields, eachElement } from '../bson/decode.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import type { Collection } from '../engine/collection.js';
import { MongoError } from '../errors.js';
import { compileFilter, requireQuery, type Variables } from '../query/filter.js';
import { parseSort } from '../query/sort.js';
import { compileUpdate, type Update } from '../update/update.js';
import { documentsOf, type Request } from '../wire/message.js';
import { collectionName, type Handler, reply, type Store, variablesOf } from './command.js';
import { requireBatch } from './insert.js';
import { applyUpdate, eachTarget, idOf, upsert } from './modify.js';
import { planFor, requireNoCollation } from './query-args.js';
import { runBatch } from './write-errors.js';

interface Totals {
  matched: number;
  modified: number;
  readonly upserted: Doc[];
}

const KNOWN = new Set([
  'q',
  'u',
  'c',
  'multi',
  'upsert',
  'collation',
  'arrayFilters',
  'hint',
  'sort',
  'upsertSupplied',
  'sampleId',
]);

const readStatement = (raw: Buffer): Doc => {
  const names = new Set<string>();
  eachElement(raw, 0, raw.length, (name) => {
    if (!KNOWN.has(name))
      throw new MongoError(40415, `BSON field 'update.updates.${name}' is an unknown field.`);
    names.add(name);
  });
  return decodeFields(raw, names);
};

const listOf = (value: Value | undefined): readonly Value[] => (Array.isArray(value) ? value : []);

/** `c` gives a pipeline's constants their names. */
const withConstants = (variables: Variables, constants: Value | undefined): Variables =>
  isDoc(constants) ? new Map([...variables, ...constants]) : variables;

interface Parsed {
  readonly statement: Doc;
  readonly query: Doc;
  readonly update: Update;
  readonly variables: Variables;
}

const parseStatement = (raw: Buffer, variables: Variables): Parsed => {
  const statement = readStatement(raw);
  requireNoCollation(statement.get('collation'));
  const all = withConstants(variables, statement.get('c'));
  const update = compileUpdate(statement.get('u'), listOf(statement.get('arrayFilters')), all);
  const multi = statement.get('multi') === true;
  if (multi && update.replacement)
    throw new MongoError('FailedToParse', 'multi update is not supported for replacement-style update');
  if (multi && statement.has('sort'))
    throw new MongoError('FailedToParse', 'Cannot specify sort with multi=true');
  return { statement, query: requireQuery(statement.get('q'), 'update.updates.q'), update, variables: all };
};

const runStatement = (
  store: Store,
  collection: Collection | undefined,
  parsed: Parsed,
  totals: Totals,
): void | Promise<void> => {
  const { statement, query, update } = parsed;
  const filter = compileFilter(query, parsed.variables);
  if (!collection) return;
  const multi = statement.get('multi') === true;
  const sort = parseSort(statement.get('sort'));
  const plan = planFor(collection, filter, sort, statement.get('hint'));
  return eachTarget({ collection, filter, plan, sort, positional: update.positional }, (target) => {
    const change = applyUpdate(collection, target, update, store.now());
    totals.matched += 1;
    if (change.after !== change.before && !change.after.equals(change.before)) totals.modified += 1;
    return multi;
  });
};

const upsertStatement = (
  store: Store,
  request: Request,
  parsed: Parsed,
  index: number,
  totals: Totals,
): void => {
  const collection = store.engine.getOrCreate(request.db, collectionName(request));
  const raw = upsert(collection, parsed.query, parsed.update, store.now());
  totals.matched += 1;
  totals.upserted.push(
    new Map<string, Value>([
      ['index', index],
      ['_id', idOf(raw)],
    ]),
  );
};

/** `update`: each statement in turn. */
export const update: Handler = async (store, { request }) => {
  const statements = documentsOf(request, 'updates');
  requireBatch(statements.length);
  const name = collectionName(request);
  const variables = variablesOf(store, request);
  const totals: Totals = { matched: 0, modified: 0, upserted: [] };
  const finish = (parsed: Parsed, index: number, before: number): void => {
    if (totals.matched > before || parsed.statement.get('upsert') !== true) return;
    upsertStatement(store, request, parsed, index, totals);
  };
  const errors = await runBatch(statements.length, request.body.get('ordered') !== false, (index) => {
    const parsed = parseStatement(statements[index] as Buffer, variables);
    const before = totals.matched;
    const running = runStatement(store, store.engine.get(request.db, name), parsed, totals);
    if (running) return running.then(() => finish(parsed, index, before));
    finish(parsed, index, before);
  });
  return reply(totalsReply(totals, errors));
};

const totalsReply = (totals: Totals, errors: readonly Doc[]): [string, Value][] => {
  const fields: [string, Value][] = [['n', totals.matched]];
  if (totals.upserted.length > 0) fields.push(['upserted', totals.upserted]);
  fields.push(['nModified', totals.modified]);
  if (errors.length > 0) fields.push(['writeErrors', [...errors]]);
  return fields;
};
