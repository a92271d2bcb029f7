import type { Gauge } from 'prom-client';
import { type DeliveryCount, isFailing } from '../ports/delivery-counts.js';
import type { Route } from '../ports/http.js';
import { type LineStatus, NEEDS_A_PERSON } from '../ports/line-status.js';

/** What operators watch: counts and states, never a person, a conversation or a case. */
export interface MetricsParts {
  /** null when messages can be stored, else the reason's code. */
  readonly ready: () => Promise<string | null>;
  /** How the WhatsApp number stands; null where there is none. */
  readonly line: () => Promise<LineStatus | null>;
  readonly deliveries: () => Promise<readonly DeliveryCount[]>;
  /** Messages and effects that wait for a person at /console/parked. */
  readonly parked: () => Promise<{ readonly messages: number; readonly effects: number }>;
}

/** `GET /metrics` in Prometheus' text format. While the store is away only what is known without it is told. */
export function metricsRoutes(parts: MetricsParts): Route[] {
  return [
    {
      method: 'GET',
      path: '/metrics',
      handle: async () => {
        // Loaded with the first scrape: whoever is not watched does not pay for it at start.
        const { Gauge, Registry } = await import('prom-client');
        const registry = new Registry();
        const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
          new Gauge({ name: `participa_${name}`, help, labelNames, registers: [registry] });
        const reason = await parts.ready();
        gauge('ready', '1 when messages can be stored').set(reason === null ? 1 : 0);
        gauge('resident_bytes', 'Resident memory of the process').set(process.memoryUsage.rss());
        if (reason === null) await fromStore(parts, gauge);
        return {
          status: 200,
          headers: { 'content-type': registry.contentType },
          body: await registry.metrics(),
        };
      },
    },
  ];
}

type MakeGauge = <Label extends string>(name: string, help: string, labels?: Label[]) => Gauge<Label>;

async function fromStore(parts: MetricsParts, gauge: MakeGauge): Promise<void> {
  const line = await parts.line();
  if (line) {
    gauge('whatsapp_state', 'State of the WhatsApp number; 1 for the one it is in', ['way', 'state']).set(
      { way: line.way, state: line.state },
      1,
    );
    gauge('whatsapp_needs_person', '1 while nobody is answered on WhatsApp until a person acts').set(
      NEEDS_A_PERSON.includes(line.state) ? 1 : 0,
    );
    gauge('whatsapp_waiting', 'Messages that came and could not be stored yet').set(line.waiting);
  }
  const deliveries = gauge('deliveries', 'Attempts to deliver cases, by body and result', [
    'agency',
    'result',
  ]);
  const failing = gauge('delivery_failing', '1 while a body does not take what it is sent', ['agency']);
  for (const count of await parts.deliveries()) {
    for (const result of ['delivered', 'failed', 'uncertain'] as const)
      deliveries.set({ agency: count.agency, result }, count[result]);
    failing.set({ agency: count.agency }, isFailing(count) ? 1 : 0);
  }
  const parked = gauge('parked', 'What waits for a person at /console/parked', ['what']);
  const { messages, effects } = await parts.parked();
  parked.set({ what: 'messages' }, messages);
  parked.set({ what: 'effects' }, effects);
}
