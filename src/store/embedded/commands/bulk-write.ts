import { decode } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import { type Doc, Double, isDoc, type Value } from '../bson/value.js';
import { isNumeric, toNumber } from '../bson/number.js';
import { MongoError } from '../errors.js';
import { documentsOf, type Request } from '../wire/message.js';
import { docArg, flagArg, type Handler, type Store, variablesOf } from './command.js';
import { deleteOne } from './delete.js';
import { given } from '../query/given.js';
import { cursorReply, FIRST_BATCH } from './find.js';
import { requireBatch } from './insert.js';
import { prepared } from '../engine/prepare.js';
import { type Place, updateOne } from './update.js';

interface Totals {
  nErrors: number;
  nInserted: number;
  nMatched: number;
  nModified: number;
  nUpserted: number;
  nDeleted: number;
}

const namespaces = (request: Request): Place[] =>
  documentsOf(request, 'nsInfo').map((raw) => {
    const ns = decode(raw).get('ns');
    const dot = typeof ns === 'string' ? ns.indexOf('.') : -1;
    if (typeof ns !== 'string' || dot < 1)
      throw new MongoError('InvalidNamespace', `Invalid namespace specified '${String(ns)}'`);
    return { db: ns.slice(0, dot), name: ns.slice(dot + 1) };
  });

/** One operation's result: ok and what it changed, as the reply's cursor lists it. */
const result = (index: number, fields: readonly (readonly [string, Value])[]): Doc =>
  new Map<string, Value>([['ok', new Double(1)], ['idx', index], ...fields]);

const failure = (index: number, error: MongoError): Doc =>
  new Map<string, Value>([
    ['ok', new Double(0)],
    ['idx', index],
    ['code', error.code],
    ...((error.extra ?? []) as Iterable<[string, Value]>),
    ['errmsg', error.message],
    ['n', 0],
  ]);

const runInsert = (store: Store, place: Place, operation: Doc, totals: Totals, index: number): Doc => {
  const document = operation.get('document');
  if (!isDoc(document))
    throw new MongoError('TypeMismatch', "BSON field 'bulkWrite.insert.document' must be an object");
  store.engine.getOrCreate(place.db, place.name).insert(prepared(encode(document), store.now()));
  totals.nInserted += 1;
  return result(index, [['n', 1]]);
};

/** The operation in the words of an `update` statement. */
const asUpdate = (operation: Doc): Doc => {
  const statement: Doc = new Map([
    ['q', operation.get('filter') ?? new Map()],
    ['u', operation.get('updateMods') ?? null],
  ]);
  for (const name of ['multi', 'upsert', 'arrayFilters', 'hint', 'collation', 'sort']) {
    const value = operation.get(name);
    if (value !== undefined) statement.set(name, value);
  }
  const constants = operation.get('constants');
  if (constants !== undefined) statement.set('c', constants);
  return statement;
};

const runUpdate = async (
  store: Store,
  place: Place,
  operation: Doc,
  variables: ReadonlyMap<string, Value>,
  totals: Totals,
  index: number,
): Promise<Doc> => {
  const done = await updateOne(store, place, asUpdate(operation), variables);
  totals.nModified += done.modified;
  if (done.upserted === undefined) {
    totals.nMatched += done.matched;
    return result(index, [
      ['n', done.matched],
      ['nModified', done.modified],
    ]);
  }
  totals.nUpserted += 1;
  const upserted = new Map<string, Value>([['_id', done.upserted]]);
  return result(index, [
    ['n', 1],
    ['nModified', 0],
    ['upserted', upserted],
  ]);
};

const runDelete = async (
  store: Store,
  place: Place,
  operation: Doc,
  variables: ReadonlyMap<string, Value>,
  totals: Totals,
  index: number,
): Promise<Doc> => {
  const statement: Doc = new Map(operation);
  statement.set('q', operation.get('filter') ?? new Map());
  statement.set('limit', operation.get('multi') === true ? 0 : 1);
  const removed = await deleteOne(store, place, statement, variables);
  totals.nDeleted += removed;
  return result(index, [['n', removed]]);
};

const placeOf = (operation: Doc, kind: string, places: readonly Place[]): Place => {
  const at = operation.get(kind);
  const place = isNumeric(at) ? places[toNumber(at)] : undefined;
  if (!place) throw new MongoError('BadValue', `BSON field 'bulkWrite.${kind}' names no namespace of nsInfo`);
  return place;
};

/** `bulkWrite` of MongoDB 8: inserts, updates and deletes on several collections; errors are listed in a cursor. */
export const bulkWrite: Handler = async (store, { request }) => {
  if (request.db !== 'admin') {
    throw new MongoError('Unauthorized', 'bulkWrite may only be run against the admin database.');
  }
  const operations = documentsOf(request, 'ops');
  requireBatch(operations.length);
  const places = namespaces(request);
  const variables = variablesOf(store, request);
  const totals: Totals = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
  const run = async (operation: Doc, index: number): Promise<Doc> => {
    const kind = operation.keys().next().value ?? '';
    const place = placeOf(operation, kind, places);
    if (kind === 'insert') return runInsert(store, place, operation, totals, index);
    if (kind === 'update') return runUpdate(store, place, operation, variables, totals, index);
    if (kind === 'delete') return runDelete(store, place, operation, variables, totals, index);
    throw new MongoError('FailedToParse', `bulkWrite has no operation '${kind}'`);
  };
  const [ordered, errorsOnly] = [request.body.get('ordered') !== false, flagArg(request, 'errorsOnly')];
  const results: Doc[] = [];
  for (const [index, raw] of operations.entries()) {
    try {
      const done = await run(decode(raw), index);
      if (!errorsOnly) results.push(done);
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      totals.nErrors += 1;
      results.push(failure(index, error));
      if (ordered) break;
    }
  }
  return finish(store, request, results, totals);
};

const finish = async (
  store: Store,
  request: Request,
  results: readonly Doc[],
  totals: Totals,
): Promise<Doc> => {
  const namespace = 'admin.$cmd.bulkWrite';
  const asked = docArg(request, 'cursor')?.get('batchSize');
  const batchSize = isNumeric(asked) ? toNumber(asked) : FIRST_BATCH;
  const { id, batch } = await store.cursors.start(
    given(results.map(encode)),
    namespace,
    batchSize,
    false,
    false,
  );
  return new Map([...cursorReply('firstBatch', namespace, id, batch), ...Object.entries(totals)]);
};
