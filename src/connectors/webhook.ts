import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { Clock } from '../ports/clock.js';
import { type AgencyConnector, DeliveryError, type OutgoingDelivery } from '../ports/agency-connector.js';
import { post } from './post.js';

export interface WebhookOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** CloudEvents `source`: the service's public address. */
  readonly source: string;
  readonly timeoutMs?: number;
  readonly plainHosts?: readonly string[];
}

const TYPE_PREFIX = 'co.gov.valledelcauca.sigesi.';
const TIMEOUT_MS = 10_000;
const answer = z.object({ reference: z.string().min(1).max(120) });

/** Hands cases over by a signed webhook: a CloudEvents 1.0 event in structured JSON mode, signed after the Standard
 * Webhooks specification with the agency's secret. webhook-id is the delivery's id, so a receiver can tell a repetition.
 * An answer `{"reference": "…"}` is kept as the body's own number. */
export function webhookConnector(options: WebhookOptions): AgencyConnector {
  return {
    kind: 'webhook',
    // The receiver knows a repetition by its webhook-id (Standard Webhooks, "Idempotency").
    whenUncertain: 'repeat',
    async deliver(outgoing) {
      const { endpoint, secret } = outgoing.agency;
      if (!endpoint || !secret)
        throw new DeliveryError('connector.incomplete', 'the agency has no endpoint or secret', {
          retryable: true,
        });
      // Loaded with the first delivery: it costs the start 50 ms.
      const { CloudEvent, HTTP } = await import('cloudevents');
      const message = HTTP.structured(new CloudEvent<unknown>(attributesOf(outgoing, options.source)));
      const body = String(message.body);
      const now = options.clock.now();
      const text = await post(endpoint, {
        body,
        headers: {
          'content-type': String(message.headers['content-type']),
          ...signed(outgoing.id, now, body, secret),
        },
        timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
        plainHosts: options.plainHosts ?? [],
        now,
      });
      return referenceIn(text);
    },
  };
}

function attributesOf(outgoing: OutgoingDelivery, source: string) {
  return {
    id: outgoing.id,
    source,
    type: `${TYPE_PREFIX}${outgoing.event}`,
    time: new Date(outgoing.at).toISOString(),
    subject: outgoing.data.case,
    datacontenttype: 'application/json',
    data: outgoing.data,
  };
}

function signed(id: string, now: number, body: string, secret: string): Record<string, string> {
  const at = new Date(now);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}

function referenceIn(text: string): { readonly reference?: string } {
  try {
    const read = answer.safeParse(JSON.parse(text));
    return read.success ? { reference: read.data.reference } : {};
  } catch {
    return {};
  }
}
