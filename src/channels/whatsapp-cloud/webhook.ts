import type { Message } from '../../domain/message.js';
import type { HttpRequest, HttpResponse, Route } from '../../ports/http.js';
import { Problem } from '../../problem.js';
import { type Batch, readPayload } from './payload.js';
import { isSameSecret, isSigned } from './signature.js';

export interface WebhookParts {
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly phoneNumberId: string;
  /** Resolves when the whole batch is durable. Rejects with `store_away`, and Meta brings the batch again. */
  readonly take: (batch: Batch) => Promise<void>;
}

/** Meta sends up to 3 MB ("Webhooks: payload size"). */
const MAX_BYTES = 3 * 1024 * 1024;
const PATH = '/webhooks/whatsapp';

/** The Cloud API's webhook: GET answers Meta's verification, POST takes batches of messages and statuses. */
export function webhookRoutes(parts: WebhookParts): Route[] {
  return [
    { method: 'GET', path: PATH, handle: async (request) => verify(request, parts.verifyToken) },
    {
      method: 'POST',
      path: PATH,
      maxBytes: MAX_BYTES,
      bare: true,
      handle: (request) => take(request, parts),
    },
  ];
}

function verify({ query }: HttpRequest, verifyToken: string): HttpResponse {
  const given = query.get('hub.verify_token') ?? '';
  if (query.get('hub.mode') !== 'subscribe' || !isSameSecret(given, verifyToken))
    throw new Problem('forbidden', 'the verification token is another');
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return { status: 200, headers, body: query.get('hub.challenge') ?? '' };
}

/** Nothing of a body is read before its signature holds. */
async function take({ body, headers }: HttpRequest, parts: WebhookParts): Promise<HttpResponse> {
  if (!isSigned(body, headers['x-hub-signature-256'], parts.appSecret))
    throw new Problem('unauthorized', 'the signature does not fit the body');
  const batch = readPayload(body, parts.phoneNumberId);
  if (!batch) throw new Problem('bad_request', 'this is not a webhook of the Cloud API');
  await parts.take(batch);
  return { status: 200 };
}

/** The messages of each person in order, different people at once. Rejects if one could not be stored, after all others
 * were: what is stored twice is stored once. */
export async function receiveAll(
  messages: readonly Message[],
  receive: (message: Message) => Promise<void>,
): Promise<void> {
  const people = new Map<string, Message[]>();
  for (const message of messages)
    people.set(message.address, [...(people.get(message.address) ?? []), message]);
  const results = await Promise.allSettled(
    [...people.values()].map(async (theirs) => {
      for (const message of theirs) await receive(message);
    }),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
