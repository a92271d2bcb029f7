/**
 * An error with a stable code, safe to show and to log.
 *
 * `message` never carries what a person told us; `details` are for operators' logs only and must be free of
 * personal data as well. `retryable` says whether the same call may succeed later without a change.
 */
export class Problem extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}
