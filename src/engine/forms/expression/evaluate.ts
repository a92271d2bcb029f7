import type { Expression, Operator } from './ast.js';
import { compare } from './compare.js';
import { FUNCTIONS, type FunctionContext } from './functions.js';
import { type Value, toBoolean, toNumber } from './values.js';

/** Where an expression finds the answers. Unanswered, irrelevant and unknown are all the empty string. */
export interface Scope extends FunctionContext {
  valueOf(name: string): Value;
  /** A column of the choice that a choice_filter looks at. */
  attribute(name: string): string;
}

/** Evaluates a checked expression (./check.ts). Never throws: what cannot be computed is NaN or empty. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'number':
    case 'string':
      return expression.value;
    case 'self':
      return scope.self ?? '';
    case 'reference':
      return scope.valueOf(expression.name);
    case 'attribute':
      return scope.attribute(expression.name);
    case 'negate':
      return -toNumber(evaluate(expression.operand, scope));
    case 'call': {
      const args = expression.args.map((arg) => evaluate(arg, scope));
      return FUNCTIONS.get(expression.name)?.apply(args, scope) ?? '';
    }
    case 'binary':
      return binary(expression.operator, expression.left, expression.right, scope);
  }
}

function binary(operator: Operator, left: Expression, right: Expression, scope: Scope): Value {
  if (operator === 'or') return toBoolean(evaluate(left, scope)) || toBoolean(evaluate(right, scope));
  if (operator === 'and') return toBoolean(evaluate(left, scope)) && toBoolean(evaluate(right, scope));
  const [a, b] = [evaluate(left, scope), evaluate(right, scope)];
  switch (operator) {
    case '+':
      return toNumber(a) + toNumber(b);
    case '-':
      return toNumber(a) - toNumber(b);
    case '*':
      return toNumber(a) * toNumber(b);
    case 'div':
      return toNumber(a) / toNumber(b);
    case 'mod':
      return toNumber(a) % toNumber(b);
    default:
      return compare(operator, a, b);
  }
}
