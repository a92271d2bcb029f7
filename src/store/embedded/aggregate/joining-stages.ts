import { keyOf } from '../bson/key.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { visitPath } from '../query/path.js';
import { setAt } from '../update/path.js';
import { compileExpression } from './expression.js';
import { type BuildStage, collect, once, overAll, type PipelineContext, requireSpec } from './stage.js';

const required = (spec: Doc, stage: string, name: string): string => {
  const value = spec.get(name);
  if (typeof value !== 'string')
    throw new MongoError('FailedToParse', `${stage} argument '${name}' must be a string`);
  return value;
};

/** The values a local field joins by: each element of an array, null for a missing one. */
const localValues = (doc: Doc, path: string): Value[] => {
  const values = new Map<string, Value>();
  visitPath(doc, path.split('.'), true, (value) => {
    const found = value ?? null;
    values.set(keyOf(found), found);
    return false;
  });
  return [...values.values()];
};

interface Join {
  readonly from: string;
  readonly as: readonly string[];
  readonly fields: { readonly local: string; readonly foreign: string } | undefined;
  readonly bindings: readonly (readonly [string, Value])[];
  readonly pipeline: readonly Value[];
}

const joinSpec = (spec: Doc): Join => {
  const pipeline = spec.get('pipeline');
  const variables = spec.get('let');
  const byField = spec.has('localField') || spec.has('foreignField');
  if (!byField && !Array.isArray(pipeline)) {
    throw new MongoError(
      'FailedToParse',
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    );
  }
  return {
    from: required(spec, '$lookup', 'from'),
    as: required(spec, '$lookup', 'as').split('.'),
    fields: byField
      ? { local: required(spec, '$lookup', 'localField'), foreign: required(spec, '$lookup', 'foreignField') }
      : undefined,
    bindings: isDoc(variables) ? [...variables] : [],
    pipeline: Array.isArray(pipeline) ? pipeline : [],
  };
};

const lookup: BuildStage = (operand, context) => {
  const join = joinSpec(requireSpec(operand, '$lookup', 9));
  const bindings = join.bindings.map(([name, value]) => [name, compileExpression(value)] as const);
  const joined = async (doc: Doc): Promise<Doc[]> => {
    const scope = { root: doc, current: doc, variables: context.variables };
    const variables = new Map(context.variables);
    for (const [name, evaluate] of bindings) variables.set(name, evaluate(scope) ?? null);
    const pipeline = join.fields
      ? [condition(join.fields.foreign, localValues(doc, join.fields.local)), ...join.pipeline]
      : join.pipeline;
    return collect(context.run(pipeline, { collection: join.from }, variables));
  };
  return async function* (input) {
    for await (const batch of input) {
      const results: Doc[] = [];
      for (const doc of batch) {
        const copy = new Map(doc);
        setAt(copy, join.as, await joined(doc));
        results.push(copy);
      }
      yield results;
    }
  };
};

const condition = (foreign: string, values: readonly Value[]): Doc =>
  new Map([['$match', new Map([[foreign, new Map([['$in', [...values]]])]])]]);

const unionWith: BuildStage = (operand, context) => {
  const collection =
    typeof operand === 'string'
      ? operand
      : required(requireSpec(operand, '$unionWith', 9), '$unionWith', 'coll');
  const given = isDoc(operand) ? operand.get('pipeline') : undefined;
  return async function* (input) {
    yield* input;
    yield* context.run(Array.isArray(given) ? given : [], { collection }, context.variables);
  };
};

const facet: BuildStage = (operand, context) => {
  const spec = requireSpec(operand, '$facet', 40169);
  const facets = [...spec].map(([name, pipeline]) => {
    if (!Array.isArray(pipeline))
      throw new MongoError(40170, `arguments to $facet must be arrays, ${name} is not`);
    return [name, pipeline] as const;
  });
  return overAll(async (documents) => {
    const result: Doc = new Map();
    for (const [name, pipeline] of facets) {
      result.set(
        name,
        await collect(context.run(pipeline, { documents: once([...documents]) }, context.variables)),
      );
    }
    return [result];
  });
};

const documents: BuildStage = (operand, context: PipelineContext) => {
  const scope = { root: new Map(), current: new Map(), variables: context.variables };
  return async function* () {
    const list = compileExpression(operand)(scope);
    if (!Array.isArray(list) || !list.every(isDoc)) {
      throw new MongoError(5858203, 'error evaluating stage $documents: an array of documents is needed');
    }
    yield list as Doc[];
  };
};

/** The session that asks is the only one this server keeps anything of. */
const listLocalSessions: BuildStage = (_operand, { session }) =>
  async function* () {
    yield session ? [new Map<string, Value>([['_id', session]])] : [];
  };

/** Stages that bring documents from elsewhere. */
export const JOINING_STAGES: Readonly<Record<string, BuildStage>> = {
  $lookup: lookup,
  $unionWith: unionWith,
  $facet: facet,
  $documents: documents,
  $listLocalSessions: listLocalSessions,
};
