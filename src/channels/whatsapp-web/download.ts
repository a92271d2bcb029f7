import { Problem } from '../../problem.js';
import type { Baileys } from './baileys.js';
import type { WhatsappFile } from './to-message.js';

/** So long nothing may come before a download is given up and tried again, milliseconds. */
const SILENCE_MS = 30_000;

/**
 * Opens a file on WhatsApp's servers, decrypted as it comes. Where it lies is said by whoever sent it: only WhatsApp's
 * own hosts are asked, and in tests the one that stands for them.
 * @throws Problem `media_unavailable` when it is not there, `channel_away` (retryable) when the server does not answer.
 */
export async function download(
  { downloadContentFromMessage }: Baileys,
  { kind, content }: WhatsappFile,
  testUrl: string | undefined,
): Promise<AsyncIterable<Uint8Array>> {
  const { url, directPath, mediaKey } = content;
  if (!mediaKey || !isWhatsapps(url, testUrl)) throw unavailable();
  try {
    const stream = await downloadContentFromMessage(
      { mediaKey, directPath: directPath ?? null, url: url ?? null },
      kind,
    );
    return untilSilent(stream);
  } catch (cause) {
    const status = (cause as { output?: { statusCode?: number } }).output?.statusCode ?? 500;
    if (status >= 400 && status < 500) throw unavailable(cause);
    throw new Problem('channel_away', "WhatsApp's server of files does not answer", {
      retryable: true,
      cause,
    });
  }
}

const unavailable = (cause?: unknown): Problem =>
  new Problem('media_unavailable', 'the file is not there', { cause });

function isWhatsapps(url: string | null | undefined, testUrl: string | undefined): boolean {
  if (!url) return true;
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (testUrl !== undefined && new URL(testUrl).hostname === hostname) return true;
  return protocol === 'https:' && /(^|\.)whatsapp\.net$/.test(hostname);
}

/** A server that stops in the middle must not hold a person's other messages for ever. */
async function* untilSilent(
  stream: AsyncIterable<Uint8Array> & { destroy(error?: Error): unknown },
): AsyncGenerator<Uint8Array> {
  let timer: NodeJS.Timeout | undefined;
  const watch = (): void => {
    clearTimeout(timer);
    const silent = new Problem('channel_away', 'a download stopped half way', { retryable: true });
    timer = setTimeout(() => stream.destroy(silent), SILENCE_MS);
  };
  try {
    watch();
    for await (const chunk of stream) {
      watch();
      yield chunk;
    }
  } finally {
    clearTimeout(timer);
  }
}
