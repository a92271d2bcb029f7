import { type Doc, isDoc, Singleton, T, type Value } from '../../bson/value.js';
import { isNumeric, isZero } from '../../bson/number.js';
import { MongoError } from '../../errors.js';

/** What an expression is evaluated over. */
export interface Scope {
  readonly root: Value;
  readonly current: Value;
  readonly variables: ReadonlyMap<string, Value>;
}

/** A compiled expression; undefined is a missing value. */
export type Evaluate = (scope: Scope) => Value | undefined;
export type Compile = (expression: Value) => Evaluate;

/** Compiles an operator with its operand. */
export type Build = (operand: Value, compile: Compile, name: string) => Evaluate;

/** False, null, missing, undefined and zero are false. */
export const truthy = (value: Value | undefined): boolean =>
  !isNullish(value) && value !== false && !(isNumeric(value) && isZero(value));

/** Null, missing and undefined, which most operators answer with null. */
export const isNullish = (value: Value | undefined): value is null | undefined | Singleton =>
  value === undefined || value === null || (value instanceof Singleton && value.type === T.undefined);

/** An operator with `count` operands (or between the two counts), given as an array, or one alone. */
export const operands = (
  operand: Value,
  compile: Compile,
  name: string,
  least: number,
  most = least,
): Evaluate[] => {
  const list = Array.isArray(operand) ? operand : [operand];
  if (list.length < least || list.length > most) {
    const wanted =
      least === most ? `exactly ${least} arguments` : `at least ${least} arguments and at most ${most}`;
    throw new MongoError(16020, `Expression ${name} takes ${wanted}. ${list.length} were passed in.`);
  }
  return list.map(compile);
};

type Plain = (...values: (Value | undefined)[]) => Value | undefined;

/** An operator that is a function of its operands' values. */
export const plain =
  (calculate: Plain, least: number, most = least): Build =>
  (operand, compile, name) => {
    const list = operands(operand, compile, name, least, most);
    if (list.length === 1) {
      const [only] = list as [Evaluate];
      return (scope) => calculate(only(scope));
    }
    return (scope) => calculate(...list.map((evaluate) => evaluate(scope)));
  };

/** Like `plain`, but null as soon as one operand is null or missing. */
export const strict = (
  calculate: (...values: Value[]) => Value | undefined,
  least: number,
  most = least,
): Build =>
  plain((...values) => (values.some(isNullish) ? null : calculate(...(values as Value[]))), least, most);

/** The named arguments of an operator that takes a document. Throws for unknown or missing ones. */
export const named = (
  operand: Value,
  compile: Compile,
  name: string,
  required: readonly string[],
  optional: readonly string[] = [],
): ReadonlyMap<string, Evaluate> => {
  const args = requireDoc(operand, name);
  for (const key of args.keys()) {
    if (!required.includes(key) && !optional.includes(key)) {
      throw new MongoError('FailedToParse', `Unrecognized argument to ${name}: ${key}`);
    }
  }
  const missing = required.find((key) => !args.has(key));
  if (missing !== undefined)
    throw new MongoError('FailedToParse', `Missing '${missing}' parameter to ${name}`);
  return new Map([...args].map(([key, value]) => [key, compile(value)]));
};

export const requireDoc = (operand: Value, name: string): Doc => {
  if (!isDoc(operand))
    throw new MongoError('FailedToParse', `${name} only supports an object as its argument`);
  return operand;
};
