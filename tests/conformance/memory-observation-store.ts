import { type Observation, observationKey } from '../../src/domain/indicator.js';
import { compareObservations } from '../../src/domain/observation-changes.js';
import type { ObservationStore } from '../../src/ports/observations.js';

/** An ObservationStore in memory, for tests that need one and not a database. */
export function memoryStore(): ObservationStore & { readonly rows: Map<string, Observation> } {
  const rows = new Map<string, Observation>();
  let written = 0;
  return {
    rows,
    revision: async () => written,
    all: async () => [...rows.values()],
    upsert: async (incoming) => {
      const { added, changed, unchanged } = compareObservations([...rows.values()], incoming);
      for (const row of incoming) rows.set(observationKey(row), row);
      if (incoming.length > 0) written += 1;
      return { added: added.length, changed: changed.length, unchanged: unchanged.length };
    },
  };
}
