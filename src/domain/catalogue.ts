import type { Caveat, Disaggregation, Indicator, Observation, Subject, Topic, Unit } from './indicator.js';
import { observationKey } from './indicator.js';
import type { Locality, Territory } from './territory.js';

/** The facts that officials own, as they stand in data/ together with what was imported. Frozen. */
export interface Catalogue {
  readonly territories: readonly Territory[];
  readonly localities: readonly Locality[];
  readonly indicators: readonly Indicator[];
  readonly caveats: readonly Caveat[];
  readonly units: readonly Unit[];
  readonly disaggregations: readonly Disaggregation[];
  readonly topics: readonly Topic[];
  readonly subjects: readonly Subject[];
  readonly observations: readonly Observation[];
}

/** The catalogue with imported figures over the shipped ones; the same figure is replaced. */
export function withObservations(catalogue: Catalogue, imported: readonly Observation[]): Catalogue {
  if (imported.length === 0) return catalogue;
  const replaced = new Set(imported.map(observationKey));
  const kept = catalogue.observations.filter((observation) => !replaced.has(observationKey(observation)));
  return Object.freeze({ ...catalogue, observations: Object.freeze([...kept, ...imported]) });
}
