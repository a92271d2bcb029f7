import { expect, test } from '@jest/globals';
import { type MetricsParts, metricsRoutes } from '../../../src/http/metrics.js';
import type { HttpRequest } from '../../../src/ports/http.js';

const PARTS: MetricsParts = {
  ready: async () => null,
  line: async () => ({ way: 'web', state: 'logged_out', since: 0, waiting: 2 }),
  deliveries: async () => [
    {
      agency: 'COMISARIA-76834',
      delivered: 3,
      failed: 2,
      uncertain: 1,
      lastDeliveredAt: 10,
      lastFailedAt: 20,
      lastError: 'http_503',
    },
  ],
  parked: async () => ({ messages: 0, effects: 4 }),
};

async function scrape(parts: MetricsParts): Promise<string> {
  const [route] = metricsRoutes(parts);
  const answer = await route?.handle({} as HttpRequest);
  expect(answer?.status).toBe(200);
  expect(answer?.headers?.['content-type']).toContain('text/plain; version=0.0.4');
  return String(answer?.body);
}

test('states and counts, in the text format of Prometheus', async () => {
  const text = await scrape(PARTS);
  for (const line of [
    'participa_ready 1',
    'participa_whatsapp_state{way="web",state="logged_out"} 1',
    'participa_whatsapp_needs_person 1',
    'participa_whatsapp_waiting 2',
    'participa_deliveries{agency="COMISARIA-76834",result="delivered"} 3',
    'participa_deliveries{agency="COMISARIA-76834",result="uncertain"} 1',
    'participa_delivery_failing{agency="COMISARIA-76834"} 1',
    'participa_parked{what="effects"} 4',
  ])
    expect(text.split('\n')).toContain(line);
});

test('while the store is away it says so, and asks it for nothing', async () => {
  const refuse = (): never => {
    throw new Error('asked');
  };
  const text = await scrape({
    ready: async () => 'store_away',
    line: refuse,
    deliveries: refuse,
    parked: refuse,
  });
  expect(text.split('\n')).toContain('participa_ready 0');
});

test('without a WhatsApp number there is nothing about it', async () => {
  expect(await scrape({ ...PARTS, line: async () => null })).not.toContain('whatsapp');
});
