import { decodeFields, eachElement } from '../bson/decode.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import type { Collection } from '../engine/collection.js';
import { MongoError } from '../errors.js';
import { compileFilter, requireQuery, type Variables } from '../query/filter.js';
import { parseSort } from '../query/sort.js';
import { compileUpdate, type Update } from '../update/update.js';
import { documentsOf } from '../wire/message.js';
import { collectionName, type Handler, reply, type Store, variablesOf } from './command.js';
import { requireBatch } from './insert.js';
import { applyUpdate, eachTarget, idOf, upsert } from './modify.js';
import { planFor, requireNoCollation } from './query-args.js';
import { runBatch } from './write-errors.js';

/** What one statement did; `upserted` is the _id of the document it made. */
export interface Updated {
  matched: number;
  modified: number;
  upserted?: Value;
}

/** Where a statement applies. */
export interface Place {
  readonly db: string;
  readonly name: string;
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

const parseStatement = (statement: Doc, variables: Variables): Parsed => {
  requireNoCollation(statement.get('collation'));
  const all = withConstants(variables, statement.get('c'));
  const update = compileUpdate(statement.get('u'), listOf(statement.get('arrayFilters')), all);
  const multi = statement.get('multi') === true;
  if (multi && update.replacement) {
    throw new MongoError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  if (multi && statement.has('sort')) {
    throw new MongoError('FailedToParse', 'Cannot specify sort with multi=true');
  }
  return { statement, query: requireQuery(statement.get('q'), 'update.updates.q'), update, variables: all };
};

const runStatement = (
  store: Store,
  collection: Collection | undefined,
  parsed: Parsed,
  done: Updated,
): void | Promise<void> => {
  const { statement, query, update } = parsed;
  const filter = compileFilter(query, parsed.variables);
  if (!collection) return;
  const multi = statement.get('multi') === true;
  const sort = parseSort(statement.get('sort'));
  const plan = planFor(collection, filter, sort, statement.get('hint'));
  return eachTarget({ collection, filter, plan, sort, positional: update.positional }, (target) => {
    const change = applyUpdate(collection, target, update, store.now());
    done.matched += 1;
    if (change.changed) done.modified += 1;
    return multi;
  });
};

/** Runs one statement; what is found by key runs in one go. Throws MongoError. */
export const updateOne = (
  store: Store,
  place: Place,
  statement: Doc,
  variables: Variables,
): Updated | Promise<Updated> => {
  const parsed = parseStatement(statement, variables);
  const done: Updated = { matched: 0, modified: 0 };
  const finish = (): Updated => {
    if (done.matched > 0 || statement.get('upsert') !== true) return done;
    const collection = store.engine.getOrCreate(place.db, place.name);
    const raw = upsert(collection, parsed.query, parsed.update, store.now());
    return { matched: 1, modified: 0, upserted: idOf(raw) };
  };
  const running = runStatement(store, store.engine.get(place.db, place.name), parsed, done);
  return running ? running.then(finish) : finish();
};

/** `update`: each statement in turn. */
export const update: Handler = async (store, { request }) => {
  const statements = documentsOf(request, 'updates');
  requireBatch(statements.length);
  const place: Place = { db: request.db, name: collectionName(request) };
  const variables = variablesOf(store, request);
  const total: Updated = { matched: 0, modified: 0 };
  const upserted: Doc[] = [];
  const count = (done: Updated, index: number): void => {
    total.matched += done.matched;
    total.modified += done.modified;
    if (done.upserted === undefined) return;
    upserted.push(
      new Map<string, Value>([
        ['index', index],
        ['_id', done.upserted],
      ]),
    );
  };
  const errors = await runBatch(statements.length, request.body.get('ordered') !== false, (index) => {
    const running = updateOne(store, place, readStatement(statements[index] as Buffer), variables);
    if (running instanceof Promise) return running.then((done) => count(done, index));
    count(running, index);
  });
  const fields: [string, Value][] = [['n', total.matched]];
  if (upserted.length > 0) fields.push(['upserted', upserted]);
  fields.push(['nModified', total.modified]);
  if (errors.length > 0) fields.push(['writeErrors', [...errors]]);
  return reply(fields);
};
