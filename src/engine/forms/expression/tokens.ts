import { ExpressionError } from './error.js';

export interface Token {
  readonly kind: 'number' | 'string' | 'reference' | 'name' | 'symbol' | 'end';
  readonly text: string;
  /** Offset in the expression, counted from 0. */
  readonly at: number;
}

const SPACE = /\s+/y;
const NUMBER = /\d+(?:\.\d*)?|\.\d+/y;
const STRING = /'[^']*'|"[^"]*"/y;
const REFERENCE = /\$\{([^}]*)\}/y;
const NAME = /[\p{L}_][\p{L}\p{N}_.-]*(?::[\p{L}_][\p{L}\p{N}_.-]*)?/uy;
const SYMBOL = /!=|<=|>=|[=<>+\-*(),.]/y;
/** XPath that a flat form has no use for: paths, predicates, unions, axes, attributes, variables. */
const PATH = /\.\.|\/|\[|\]|\||@|::|\$/y;

/** Word processors write curly quotes; expressions mean straight ones (pyxform does the same). */
const straight = (source: string): string => source.replace(/[‘’]/g, "'").replace(/[“”]/g, '"');

/** Cuts an expression into tokens (XPath 1.0 section 3.7, with `${name}` of XLSForm).
 * Throws ExpressionError `unsupported-path` or `syntax`. */
export function tokenize(source: string): Token[] {
  const text = straight(source);
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length) {
    const space = match(SPACE);
    if (space) {
      at += space[0].length;
      continue;
    }
    const token = reference(match(REFERENCE), at) ?? plain(match, at);
    if (!token) throw unexpected(match(PATH), text, at);
    tokens.push(token.token);
    at += token.length;
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}

interface Cut {
  readonly token: Token;
  readonly length: number;
}

function reference(found: RegExpExecArray | null, at: number): Cut | null {
  if (!found) return null;
  const name = (found[1] ?? '').trim();
  if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)) throw new ExpressionError('syntax', { near: found[0] });
  return { token: { kind: 'reference', text: name, at }, length: found[0].length };
}

function plain(match: (pattern: RegExp) => RegExpExecArray | null, at: number): Cut | null {
  const cut = (kind: Token['kind'], text: string, length: number): Cut => ({
    token: { kind, text, at },
    length,
  });
  const number = match(NUMBER);
  if (number) return cut('number', number[0], number[0].length);
  const string = match(STRING);
  if (string) return cut('string', string[0].slice(1, -1), string[0].length);
  if (match(PATH)) return null;
  const name = match(NAME);
  if (name) return cut('name', name[0], name[0].length);
  const symbol = match(SYMBOL);
  return symbol ? cut('symbol', symbol[0], symbol[0].length) : null;
}

function unexpected(path: RegExpExecArray | null, text: string, at: number): ExpressionError {
  const near = text.slice(at, at + 20);
  return new ExpressionError(path ? 'unsupported-path' : 'syntax', { near });
}
