import { compileExpression } from '../aggregate/expression.js';
import { truthy } from '../aggregate/operators/operator.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../errors.js';

type Test = (doc: Doc) => boolean;

/** `$expr`: an aggregation expression that is true for the document. */
export const expressionFilter = (value: Value, variables: ReadonlyMap<string, Value>): Test => {
  const evaluate = compileExpression(value);
  return (doc) => truthy(evaluate({ root: doc, current: doc, variables }));
};

const NOT_BUILT = new Set(['$where', '$text', '$jsonSchema', '$sampleRate', '$alwaysTrue', '$alwaysFalse']);

/** What is left at the top of a query: refused, as the server refuses what it does not know or has not enabled. */
export const jsonlessOperators = (name: string, _value: Value): never => {
  if (NOT_BUILT.has(name)) {
    throw new MongoError('BadValue', `${name} is not supported by the embedded store`);
  }
  throw new MongoError(
    'BadValue',
    `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
  );
};
