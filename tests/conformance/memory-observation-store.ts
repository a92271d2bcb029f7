import { type Observation, observationKey } from '../../src/domain/indicator.js';
import type { ObservationStore } from '../../src/ports/observations.js';
import { changesAgainst } from '../../src/sources/import-observations.js';

/** An ObservationStore in memory, for tests that need one and not a database. */
export function memoryStore(): ObservationStore & { readonly rows: Map<string, Observation> } {
  const rows = new Map<string, Observation>();
  return {
    rows,
    all: async () => [...rows.values()],
    upsert: async (incoming) => {
      const changes = changesAgainst([...rows.values()], incoming);
      for (const row of incoming) rows.set(observationKey(row), row);
      return changes;
    },
  };
}
