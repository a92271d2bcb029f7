/** A parsed XLSForm expression. `self` is `.`, `reference` is `${name}`, `attribute` a bare name (a column of the
 * choices sheet, in a choice_filter). */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'self' }
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    };

export type Operator = 'or' | 'and' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | 'div' | 'mod';

/** Calls `visit` for the expression and everything inside it. */
export function walk(expression: Expression, visit: (part: Expression) => void): void {
  visit(expression);
  if (expression.kind === 'call') for (const arg of expression.args) walk(arg, visit);
  if (expression.kind === 'negate') walk(expression.operand, visit);
  if (expression.kind === 'binary') {
    walk(expression.left, visit);
    walk(expression.right, visit);
  }
}

/** Names of the questions that the expression reads, each once: `${name}`, and the quoted `'${name}'` that
 * jr:choice-name takes. */
export function referencesOf(expression: Expression): string[] {
  const names = new Set<string>();
  walk(expression, (part) => {
    if (part.kind === 'reference') names.add(part.name);
    if (part.kind === 'call' && part.name === 'jr:choice-name') names.add(quotedReference(part.args[1]));
  });
  return [...names];
}

/** The name in `'${name}'`; the text itself where it is none, so that it is reported as unknown. */
export function quotedReference(arg: Expression | undefined): string {
  const text = arg?.kind === 'string' ? arg.value : '';
  return /^\s*\$\{\s*([^}]*?)\s*\}\s*$/.exec(text)?.[1] ?? text;
}
