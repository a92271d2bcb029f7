import { type Doc, isDoc, type Value } from '../bson/value.js';
import type { Engine } from '../engine/engine.js';
import { MongoError } from '../errors.js';

/** Documents on their way through a pipeline, some at a time. */
export type Batches = AsyncIterable<Doc[]>;
export type Stage = (input: Batches) => Batches;

/** What stages may need beside the documents. */
export interface PipelineContext {
  readonly engine: Engine;
  readonly db: string;
  readonly variables: ReadonlyMap<string, Value>;
  /** The session of the command, for `$listLocalSessions`. */
  readonly session: Doc | undefined;
  readonly now: () => number;
  /** Runs a pipeline over another collection, for $lookup, $unionWith and $facet. */
  readonly run: (
    pipeline: readonly Value[],
    source: Source,
    variables: ReadonlyMap<string, Value>,
  ) => Batches;
}

/** Where a nested pipeline gets its documents from. */
export type Source = { readonly collection: string } | { readonly documents: Batches };

export type BuildStage = (operand: Value, context: PipelineContext) => Stage;

export const requireSpec = (operand: Value, name: string, code = 40319): Doc => {
  if (!isDoc(operand)) throw new MongoError(code, `the ${name} stage specification must be an object`);
  return operand;
};

/** A stage that maps each batch. */
export const perBatch = (map: (batch: Doc[]) => Doc[]): Stage =>
  async function* (input) {
    for await (const batch of input) {
      const mapped = map(batch);
      if (mapped.length > 0) yield mapped;
    }
  };

/** All documents that are still to come. */
export const collect = async (input: Batches): Promise<Doc[]> => {
  const all: Doc[] = [];
  for await (const batch of input) for (const doc of batch) all.push(doc);
  return all;
};

export const once = async function* (documents: Doc[]): Batches {
  yield documents;
};

/** A stage that needs all documents before it gives any. */
export const overAll = (map: (documents: Doc[]) => Doc[] | Promise<Doc[]>): Stage =>
  async function* (input) {
    yield await map(await collect(input));
  };
