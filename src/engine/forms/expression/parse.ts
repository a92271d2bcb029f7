import type { Expression, Operator } from './ast.js';
import { ExpressionError } from './error.js';
import { type Token, tokenize } from './tokens.js';

/** Operators by how tightly they bind, loosest first (XPath 1.0 section 3). All associate to the left. */
const LEVELS: readonly (readonly Operator[])[] = [
  ['or'],
  ['and'],
  ['=', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', 'div', 'mod'],
];
const LONGEST = 4000;
const DEEPEST = 60;

/**
 * Parses an expression of the XLSForm subset that this service understands: `${name}`, `.`, literals, comparison,
 * `and`, `or`, arithmetic with `div` and `mod`, and function calls. Function names and argument counts are checked
 * by ./check.ts.
 *
 * Throws ExpressionError `syntax`, `unsupported-path` or `too-complex`.
 */
export function parseExpression(source: string): Expression {
  if (source.length > LONGEST) throw new ExpressionError('too-complex', { most: LONGEST });
  const parser = new Parser(tokenize(source));
  const expression = parser.binary(0, 0);
  parser.expectEnd();
  return expression;
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** One level of LEVELS; `depth` counts the parentheses and calls around it. */
  binary(level: number, depth: number): Expression {
    if (depth > DEEPEST) throw new ExpressionError('too-complex', { most: DEEPEST });
    const operators = LEVELS[level];
    if (!operators) return this.#unary(depth);
    let left = this.binary(level + 1, depth);
    for (let long = 0; ; long += 1) {
      const operator = operators.find((one) => one === this.#peek().text && this.#peekIsOperator());
      if (!operator) return left;
      if (long > 200) throw new ExpressionError('too-complex', { most: 200 });
      this.#next += 1;
      left = { kind: 'binary', operator, left, right: this.binary(level + 1, depth) };
    }
  }

  expectEnd(): void {
    if (this.#peek().kind !== 'end') throw this.#unexpected();
  }

  #unary(depth: number): Expression {
    if (depth > DEEPEST) throw new ExpressionError('too-complex', { most: DEEPEST });
    if (!this.#takeSymbol('-')) return this.#primary(depth);
    return { kind: 'negate', operand: this.#unary(depth + 1) };
  }

  #primary(depth: number): Expression {
    const token = this.#peek();
    if (token.kind === 'symbol') return this.#parenthesisOrSelf(depth);
    if (token.kind === 'end') throw this.#unexpected();
    this.#next += 1;
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'string') return { kind: 'string', value: token.text };
    if (token.kind === 'reference') return { kind: 'reference', name: token.text };
    if (!this.#takeSymbol('(')) return { kind: 'attribute', name: token.text };
    return { kind: 'call', name: token.text, args: this.#arguments(depth) };
  }

  #parenthesisOrSelf(depth: number): Expression {
    if (this.#takeSymbol('.')) return { kind: 'self' };
    if (!this.#takeSymbol('(')) throw this.#unexpected();
    const inner = this.binary(0, depth + 1);
    if (!this.#takeSymbol(')')) throw this.#unexpected();
    return inner;
  }

  #arguments(depth: number): Expression[] {
    const args: Expression[] = [];
    if (this.#takeSymbol(')')) return args;
    do args.push(this.binary(0, depth + 1));
    while (this.#takeSymbol(','));
    if (!this.#takeSymbol(')')) throw this.#unexpected();
    return args;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', at: 0 };
  }

  /** `div`, `mod`, `and`, `or` are names for the tokenizer; after an operand they are operators. */
  #peekIsOperator(): boolean {
    const { kind } = this.#peek();
    return kind === 'symbol' || kind === 'name';
  }

  #takeSymbol(text: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'symbol' || token.text !== text) return false;
    this.#next += 1;
    return true;
  }

  #unexpected(): ExpressionError {
    const token = this.#peek();
    const last = token.kind === 'end' ? this.#tokens[this.#next - 1] : token;
    return new ExpressionError('syntax', { near: last?.text ?? '' });
  }
}
