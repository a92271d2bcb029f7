import type { Reply } from '../../domain/message.js';
import { Problem } from '../../problem.js';

export interface GraphParts {
  /** e.g. `https://graph.facebook.com/v23.0`, without a slash at the end. */
  readonly apiUrl: string;
  readonly phoneNumberId: string;
  readonly token: string;
  readonly timeoutMs: number;
}

/** Limits of interactive messages (Cloud API, "Interactive reply buttons", "Interactive list"). */
const BUTTONS = { most: 3, title: 20, id: 256, body: 1_024 };
const ROWS = { most: 10, title: 24, id: 200, body: 4_096 };

/** What is posted for one message: buttons where up to three options fit, a list where up to ten do, else text alone.
 * The text carries the options as numbers in any case. */
export function messageOf(to: string, text: string, options: Reply['options'], listLabel: string): object {
  const fits = (limit: typeof BUTTONS): boolean =>
    options !== undefined &&
    options.length > 0 &&
    options.length <= limit.most &&
    text.length <= limit.body &&
    options.every(
      ({ value, label }) => label.length <= limit.title && value.length <= limit.id && value !== '',
    ) &&
    new Set(options.map(({ label }) => label)).size === options.length;
  const envelope = { messaging_product: 'whatsapp', recipient_type: 'individual', to };
  if (fits(BUTTONS)) {
    const buttons = options?.map(({ value, label }) => ({
      type: 'reply',
      reply: { id: value, title: label },
    }));
    return {
      ...envelope,
      type: 'interactive',
      interactive: { type: 'button', body: { text }, action: { buttons } },
    };
  }
  if (fits(ROWS)) {
    const rows = options?.map(({ value, label }) => ({ id: value, title: label }));
    const action = { button: listLabel, sections: [{ rows }] };
    return { ...envelope, type: 'interactive', interactive: { type: 'list', body: { text }, action } };
  }
  return { ...envelope, type: 'text', text: { body: text, preview_url: false } };
}

/** Meta's codes after which the same call may succeed: too many calls, something wrong on their side, a token that an
 * operator has to renew. */
const RETRYABLE = new Set([0, 1, 2, 4, 190, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004]);

/** Posts to the number's messages.
 * @returns the wamid, or an empty string where Meta gives none.
 * @throws Problem `channel_away` (retryable) or `message_refused` with Meta's code. */
export async function post(parts: GraphParts, body: object): Promise<string> {
  const response = await fetch(`${parts.apiUrl}/${parts.phoneNumberId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${parts.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(parts.timeoutMs),
  }).catch((cause: unknown) => {
    throw new Problem('channel_away', 'the Cloud API does not answer', { retryable: true, cause });
  });
  const answer = (await response.json().catch(() => ({}))) as {
    messages?: { id?: string }[];
    error?: { code?: number };
  };
  if (response.ok) return answer.messages?.[0]?.id ?? '';
  const code = answer.error?.code;
  const retryable =
    response.status === 429 || response.status >= 500 || (code !== undefined && RETRYABLE.has(code));
  throw new Problem(
    retryable ? 'channel_away' : 'message_refused',
    `the Cloud API answered ${response.status}`,
    {
      retryable,
      details: { status: response.status, code },
    },
  );
}
