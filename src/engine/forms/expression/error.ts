/** Why an expression cannot be used; `code` names the text `form:why-<code>` of the locales. */
export type ExpressionErrorCode =
  | 'syntax'
  | 'unsupported-path'
  | 'unsupported-function'
  | 'wrong-arguments'
  | 'bad-pattern'
  | 'too-complex';

/** Thrown while a form is imported, never while it is filled in. */
export class ExpressionError extends Error {
  readonly code: ExpressionErrorCode;
  readonly args: Readonly<Record<string, string | number>>;

  constructor(code: ExpressionErrorCode, args: Record<string, string | number>) {
    super(`${code} ${JSON.stringify(args)}`);
    this.name = 'ExpressionError';
    this.code = code;
    this.args = args;
  }
}
