import { Problem } from '../problem.js';

/** Status of a Problem's code; what is not listed is a fault of ours. */
const STATUS: Readonly<Record<string, number>> = {
  not_found: 404,
  unauthorized: 401,
  forbidden: 403,
  bad_request: 400,
  too_large: 413,
  too_many: 429,
  store_away: 503,
  channel_away: 503,
  store_unreachable: 503,
};

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

export const tooLarge = (): Problem => new Problem('too_large', 'the body is too large');

/** How an error leaves (RFC 9457): its stable code and nothing internal. */
export function problemJson(error: unknown): {
  readonly status: number;
  readonly code: string;
  readonly body: string;
} {
  const { code, message } = asProblem(error);
  const status = STATUS[code] ?? 500;
  const title = code === 'internal' ? 'something failed on our side' : message;
  return { status, code, body: JSON.stringify({ type: 'about:blank', title, status, code }) };
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { type, status, message } = error as { type?: string; status?: number; message?: string };
  if (type === 'entity.too.large') return tooLarge();
  // What express and its body readers refuse by themselves, and who hangs up while sending: no fault of ours.
  if ((status !== undefined && status >= 400 && status < 500) || message === 'aborted')
    return new Problem('bad_request', 'the request cannot be read', { cause: error });
  return new Problem('internal', 'something failed', { cause: error });
}
