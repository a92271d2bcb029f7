import { isLoopback } from '../domain/import.js';
import { DeliveryError } from '../ports/agency-connector.js';

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  /** Hosts that may be spoken to without TLS, beside this machine. */
  readonly plainHosts?: readonly string[];
  readonly now: number;
}

/** The most that is read of an answer. */
const ANSWER_BYTES = 16_384;
/** Answers that will be the same next time. */
const FINAL = new Set([400, 405, 413, 415, 422]);

/** Posts and resolves with the answer's text on 2xx. Follows no redirect: a case goes where an official said and
 * nowhere else. Throws DeliveryError, whose message and details carry neither body nor path. */
export async function post(url: string, options: PostOptions): Promise<string> {
  refusePlain(url, options.plainHosts ?? []);
  const host = new URL(url).host;
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { ...options.headers },
      body: options.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    if (response.ok) return await readSome(response);
    await response.body?.cancel();
  } catch (cause) {
    const late = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw new DeliveryError(
      late ? 'connector.timeout' : 'connector.unreachable',
      'the receiver did not answer',
      { retryable: true, uncertain: !wasNeverSent(cause), details: { host }, cause },
    );
  }
  throw refusedBy(response, host, options.now);
}

/** Failures of name, connection and certificate come before the first byte of a request. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_.*|ERR_TLS_.*|.*_CERT.*)$/;

function wasNeverSent(failure: unknown): boolean {
  const cause = (failure as { cause?: { code?: unknown } }).cause;
  return NEVER_SENT.test(String(cause?.code));
}

function refusedBy(response: Response, host: string, now: number): DeliveryError {
  const { status } = response;
  const details = { host, status };
  if (status === 410)
    return new DeliveryError('connector.gone', 'the receiver wants no more deliveries', {
      retryable: false,
      details,
    });
  if (status >= 300 && status < 400)
    return new DeliveryError('connector.redirect', 'the receiver points elsewhere', {
      retryable: false,
      details,
    });
  const retryAfterMs = retryAfter(response.headers.get('retry-after'), now);
  return new DeliveryError('connector.status', `the receiver answered ${status}`, {
    retryable: !FINAL.has(status),
    details,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Milliseconds that a Retry-After field asks for: seconds or a date (RFC 9110 section 10.2.3). */
export function retryAfter(field: string | null, now: number): number | undefined {
  if (field === null) return undefined;
  if (/^\d+$/.test(field.trim())) return Number(field) * 1000;
  const date = Date.parse(field);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function refusePlain(url: string, plainHosts: readonly string[]): void {
  const { protocol, hostname } = new URL(url);
  if (
    protocol === 'https:' ||
    (protocol === 'http:' && (isLoopback(hostname) || plainHosts.includes(hostname)))
  )
    return;
  throw new DeliveryError('connector.insecure', 'cases are sent over https only', { retryable: false });
}

async function readSome(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8');
}
