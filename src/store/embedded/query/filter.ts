import { type Doc, isDoc, Regex, typeOf, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { comparison } from './comparisons.js';
import { expressionFilter, jsonlessOperators } from './filter-special.js';
import { pathParts, visitPath } from './path.js';
import {
  asPart,
  conjunction,
  ELEMENT,
  equality,
  fieldsOfAll,
  type Filter,
  leaf,
  negated,
  type Part,
  type Test,
} from './predicate.js';
import { isOperatorDoc, listOf, regexTest, type ValueTest } from './value-tests.js';

/** What `$expr` and `let` see beside the document. */
export type Variables = ReadonlyMap<string, Value>;

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

const fieldOperator = (
  path: string,
  name: string,
  operand: Value,
  siblings: Doc,
  variables: Variables,
): Part | undefined => {
  switch (name) {
    case '$not':
      return negation(path, operand, variables);
    case '$elemMatch':
      return elementMatch(path, operand, variables);
    case '$all':
      return allOf(path, listOf(name, operand), variables);
    default:
      return comparison(path, name, operand, siblings);
  }
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
