import type { Observation } from '../domain/indicator.js';

/** Where imported figures are kept. Every implementation runs tests/conformance/observation-store.ts. */
export interface ObservationStore {
  all(): Promise<Observation[]>;
  /** Writes each row under its observationKey; a row that is already there word for word counts as unchanged. */
  upsert(rows: readonly Observation[]): Promise<ObservationChanges>;
  /** Grows once every upsert of at least one row is wholly written: the same number means the same figures. */
  revision(): Promise<number>;
}

export interface ObservationChanges {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}
