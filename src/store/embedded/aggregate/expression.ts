import { type Doc, isDoc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { OPERATORS } from './operators/index.js';
import type { Evaluate } from './operators/operator.js';

/** The value at a path, going through arrays: each element's value, what is missing left out. */
export const pathValue = (
  value: Value | undefined,
  parts: readonly string[],
  from: number,
): Value | undefined => {
  if (from === parts.length) return value;
  if (isDoc(value)) return pathValue(value.get(parts[from] as string), parts, from + 1);
  if (!Array.isArray(value)) return undefined;
  return value.map((element) => pathValue(element, parts, from)).filter((found) => found !== undefined);
};

const variable = (path: string): Evaluate => {
  const parts = path.split('.');
  const name = parts[0] as string;
  if (parts.includes('')) throw new MongoError(16872, `'${path}' is not a valid variable name`);
  return (scope) => {
    if (name === 'ROOT') return pathValue(scope.root, parts, 1);
    if (name === 'CURRENT') return pathValue(scope.current, parts, 1);
    if (name === 'REMOVE') return undefined;
    const value = scope.variables.get(name);
    if (value === undefined && !scope.variables.has(name)) {
      throw new MongoError(17276, `Use of undefined variable: ${name}`);
    }
    return pathValue(value, parts, 1);
  };
};

const textExpression = (text: string): Evaluate => {
  if (text.startsWith('$$')) return variable(text.slice(2));
  if (!text.startsWith('$')) return () => text;
  const parts = text.slice(1).split('.');
  if (text === '$') throw new MongoError(16872, "'$' by itself is not a valid FieldPath");
  if (parts.includes('')) throw new MongoError(15998, 'FieldPath field names may not be empty strings.');
  if (parts.some((part) => part.startsWith('$'))) {
    throw new MongoError(
      16410,
      `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
    );
  }
  return (scope) => pathValue(scope.current, parts, 0);
};

const documentExpression = (doc: Doc): Evaluate => {
  const fields = [...doc].map(([name, value]) => {
    if (name.includes('.')) throw new MongoError(16412, "FieldPath field names may not contain '.'.");
    return [name, compileExpression(value)] as const;
  });
  return (scope) => {
    const result: Doc = new Map();
    for (const [name, evaluate] of fields) {
      const value = evaluate(scope);
      if (value !== undefined) result.set(name, value);
    }
    return result;
  };
};

/** Whether an operator of expressions has this name. */
export const isExpression = (name: string): boolean =>
  name === '$literal' || name === '$const' || OPERATORS[name] !== undefined;

/** Compiles an aggregation expression. Throws InvalidPipelineOperator for an operator that is not built. */
export const compileExpression = (expression: Value): Evaluate => {
  if (typeof expression === 'string') return textExpression(expression);
  if (Array.isArray(expression)) {
    const elements = expression.map(compileExpression);
    return (scope) => elements.map((evaluate) => evaluate(scope) ?? null);
  }
  if (!isDoc(expression)) return () => expression;
  const name = expression.keys().next().value;
  if (name === undefined || !name.startsWith('$')) return documentExpression(expression);
  if (expression.size !== 1) {
    throw new MongoError(
      15983,
      'an expression specification must contain exactly one field, the name of the expression.',
    );
  }
  const operand = expression.get(name) as Value;
  if (name === '$literal' || name === '$const') return () => operand;
  const build = OPERATORS[name];
  if (!build) throw new MongoError('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
  return build(operand, compileExpression, name);
};
