import { isNumeric, toNumber } from '../bson/number.js';
import { type Doc, isDoc, Regex, typeOf, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { expressionFilter, jsonlessOperators } from './filter-special.js';
import { pathParts, type Visit, visitPath } from './path.js';
import {
  equalTest,
  inTest,
  isOperatorDoc,
  listOf,
  orderTest,
  regexOperand,
  regexTest,
  type ValueTest,
} from './value-tests.js';
import { parseBits, parseMod, parseSize, parseType } from './operators.js';

/** Where in an array the match was found, for the positional `$` of an update or projection. */
export interface Found {
  position?: number;
}

export type Test = (doc: Doc, found: Found | undefined) => boolean;

/** A comparison that every matching document fulfils, which an index can help with. */
export interface Condition {
  readonly path: string;
  readonly op: '$eq' | '$in' | '$gt' | '$gte' | '$lt' | '$lte' | '$exists' | 'other';
  readonly operand: Value;
}

export interface Filter {
  readonly test: Test;
  /** All of these hold for a document that matches. */
  readonly conditions: readonly Condition[];
  /** The conditions say all there is: a document that fulfils them matches. */
  readonly complete: boolean;
  /** For a filter that is one `$or`: its branches. */
  readonly branches: readonly Filter[] | undefined;
  /** The top-level fields the test looks at; undefined when it may look at any. */
  readonly fields: ReadonlySet<string> | undefined;
}

/** What `$expr` and `let` see beside the document. */
export type Variables = ReadonlyMap<string, Value>;

interface Part {
  readonly test: Test;
  readonly conditions: readonly Condition[];
  readonly complete?: boolean;
  readonly branches?: readonly Filter[];
  readonly fields: readonly string[] | undefined;
}

const EVERYTHING: Filter = {
  test: () => true,
  conditions: [],
  complete: true,
  branches: undefined,
  fields: new Set(),
};

/**
 * Compiles a query document. Source of the meaning: MongoDB manual, "Query Predicates".
 * Throws BadValue and the other codes the server gives for what it does not know.
 */
export const compileFilter = (query: Doc, variables: Variables): Filter => {
  const parts: Part[] = [];
  for (const [name, value] of query) {
    if (name.startsWith('$')) parts.push(...topLevel(name, value, variables));
    else parts.push(...fieldParts(name, value, variables));
  }
  return conjunction(parts);
};

const conjunction = (parts: readonly Part[]): Filter => {
  if (parts.length === 0) return EVERYTHING;
  const fields = parts.some((part) => !part.fields)
    ? undefined
    : new Set(parts.flatMap((part) => part.fields as readonly string[]));
  const only = parts.length === 1 ? (parts[0] as Part) : undefined;
  return {
    test: only ? only.test : (doc, found) => parts.every((part) => part.test(doc, found)),
    conditions: parts.flatMap((part) => part.conditions),
    complete: parts.every((part) => part.complete === true),
    branches: only?.branches,
    fields,
  };
};

const asPart = (filter: Filter): Part => ({
  test: filter.test,
  conditions: filter.conditions,
  complete: filter.complete,
  ...(filter.branches ? { branches: filter.branches } : {}),
  fields: filter.fields && [...filter.fields],
});

const fieldsOfAll = (filters: readonly Filter[]): readonly string[] | undefined =>
  filters.some((filter) => !filter.fields)
    ? undefined
    : filters.flatMap((filter) => [...(filter.fields as ReadonlySet<string>)]);

const clauses = (name: string, value: Value, variables: Variables): Filter[] => {
  if (!Array.isArray(value)) throw new MongoError('BadValue', `${name} must be an array`);
  if (value.length === 0)
    throw new MongoError('BadValue', `${name} argument's array must be a nonempty array`);
  return value.map((clause) => {
    if (!isDoc(clause)) throw new MongoError('BadValue', `${name} argument's entries must be objects`);
    return compileFilter(clause, variables);
  });
};

const topLevel = (name: string, value: Value, variables: Variables): Part[] => {
  switch (name) {
    case '$and':
      return clauses(name, value, variables).map(asPart);
    case '$or': {
      const branches = clauses(name, value, variables);
      const test: Test = (doc, found) => branches.some((branch) => branch.test(doc, found));
      return [{ test, conditions: [], branches, fields: fieldsOfAll(branches) }];
    }
    case '$nor': {
      const branches = clauses(name, value, variables);
      const test: Test = (doc) => !branches.some((branch) => branch.test(doc, undefined));
      return [{ test, conditions: [], fields: fieldsOfAll(branches) }];
    }
    case '$comment':
      return [];
    case '$expr':
      return [{ test: expressionFilter(value, variables), conditions: [], fields: undefined }];
    default:
      return jsonlessOperators(name, value);
  }
};

/** `{field: value}`: an operator document or an equality. */
const fieldParts = (path: string, value: Value, variables: Variables): Part[] => {
  if (value instanceof Regex) return [leaf(path, regexTest(value), 'other', value)];
  if (!isDoc(value) || !isOperatorDoc(value)) return [equality(path, value)];
  const parts: Part[] = [];
  for (const [operator, operand] of value) {
    const part = fieldOperator(path, operator, operand, value, variables);
    if (part) parts.push(part);
  }
  return parts;
};

/** The name of an array's element that `$elemMatch` tests: it stands for itself, its own elements do not count. No
 * field of a document can have it. */
const ELEMENT = '\0element';

const leaf = (path: string, test: ValueTest, op: Condition['op'], operand: Value, leaves = true): Part => {
  const parts = pathParts(path);
  const opened = leaves && path !== ELEMENT;
  return {
    test: (doc, found) => {
      const visit: Visit = (value, index) => {
        if (!test(value)) return false;
        if (found && index !== undefined) found.position = index;
        return true;
      };
      return visitPath(doc, parts, opened, visit);
    },
    conditions: op === 'other' ? [] : [{ path, op, operand }],
    complete: op !== 'other',
    fields: [parts[0] as string],
  };
};

const negated = (part: Part): Part => ({
  test: (doc) => !part.test(doc, undefined),
  conditions: [],
  fields: part.fields,
});

const equality = (path: string, operand: Value): Part => leaf(path, equalTest(operand), '$eq', operand);

const fieldOperator = (
  path: string,
  name: string,
  operand: Value,
  siblings: Doc,
  variables: Variables,
): Part | undefined => {
  switch (name) {
    case '$eq':
      return equality(path, operand);
    case '$ne':
      if (operand instanceof Regex) throw new MongoError('BadValue', "Can't have regex as arg to $ne.");
      return negated(equality(path, operand));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return leaf(path, orderTest(name, operand), name, operand);
    case '$in':
      return leaf(path, inTest(listOf(name, operand)), '$in', operand);
    case '$nin':
      return negated(leaf(path, inTest(listOf(name, operand)), 'other', operand));
    case '$exists':
      return existence(path, operand);
    case '$not':
      return negation(path, operand, variables);
    case '$regex':
      return leaf(path, regexTest(regexOperand(operand, siblings)), 'other', operand);
    case '$options':
      if (!siblings.has('$regex')) throw new MongoError('BadValue', '$options needs a $regex');
      return undefined;
    case '$elemMatch':
      return elementMatch(path, operand, variables);
    case '$all':
      return allOf(path, listOf(name, operand), variables);
    default:
      return plainOperator(path, name, operand);
  }
};

const plainOperator = (path: string, name: string, operand: Value): Part | undefined => {
  switch (name) {
    case '$type':
      return leaf(path, parseType(operand), 'other', operand);
    case '$size':
      return leaf(path, parseSize(operand), 'other', operand, false);
    case '$mod':
      return leaf(path, parseMod(operand), 'other', operand);
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return leaf(path, parseBits(name, operand), 'other', operand);
    case '$comment':
      return undefined;
    default:
      throw new MongoError('BadValue', `unknown operator: ${name}`);
  }
};

const existence = (path: string, operand: Value): Part => {
  const wanted = isNumeric(operand) ? toNumber(operand) !== 0 : operand !== false && operand !== null;
  const exists = leaf(path, (value) => value !== undefined, 'other', operand, false);
  return wanted
    ? { ...exists, complete: true, conditions: [{ path, op: '$exists', operand: true }] }
    : negated(exists);
};

const negation = (path: string, operand: Value, variables: Variables): Part => {
  if (operand instanceof Regex) return negated(leaf(path, regexTest(operand), 'other', operand));
  if (!isDoc(operand)) throw new MongoError('BadValue', '$not needs a regex or a document');
  if (operand.size === 0) throw new MongoError('BadValue', '$not cannot be empty');
  if (!isOperatorDoc(operand)) {
    throw new MongoError('BadValue', `unknown operator: ${operand.keys().next().value}`);
  }
  return negated(asPart(conjunction(fieldParts(path, operand, variables))));
};

/** Tests single values with `{$gt: 1, $lt: 5}`, or documents with `{a: 1, b: 2}`. */
const elementTest = (operand: Doc, variables: Variables): ValueTest => {
  const first = operand.keys().next().value;
  const logical = first === '$and' || first === '$or' || first === '$nor' || first === '$expr';
  if (isOperatorDoc(operand) && !logical) {
    const filter = conjunction(fieldParts(ELEMENT, operand, variables));
    return (value) => value !== undefined && filter.test(new Map([[ELEMENT, value]]), undefined);
  }
  const filter = compileFilter(operand, variables);
  return (value) => {
    if (isDoc(value)) return filter.test(value, undefined);
    if (!Array.isArray(value)) return false;
    return filter.test(new Map(value.map((element, at) => [String(at), element])), undefined);
  };
};

const elementMatch = (path: string, operand: Value, variables: Variables): Part => {
  if (!isDoc(operand)) throw new MongoError('BadValue', '$elemMatch needs an Object');
  const test = elementTest(operand, variables);
  const parts = pathParts(path);
  return {
    test: (doc, found) =>
      visitPath(doc, parts, false, (value) => {
        const at = Array.isArray(value) ? value.findIndex(test) : -1;
        if (found && at >= 0) found.position = at;
        return at >= 0;
      }),
    conditions: [],
    fields: [parts[0] as string],
  };
};

const allOf = (path: string, operands: readonly Value[], variables: Variables): Part => {
  const parts = operands.map((operand) => {
    if (operand instanceof Regex) return leaf(path, regexTest(operand), 'other', operand);
    const nested = isDoc(operand) ? operand.get('$elemMatch') : undefined;
    if (nested !== undefined) return elementMatch(path, nested, variables);
    if (isDoc(operand) && isOperatorDoc(operand))
      throw new MongoError('BadValue', 'no $ expressions in $all');
    return equality(path, operand);
  });
  if (parts.length === 0)
    return { test: () => false, conditions: [], fields: [pathParts(path)[0] as string] };
  return asPart(conjunction(parts));
};

/** `typeOf` for messages about a query that is not a document. */
export const requireQuery = (value: Value | undefined, what: string): Doc => {
  if (value === undefined) return new Map();
  if (!isDoc(value)) {
    throw new MongoError(
      'TypeMismatch',
      `BSON field '${what}' is the wrong type, expected type 'object', got ${typeOf(value)}`,
    );
  }
  return value;
};
