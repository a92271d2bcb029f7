import { asResults, runPipeline } from '../aggregate/pipeline.js';
import { isNumeric, toNumber } from '../bson/number.js';
import { isDoc, typeName, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import type { Request } from '../wire/message.js';
import { docArg, flagArg, type Handler, variablesOf } from './command.js';
import { cursorReply, FIRST_BATCH } from './find.js';
import { planFor, requireNoCollation } from './query-args.js';

/** Stages that make documents themselves, in an aggregation on a database. */
const MAKES_DOCUMENTS = new Set(['$documents', '$listLocalSessions']);

const pipelineOf = (request: Request): readonly Value[] => {
  const pipeline = request.body.get('pipeline');
  if (!Array.isArray(pipeline))
    throw new MongoError('TypeMismatch', "'pipeline' option must be specified as an array");
  return pipeline;
};

/** The collection, or undefined for an aggregation on the database (`aggregate: 1`). */
const sourceOf = (request: Request, pipeline: readonly Value[]): string | undefined => {
  const name = request.body.get(request.name);
  if (typeof name === 'string') return name;
  if (!isNumeric(name) || toNumber(name) !== 1) {
    throw new MongoError(
      'FailedToParse',
      `Invalid command format: the 'aggregate' field must specify a collection name or 1, not ${typeName(name)}`,
    );
  }
  const first = isDoc(pipeline[0]) ? pipeline[0].keys().next().value : undefined;
  if (first === '$changeStream')
    throw new MongoError(40573, 'The $changeStream stage is only supported on replica sets');
  if (first === undefined || !MAKES_DOCUMENTS.has(first)) {
    throw new MongoError(
      'InvalidNamespace',
      `{aggregate: 1} is not valid for '${String(first)}'; a collection is required.`,
    );
  }
  return undefined;
};

const noDocuments = async function* () {};

/** `aggregate`. */
export const aggregate: Handler = async (store, { request }) => {
  const pipeline = pipelineOf(request);
  requireNoCollation(request.body.get('collation'));
  if (request.body.has('explain'))
    throw new MongoError('CommandNotSupported', 'explain is not supported by the embedded store');
  const cursor = docArg(request, 'cursor');
  if (!cursor)
    throw new MongoError(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  const collection = sourceOf(request, pipeline);
  const session = docArg(request, 'lsid');
  const context = {
    engine: store.engine,
    db: request.db,
    variables: variablesOf(store, request),
    session,
    now: store.now,
  };
  const source = collection === undefined ? { documents: noDocuments() } : { collection };
  const hint = request.body.get('hint');
  const batches = runPipeline(pipeline, source, context, (found, filter, sort) =>
    planFor(found, filter, sort, hint),
  );
  const given = cursor.get('batchSize');
  const batchSize = isNumeric(given) ? toNumber(given) : FIRST_BATCH;
  const writes = ['$out', '$merge'].includes(lastStage(pipeline) ?? '');
  const namespace = `${request.db}.${collection ?? '$cmd.aggregate'}`;
  const results = asResults(batches);
  const size = writes ? Number.POSITIVE_INFINITY : batchSize;
  const { id, batch } = await store.cursors.start(
    results,
    namespace,
    size,
    flagArg(request, 'singleBatch'),
    false,
  );
  return cursorReply('firstBatch', namespace, id, batch);
};

const lastStage = (pipeline: readonly Value[]): string | undefined => {
  const last = pipeline.at(-1);
  return isDoc(last) ? last.keys().next().value : undefined;
};
