import { decode } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { compileFilter } from '../query/filter.js';
import type { Filter } from '../query/predicate.js';
import { choosePlan, type Plan } from '../query/plan.js';
import { openResults, type Results } from '../query/results.js';
import { parseSort, type SortKey } from '../query/sort.js';
import type { Collection } from '../engine/collection.js';
import { BASIC_STAGES, wholeNumber } from './basic-stages.js';
import { documentStage } from './document-stages.js';
import { JOINING_STAGES } from './joining-stages.js';
import {
  type Batches,
  type BuildStage,
  perBatch,
  type PipelineContext,
  type Source,
  type Stage,
} from './stage.js';
import { WRITING_STAGES } from './writing-stages.js';

const STAGES: Readonly<Record<string, BuildStage>> = {
  ...BASIC_STAGES,
  ...JOINING_STAGES,
  ...WRITING_STAGES,
};
const CHUNK = 500;

/** Chooses the plan of the pipeline's leading query; the command's hint is the caller's. */
export type ChoosePlan = (collection: Collection, filter: Filter, sort: readonly SortKey[]) => Plan;

interface NamedStage {
  readonly name: string;
  readonly operand: Value;
}

const nameStages = (pipeline: readonly Value[]): NamedStage[] =>
  pipeline.map((stage, at) => {
    if (!isDoc(stage))
      throw new MongoError('TypeMismatch', "Each element of the 'pipeline' array must be an object");
    if (stage.size !== 1)
      throw new MongoError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [name, operand] = [...stage][0] as [string, Value];
    if (Object.hasOwn(WRITING_STAGES, name) && at !== pipeline.length - 1)
      throw new MongoError(40601, `${name} can only be the final stage in the pipeline`);
    return { name, operand };
  });

const buildStage = ({ name, operand }: NamedStage, context: PipelineContext): Stage => {
  const build = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined;
  if (build) return build(operand, context);
  const map = documentStage(name, operand, context.variables);
  if (map) return perBatch((batch) => batch.map(map));
  if (name === '$changeStream') {
    throw new MongoError(40573, 'The $changeStream stage is only supported on replica sets');
  }
  throw new MongoError(40324, `Unrecognized pipeline stage name: '${name}'`);
};

/** What of the pipeline's beginning the collection itself answers: `$match`, then `$sort`, then `$limit`. */
interface Lead {
  readonly query: Doc;
  readonly sort: readonly SortKey[];
  readonly limit: number;
  readonly used: number;
}

const leadOf = (stages: readonly NamedStage[]): Lead => {
  const clauses: Value[] = [];
  let at = 0;
  for (; stages[at]?.name === '$match'; at++) {
    const operand = stages[at]?.operand as Value;
    if (!isDoc(operand)) throw new MongoError(15959, 'the match filter must be an expression in an object');
    clauses.push(operand);
  }
  let sort: readonly SortKey[] = [];
  const order = stages[at];
  if (order?.name === '$sort' && isDoc(order.operand) && order.operand.size > 0) {
    sort = parseSort(order.operand);
    at += 1;
  }
  const cut = stages[at];
  const limit = cut?.name === '$limit' ? wholeNumber(cut.operand, '$limit', 1n, 15958) : 0;
  const query: Doc =
    clauses.length === 1 ? (clauses[0] as Doc) : new Map(clauses.length === 0 ? [] : [['$and', clauses]]);
  return { query, sort, limit, used: limit > 0 ? at + 1 : at };
};

/** Whether a `$group` only counts: then no document has to be read. */
const onlyCounts = (stage: NamedStage | undefined): boolean => {
  if (stage?.name === '$count') return true;
  const constant = (value: Value): boolean => {
    if (typeof value === 'string') return !value.startsWith('$');
    if (Array.isArray(value)) return value.every(constant);
    return (
      !isDoc(value) ||
      [...value].every(([name, inner]) => (!name.startsWith('$') || name === '$sum') && constant(inner))
    );
  };
  return stage?.name === '$group' && constant(stage.operand);
};

const NOTHING: Doc = new Map();

const readCollection = async function* (results: Results, counting: boolean): Batches {
  try {
    while (!results.ended) {
      const read = results.read(CHUNK);
      const batch = read instanceof Promise ? await read : read;
      if (batch.length > 0) yield batch.map((raw) => (counting ? NOTHING : decode(raw)));
    }
  } finally {
    await results.close();
  }
};

const empty = async function* (): Batches {};

/** Runs a pipeline over a collection, or over documents that are there. */
export const runPipeline = (
  pipeline: readonly Value[],
  source: Source,
  base: Omit<PipelineContext, 'run'>,
  plan: ChoosePlan = choosePlan,
): Batches => {
  const context: PipelineContext = {
    ...base,
    run: (inner, from, variables) => runPipeline(inner, from, { ...base, variables }),
  };
  const stages = nameStages(pipeline);
  const lead = 'collection' in source ? leadOf(stages) : undefined;
  const rest = stages.slice(lead?.used ?? 0);
  const built = rest.map((stage) => buildStage(stage, context));
  let documents = 'documents' in source ? source.documents : empty();
  if (lead && 'collection' in source) {
    const { query, sort, limit } = lead;
    const filter = compileFilter(query, context.variables);
    const collection = base.engine.get(base.db, source.collection);
    if (collection) {
      const results = openResults(collection, plan(collection, filter, sort), {
        filter,
        sort,
        skip: 0,
        limit,
        projection: undefined,
      });
      documents = readCollection(results, onlyCounts(rest[0]));
    }
  }
  return built.reduce((input, stage) => stage(input), documents);
};

/** A pipeline's documents as a cursor reads them. */
export const asResults = (batches: Batches): Results => {
  const iterator = batches[Symbol.asyncIterator]();
  let waiting: Doc[] = [];
  let ended = false;
  return {
    read: async (count) => {
      while (waiting.length === 0 && !ended) {
        const next = await iterator.next();
        if (next.done) ended = true;
        else waiting = next.value;
      }
      const batch = waiting.slice(0, count);
      waiting = waiting.slice(count);
      return batch.map(encode);
    },
    get ended() {
      return ended && waiting.length === 0;
    },
    close: async () => {
      await iterator.return?.();
    },
  };
};
