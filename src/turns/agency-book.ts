import { type AgencyDirectory, type AgencyKind, expandAgencies } from '../domain/agency.js';
import type { Territory } from '../domain/territory.js';
import type { AgencyStore } from '../ports/case-stores.js';
import type { Clock } from '../ports/clock.js';

/** Officials import contacts now and then; this old a directory is read again, milliseconds. */
const FRESH_MS = 5_000;

/** Every body there is, with the contacts that were imported, read again when it is a few seconds old. */
export function createAgencyBook(
  kinds: ReadonlyMap<string, AgencyKind>,
  territories: readonly Territory[],
  store: Pick<AgencyStore, 'all'>,
  clock: Pick<Clock, 'now'>,
): () => Promise<AgencyDirectory> {
  let known: { at: number; directory: AgencyDirectory } | undefined;
  return async () => {
    if (known && clock.now() - known.at < FRESH_MS) return known.directory;
    known = { at: clock.now(), directory: expandAgencies(kinds.values(), territories, await store.all()) };
    return known.directory;
  };
}
