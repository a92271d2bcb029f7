import { type Expression, walk } from './ast.js';
import { ExpressionError } from './error.js';
import { FUNCTIONS } from './functions.js';
import { parseExpression } from './parse.js';
import { parsePattern } from './pattern-parse.js';

/** Parses an expression and checks what can be known without an answer: that every function exists and gets as many
 * arguments as it takes, that a pattern is one this service can run, that a date format names no month in words.
 * Throws ExpressionError. */
export function checkedExpression(source: string): Expression {
  const expression = parseExpression(source);
  walk(expression, (part) => {
    if (part.kind === 'call') checkCall(part.name, part.args);
  });
  return expression;
}

function checkCall(name: string, args: readonly Expression[]): void {
  const known = FUNCTIONS.get(name);
  if (!known) throw new ExpressionError('unsupported-function', { function: name });
  const right = args.length >= known.least && args.length <= known.most;
  if (!right) throw new ExpressionError('wrong-arguments', { function: name, given: args.length });
  if (name === 'regex') checkPattern(args[1]);
  if (name === 'format-date') checkFormat(args[1]);
}

/** A pattern put together from answers could not be checked before someone answers. */
function checkPattern(pattern: Expression | undefined): void {
  if (pattern?.kind !== 'string') throw new ExpressionError('bad-pattern', { pattern: '' });
  parsePattern(pattern.value);
}

function checkFormat(format: Expression | undefined): void {
  const bad = format?.kind !== 'string' || /%(?![Yymnde])/.test(format.value);
  if (bad) throw new ExpressionError('wrong-arguments', { function: 'format-date', given: 2 });
}
