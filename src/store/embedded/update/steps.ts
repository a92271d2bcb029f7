import { show } from '../bson/show.js';
import { type Doc, isDoc, typeName, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import type { Variables } from '../query/filter.js';
import { pathParts } from '../query/path.js';
import { type Change, KEEP, OPERATORS, type UpdateTime } from './operators.js';
import { type Positions, removeAt, setAt, valueAt } from './path.js';

export interface UpdateInput {
  /** The index the query matched in an array, for the positional `$`. */
  readonly position: number | undefined;
  /** The document is being made by an upsert. */
  readonly inserting: boolean;
  readonly time: UpdateTime;
}

/** One path an update changes. */
export interface Step {
  readonly path: string;
  readonly parts: readonly string[];
  readonly apply: (doc: Doc, concrete: readonly string[], input: UpdateInput) => void;
}

/** Paths are changed in the order of their names, numbers by value. */
export const byPath = (a: readonly string[], b: readonly string[]): number => {
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

/** The steps of one operator of an update. Throws what the server throws. */
export const parseOperator = (operator: string, fields: Value, variables: Variables): Step[] => {
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
export const requireNoConflict = (steps: readonly Step[], filters: Positions['filters']): Set<string> => {
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
