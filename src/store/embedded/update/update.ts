import { equalValues } from '../bson/compare.js';
import { decode, decodeFields } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import { show } from '../bson/show.js';
import { type Doc, isDoc, typeName, type Value } from '../bson/value.js';
import { pathParts } from '../query/path.js';
import { MongoError } from '../errors.js';
import { compileFilter, type Variables } from '../query/filter.js';
import { type Change, KEEP, OPERATORS, type UpdateTime } from './operators.js';
import { concretePaths, type Positions, removeAt, setAt, valueAt } from './path.js';
import { compilePipelineUpdate } from './pipeline.js';

export interface UpdateInput {
  /** The index the query matched in an array, for the positional `$`. */
  readonly position: number | undefined;
  /** The document is being made by an upsert. */
  readonly inserting: boolean;
  readonly time: UpdateTime;
}

/** A compiled update. */
export interface Update {
  /** Replaces the whole document but its _id. */
  readonly replacement: boolean;
  /** Needs to know which array element the query matched. */
  readonly positional: boolean;
  /** The document after the update, as BSON. Throws what the server throws. */
  apply(raw: Buffer, input: UpdateInput): Buffer;
}

interface Step {
  readonly path: string;
  readonly parts: readonly string[];
  readonly apply: (doc: Doc, concrete: readonly string[], input: UpdateInput) => void;
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

const byPath = (a: readonly string[], b: readonly string[]): number => {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [x, y] = [a[at] as string, b[at] as string];
    if (x === y) continue;
    if (/^\d+$/.test(x) && /^\d+$/.test(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
};

const checkedParts = (path: string, operator: string): readonly string[] => {
  const parts = pathParts(path);
  if (path === '') throw new MongoError('EmptyFieldName', 'An empty update path is not valid.');
  if (parts.includes(''))
    throw new MongoError(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  const positional = (part: string): boolean => part === '$' || /^\$\[[^\]]*\]$/.test(part);
  const wrong = parts.find(
    (part) => part.startsWith('$') && !positional(part) && !/^\$(ref|id|db)$/.test(part),
  );
  if (wrong !== undefined) {
    throw new MongoError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${wrong}' in '${path}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  }
  if (positional(parts[0] as string)) {
    throw new MongoError(
      'BadValue',
      `Cannot have positional (i.e. '$') element in the first position in path '${path}' of ${operator}`,
    );
  }
  return parts;
};

const parseOperator = (operator: string, fields: Value, variables: Variables): Step[] => {
  const known = operator === '$unset' || operator === '$rename' || Object.hasOwn(OPERATORS, operator);
  if (!known) {
    throw new MongoError(
      'FailedToParse',
      `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (!isDoc(fields)) {
    throw new MongoError(
      'FailedToParse',
      `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${show(fields)}}`,
    );
  }
  return [...fields].flatMap(([path, value]) => {
    const parts = checkedParts(path, operator);
    if (operator === '$unset') return [{ path, parts, apply: removeAt }];
    if (operator === '$rename') return renameSteps(path, parts, value);
    return [
      changeStep(
        operator,
        path,
        parts,
        (OPERATORS[operator] as (typeof OPERATORS)[string])(value, path, variables),
      ),
    ];
  });
};

const changeStep = (operator: string, path: string, parts: readonly string[], change: Change): Step => ({
  path,
  parts,
  apply: (doc, concrete, input) => {
    if (operator === '$setOnInsert' && !input.inserting) return;
    const result = change(valueAt(doc, concrete), concrete.join('.'), {
      ...input.time,
      id: doc.get('_id'),
    });
    if (result !== KEEP) setAt(doc, concrete, result);
  },
});

/** `$rename` is a removal and a setting, each counted as a path of its own. */
const renameSteps = (path: string, parts: readonly string[], target: Value): Step[] => {
  if (typeof target !== 'string') {
    throw new MongoError('BadValue', `The 'to' field for $rename must be a string: ${path}: ${show(target)}`);
  }
  const to = checkedParts(target, '$rename');
  if ([...parts, ...to].some((part) => part.startsWith('$'))) {
    throw new MongoError(
      'BadValue',
      `The source and destination field for $rename may not be dynamic: ${path}`,
    );
  }
  if (path === target) {
    throw new MongoError(
      'BadValue',
      `The source and target field for $rename must differ: ${path}: "${target}"`,
    );
  }
  let moved: Value | undefined;
  const requirePlain = (doc: Doc, through: readonly string[]): void => {
    for (let at = 1; at < through.length; at++) {
      if (Array.isArray(valueAt(doc, through.slice(0, at)))) {
        throw new MongoError(
          'BadValue',
          `The source or destination field of $rename cannot be an array element: '${through.join('.')}'`,
        );
      }
    }
  };
  const take: Step = { path, parts, apply: () => undefined };
  const give: Step = {
    path: target,
    parts: to,
    apply: (doc) => {
      requirePlain(doc, parts);
      requirePlain(doc, to);
      moved = valueAt(doc, parts);
      if (moved === undefined) return;
      removeAt(doc, parts);
      setAt(doc, to, moved);
    },
  };
  return [take, give];
};

/** Two changes may not touch the same path or one inside the other. Returns the identifiers of `$[…]` in use. */
const requireNoConflict = (steps: readonly Step[], filters: Positions['filters']): Set<string> => {
  const used = new Set<string>();
  const taken = new Set<string>();
  for (const { path, parts } of steps) {
    for (const part of parts) {
      const name = /^\$\[(.+)\]$/.exec(part)?.[1];
      if (name === undefined) continue;
      if (!filters.has(name))
        throw new MongoError('BadValue', `No array filter found for identifier '${name}' in path '${path}'`);
      used.add(name);
    }
    const conflict = [...taken].find(
      (other) => other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`),
    );
    if (conflict !== undefined) {
      const at = conflict.length < path.length ? conflict : path;
      throw new MongoError(
        'ConflictingUpdateOperators',
        `Updating the path '${path}' would create a conflict at '${at}'`,
      );
    }
    taken.add(path);
  }
  return used;
};
