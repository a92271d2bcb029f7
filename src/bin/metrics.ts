import { metricsRoutes } from '../http/metrics.js';
import type { Participa } from '../main.js';
import type { Route } from '../ports/http.js';
import type { LineStatus } from '../ports/line-status.js';

/** More than this that waits for a person is told as this many. */
const MOST_COUNTED = 500;

/** What operators watch of an open service. */
export function openMetrics(
  { ready, premises }: Participa,
  line: (() => Promise<LineStatus>) | undefined,
): Route[] {
  const { deliveryCounts, parked, parkedEffects } = premises.stores;
  return metricsRoutes({
    ready,
    line: async () => (await line?.()) ?? null,
    deliveries: () => deliveryCounts.all(),
    parked: async () => {
      const [messages, effects] = await Promise.all([
        parked.list(MOST_COUNTED),
        parkedEffects.waiting(MOST_COUNTED),
      ]);
      return { messages: messages.length, effects: effects.length };
    },
  });
}
