import { isDeepStrictEqual } from 'node:util';
import { type Observation, observationKey } from './indicator.js';

/** Rows sorted by what writing them over existing ones does; `unchanged` are there word for word. */
export interface ComparedObservations {
  readonly added: readonly Observation[];
  readonly changed: readonly Observation[];
  readonly unchanged: readonly Observation[];
}

/** Compares rows with those that stand under the same key; the order of fields does not matter. */
export function compareObservations(
  existing: readonly Observation[],
  rows: readonly Observation[],
): ComparedObservations {
  const before = new Map(existing.map((observation) => [observationKey(observation), observation]));
  const added: Observation[] = [];
  const changed: Observation[] = [];
  const unchanged: Observation[] = [];
  for (const row of rows) {
    const old = before.get(observationKey(row));
    const place = old ? (isDeepStrictEqual({ ...old }, { ...row }) ? unchanged : changed) : added;
    place.push(row);
  }
  return { added, changed, unchanged };
}
