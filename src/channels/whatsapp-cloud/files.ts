import { Problem } from '../../problem.js';
import type { GraphParts } from './graph.js';

/** A file may take this long, milliseconds. */
const DOWNLOAD_MS = 5 * 60_000;

/**
 * Opens a file by Meta's id (Cloud API, "Retrieve media URL", "Download media"): its address first, good for five
 * minutes, then the bytes as they come. The token goes to Meta's own hosts only.
 * @throws Problem `media_unavailable` when Meta has it no more, `channel_away` (retryable) when Meta does not answer.
 */
export async function openFile(parts: GraphParts, id: string): Promise<AsyncIterable<Uint8Array>> {
  const told = await get(
    parts,
    `${parts.apiUrl}/${id}?phone_number_id=${parts.phoneNumberId}`,
    parts.timeoutMs,
  );
  const { url } = (await told.json().catch(() => ({}))) as { url?: unknown };
  if (typeof url !== 'string' || !isMetas(url, parts.apiUrl)) throw unavailable();
  const { body } = await get(parts, url, DOWNLOAD_MS);
  if (!body) throw unavailable();
  return body as unknown as AsyncIterable<Uint8Array>;
}

const unavailable = (cause?: unknown): Problem =>
  new Problem('media_unavailable', 'the file is not there', { cause });

function isMetas(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  const hosts = /(^|\.)(fbsbx\.com|facebook\.com|fbcdn\.net|whatsapp\.net)$/;
  return origin === new URL(apiUrl).origin || (protocol === 'https:' && hosts.test(hostname));
}

async function get({ token }: GraphParts, url: string, timeoutMs: number): Promise<Response> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((cause: unknown) => {
    throw new Problem('channel_away', 'the Cloud API does not give the file', { retryable: true, cause });
  });
  if (response.ok) return response;
  await response.body?.cancel();
  const gone = response.status >= 400 && response.status < 500 && ![401, 403, 429].includes(response.status);
  if (gone) throw unavailable();
  throw new Problem('channel_away', `the Cloud API answered ${response.status}`, {
    retryable: true,
    details: { status: response.status },
  });
}
