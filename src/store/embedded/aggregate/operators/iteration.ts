import { isDoc, type Value } from '../../bson/value.js';
import { MongoError } from '../../errors.js';
import { arrayOf, integerOf } from './array-operands.js';
import { type Build, type Evaluate, isNullish, named, type Scope, truthy } from './operator.js';

const within = (scope: Scope, name: string, value: Value, index?: number): Scope => {
  const variables = new Map(scope.variables).set(name, value);
  if (index !== undefined) variables.set('IDX', index);
  return { ...scope, variables };
};

const literalName = (operand: Value, name: string): string => {
  const as = isDoc(operand) ? operand.get('as') : undefined;
  if (as === undefined) return 'this';
  if (typeof as !== 'string' || as === '')
    throw new MongoError('FailedToParse', `'as' of ${name} must be a variable name`);
  return as;
};

const withoutAs = (operand: Value): Value =>
  isDoc(operand) ? new Map([...operand].filter(([key]) => key !== 'as')) : operand;

const map: Build = (operand, compile) => {
  const as = literalName(operand, '$map');
  const args = named(withoutAs(operand), compile, '$map', ['input', 'in']);
  const [input, body] = [args.get('input') as Evaluate, args.get('in') as Evaluate];
  return (scope) => {
    const value = input(scope);
    if (isNullish(value)) return null;
    return arrayOf('$map', value, 16883).map((element) => body(within(scope, as, element)) ?? null);
  };
};

const filter: Build = (operand, compile) => {
  const as = literalName(operand, '$filter');
  const args = named(withoutAs(operand), compile, '$filter', ['input', 'cond'], ['limit']);
  const [input, cond, limit] = [
    args.get('input') as Evaluate,
    args.get('cond') as Evaluate,
    args.get('limit'),
  ];
  return (scope) => {
    const value = input(scope);
    if (isNullish(value)) return null;
    const kept = arrayOf('$filter', value, 28651).filter((element) =>
      truthy(cond(within(scope, as, element))),
    );
    const most = limit?.(scope);
    return isNullish(most) ? kept : kept.slice(0, integerOf('$filter', most, 327391));
  };
};

const reduce: Build = (operand, compile) => {
  const args = named(operand, compile, '$reduce', ['input', 'initialValue', 'in']);
  const [input, initial, body] = ['input', 'initialValue', 'in'].map((key) => args.get(key)) as [
    Evaluate,
    Evaluate,
    Evaluate,
  ];
  return (scope) => {
    const value = input(scope);
    if (isNullish(value)) return null;
    return arrayOf('$reduce', value, 40080).reduce<Value>(
      (total, element) => body(within(within(scope, 'value', total), 'this', element)) ?? null,
      initial(scope) ?? null,
    );
  };
};

/** Operators that run an expression on each element of an array. */
export const ITERATION: Readonly<Record<string, Build>> = { $map: map, $filter: filter, $reduce: reduce };
