import { rawArray } from '../bson/encode.js';
import { isNumeric } from '../bson/number.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { compileFilter } from '../query/filter.js';
import { compileFindProjection } from '../query/projection.js';
import { openResults, type Results } from '../query/results.js';
import { parseSort } from '../query/sort.js';
import {
  collectionName,
  countArg,
  docArg,
  flagArg,
  type Handler,
  numberArg,
  reply,
  variablesOf,
} from './command.js';
import { planFor, requireNoCollation } from './query-args.js';

/** Documents in a first batch when the client does not say. */
export const FIRST_BATCH = 101;

export const cursorReply = (
  which: 'firstBatch' | 'nextBatch',
  namespace: string,
  id: bigint,
  batch: readonly Buffer[],
): Doc =>
  reply([
    [
      'cursor',
      new Map<string, Value>([
        [which, rawArray(batch)],
        ['id', id],
        ['ns', namespace],
      ]),
    ],
  ]);

const EMPTY: Results = { read: () => [], ended: true, close: () => undefined };

const refused = ['tailable', 'awaitData', 'returnKey', 'showRecordId', 'min', 'max'];

/** `find`. */
export const find: Handler = async (store, { request }) => {
  const name = collectionName(request);
  for (const option of refused) {
    const value = request.body.get(option);
    if (value !== undefined && value !== false && !(value instanceof Map && value.size === 0)) {
      throw new MongoError(
        'CommandNotSupported',
        `find option '${option}' is not supported by the embedded store`,
      );
    }
  }
  requireNoCollation(request.body.get('collation'));
  const variables = variablesOf(store, request);
  const filter = compileFilter(docArg(request, 'filter') ?? new Map(), variables);
  const sortDoc = docArg(request, 'sort');
  const sort = parseSort(sortDoc?.has('$natural') ? undefined : sortDoc);
  const projectionDoc = docArg(request, 'projection');
  const projection = projectionDoc?.size ? compileFindProjection(projectionDoc, variables) : undefined;
  const limit = numberArg(request, 'limit', 0);
  const spec = { filter, sort, projection, skip: countArg(request, 'skip'), limit: Math.abs(limit) };
  const batchSize = request.body.has('batchSize') ? countArg(request, 'batchSize') : FIRST_BATCH;
  const collection = store.engine.get(request.db, name);
  const namespace = `${request.db}.${name}`;
  const results = collection
    ? openResults(collection, planFor(collection, filter, sort, request.body.get('hint')), spec)
    : EMPTY;
  const single = flagArg(request, 'singleBatch') || limit < 0;
  const timeless = flagArg(request, 'noCursorTimeout');
  const { id, batch } = await store.cursors.start(results, namespace, batchSize, single, timeless);
  return cursorReply('firstBatch', namespace, id, batch);
};

const cursorId = (value: Value | undefined): bigint => {
  if (typeof value !== 'bigint' && typeof value !== 'number') {
    throw new MongoError(
      'TypeMismatch',
      "BSON field 'getMore.getMore' is the wrong type, expected type 'long'",
    );
  }
  return BigInt(value);
};

/** `getMore`. */
export const getMore: Handler = async (store, { request }) => {
  const id = cursorId(request.body.get('getMore'));
  const name = request.body.get('collection');
  if (typeof name !== 'string')
    throw new MongoError('TypeMismatch', "Field 'collection' must be of type string in: getMore");
  const namespace = `${request.db}.${name}`;
  const more = await store.cursors.more(id, namespace, countArg(request, 'batchSize'));
  return cursorReply('nextBatch', namespace, more.id, more.batch);
};

/** `killCursors`. */
export const killCursors: Handler = async (store, { request }) => {
  const ids = request.body.get('cursors');
  if (!Array.isArray(ids) || !ids.every((id) => isNumeric(id))) {
    throw new MongoError('FailedToParse', "Field 'cursors' must be an array of cursor ids");
  }
  const killed: Value[] = [];
  const missing: Value[] = [];
  for (const id of ids) {
    if (await store.cursors.kill(cursorId(id))) killed.push(id);
    else missing.push(id);
  }
  return reply([
    ['cursorsKilled', killed],
    ['cursorsNotFound', missing],
    ['cursorsAlive', []],
    ['cursorsUnknown', []],
  ]);
};
