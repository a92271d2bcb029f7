import { compareValues } from '../../bson/compare.js';
import { MIN_KEY, isDoc, type Value } from '../../bson/value.js';
import { MongoError } from '../../errors.js';
import { type Build, type Evaluate, isNullish, operands, plain, requireDoc, truthy } from './operator.js';

/** A missing value compares below everything else that is there. */
const order = (a: Value | undefined, b: Value | undefined): number => {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareValues(a, b);
};

const comparison = (holds: (difference: number) => boolean): Build => plain((a, b) => holds(order(a, b)), 2);

const all = (operand: Value): Value[] => (Array.isArray(operand) ? operand : [operand]);

const cond: Build = (operand, compile, name) => {
  let parts: Value[];
  if (isDoc(operand)) {
    const unknown = [...operand.keys()].find((key) => !['if', 'then', 'else'].includes(key));
    if (unknown !== undefined) throw new MongoError(17083, `Unrecognized parameter to $cond: ${unknown}`);
    parts = ['if', 'then', 'else'].map((key) => {
      const part = operand.get(key);
      if (part === undefined) throw new MongoError(17080, `Missing '${key}' parameter to $cond`);
      return part;
    });
  } else parts = all(operand);
  const [test, yes, no] = operands(parts, compile, name, 3) as [Evaluate, Evaluate, Evaluate];
  return (scope) => (truthy(test(scope)) ? yes(scope) : no(scope));
};

const ifNull: Build = (operand, compile, name) => {
  const list = operands(operand, compile, name, 2, Number.POSITIVE_INFINITY);
  return (scope) => {
    let value: Value | undefined;
    for (const evaluate of list) {
      value = evaluate(scope);
      if (!isNullish(value)) return value;
    }
    return value;
  };
};

const switchCase: Build = (operand, compile) => {
  const spec = requireDoc(operand, '$switch');
  const branches = spec.get('branches');
  if (!Array.isArray(branches) || branches.length === 0) {
    throw new MongoError(40068, '$switch requires at least one branch.');
  }
  const compiled = branches.map((branch) => {
    const [test, then] = isDoc(branch) ? [branch.get('case'), branch.get('then')] : [];
    if (test === undefined)
      throw new MongoError(40066, "$switch requires each branch have a 'case' expression");
    if (then === undefined)
      throw new MongoError(40067, "$switch requires each branch have a 'then' expression.");
    return [compile(test), compile(then)] as const;
  });
  const other = spec.get('default');
  const fallback = other === undefined ? undefined : compile(other);
  return (scope) => {
    for (const [test, then] of compiled) if (truthy(test(scope))) return then(scope);
    if (fallback) return fallback(scope);
    throw new MongoError(
      40066,
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  };
};

const letVariables: Build = (operand, compile) => {
  const spec = requireDoc(operand, '$let');
  const [vars, inside] = [spec.get('vars'), spec.get('in')];
  if (!isDoc(vars)) throw new MongoError(16876, "Missing 'vars' parameter to $let");
  if (inside === undefined) throw new MongoError(16877, "Missing 'in' parameter to $let");
  const bindings = [...vars].map(([name, value]) => [name, compile(value)] as const);
  const body = compile(inside);
  return (scope) => {
    const variables = new Map(scope.variables);
    for (const [name, evaluate] of bindings) variables.set(name, evaluate(scope) ?? MIN_KEY);
    return body({ ...scope, variables });
  };
};

/** Comparison, boolean and conditional operators. */
export const LOGIC: Readonly<Record<string, Build>> = {
  $eq: comparison((difference) => difference === 0),
  $ne: comparison((difference) => difference !== 0),
  $gt: comparison((difference) => difference > 0),
  $gte: comparison((difference) => difference >= 0),
  $lt: comparison((difference) => difference < 0),
  $lte: comparison((difference) => difference <= 0),
  $cmp: plain((a, b) => Math.sign(order(a, b)), 2),
  $and: (operand, compile) => {
    const list = all(operand).map(compile);
    return (scope) => list.every((evaluate) => truthy(evaluate(scope)));
  },
  $or: (operand, compile) => {
    const list = all(operand).map(compile);
    return (scope) => list.some((evaluate) => truthy(evaluate(scope)));
  },
  $not: plain((value) => !truthy(value), 1),
  $cond: cond,
  $ifNull: ifNull,
  $switch: switchCase,
  $let: letVariables,
};
