import { equalValues } from '../bson/compare.js';
import { decode, decodeFields } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import { show } from '../bson/show.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { compileFilter, type Variables } from '../query/filter.js';
import { concretePaths, type Positions } from './path.js';
import { compilePipelineUpdate } from './pipeline.js';
import { byPath, parseOperator, requireNoConflict, type Step, type UpdateInput } from './steps.js';

/** A compiled update. */
export interface Update {
  /** Replaces the whole document but its _id. */
  readonly replacement: boolean;
  /** Needs to know which array element the query matched. */
  readonly positional: boolean;
  /** The document after the update, as BSON. Throws what the server throws. */
  apply(raw: Buffer, input: UpdateInput): Buffer;
}

/** Compiles the `u` of an update: operators, a replacement or a pipeline. */
export const compileUpdate = (
  update: Value | undefined,
  arrayFilters: readonly Value[],
  variables: Variables,
): Update => {
  if (Array.isArray(update)) {
    if (arrayFilters.length > 0)
      throw new MongoError('FailedToParse', 'arrayFilters may not be specified for pipeline-style updates');
    return pipelineUpdate(update, variables);
  }
  if (!isDoc(update)) {
    throw new MongoError('FailedToParse', 'Update argument must be either an object or an array');
  }
  const first = update.keys().next().value;
  if (first === undefined || !first.startsWith('$')) {
    if (arrayFilters.length > 0)
      throw new MongoError(
        'FailedToParse',
        'arrayFilters may not be specified for replacement-style updates',
      );
    return replacement(update);
  }
  return operatorUpdate(update, arrayFilters, variables);
};

const alteredId = (id: Value): MongoError =>
  new MongoError(
    'ImmutableField',
    `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${show(id)}`,
  );

const withId = (raw: Buffer, changed: Doc): Buffer => {
  const old = decodeFields(raw, new Set(['_id'])).get('_id');
  const given = changed.get('_id');
  if (old !== undefined && given !== undefined && !equalValues(old, given)) throw alteredId(given);
  const id = old ?? given;
  const rest = [...changed].filter(([name]) => name !== '_id');
  return encode(new Map(id === undefined ? rest : [['_id', id], ...rest]));
};

const replacement = (update: Doc): Update => ({
  replacement: true,
  positional: false,
  apply: (raw) => withId(raw, update),
});

const pipelineUpdate = (stages: readonly Value[], variables: Variables): Update => {
  const run = compilePipelineUpdate(stages, variables);
  return {
    replacement: false,
    positional: false,
    apply: (raw) => withId(raw, run(decode(raw))),
  };
};

const compileArrayFilters = (
  filters: readonly Value[],
  variables: Variables,
): ReadonlyMap<string, (element: Value) => boolean> => {
  const compiled = new Map<string, (element: Value) => boolean>();
  for (const filter of filters) {
    if (!isDoc(filter)) throw new MongoError('TypeMismatch', 'Each array filter must be an object');
    const test = compileFilter(filter, variables);
    const names = new Set(test.fields);
    if (names.size === 0)
      throw new MongoError(
        'FailedToParse',
        'Cannot use an expression without a top-level field name in arrayFilters',
      );
    const [name] = names;
    if (names.size > 1) {
      throw new MongoError(
        'FailedToParse',
        `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${[...names].join("' and '")}'`,
      );
    }
    if (compiled.has(name as string)) {
      throw new MongoError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${name}`,
      );
    }
    compiled.set(name as string, (element) => test.test(new Map([[name as string, element]]), undefined));
  }
  return compiled;
};

const operatorUpdate = (update: Doc, arrayFilters: readonly Value[], variables: Variables): Update => {
  const filters = compileArrayFilters(arrayFilters, variables);
  const steps = [...update].flatMap(([operator, fields]) => parseOperator(operator, fields, variables));
  const used = requireNoConflict(steps, filters);
  for (const name of filters.keys()) {
    if (!used.has(name)) {
      throw new MongoError(
        'FailedToParse',
        `The array filter for identifier '${name}' was not used in the update ${show(update)}`,
      );
    }
  }
  const sorted = [...steps].sort((a, b) => byPath(a.parts, b.parts));
  const roots = new Set(['_id', ...steps.map((step) => step.parts[0] as string)]);
  const positional = steps.some((step) => step.parts.includes('$'));
  return {
    replacement: false,
    positional,
    apply: (raw, input) => runSteps(raw, sorted, roots, filters, input),
  };
};

const runSteps = (
  raw: Buffer,
  steps: readonly Step[],
  roots: ReadonlySet<string>,
  filters: Positions['filters'],
  input: UpdateInput,
): Buffer => {
  const doc = decodeFields(raw, roots);
  const id = doc.get('_id');
  const positions: Positions = { matched: input.position, filters };
  for (const step of steps) {
    for (const concrete of concretePaths(doc, step.parts, positions)) step.apply(doc, concrete, input);
  }
  return finish(doc, id, steps);
};

const finish = (doc: Doc, oldId: Value | undefined, steps: readonly Step[]): Buffer => {
  const id = doc.get('_id');
  if (oldId !== undefined && steps.some((step) => step.parts[0] === '_id')) {
    if (id === undefined || !equalValues(id, oldId)) {
      const path = steps.find((step) => step.parts[0] === '_id')?.path;
      throw new MongoError(
        'ImmutableField',
        `Performing an update on the path '${path}' would modify the immutable field '_id'`,
      );
    }
  }
  if (id !== undefined && doc.keys().next().value !== '_id') {
    doc.delete('_id');
    return encode(new Map([['_id', id], ...doc]));
  }
  return encode(doc);
};
