import type { Catalogue } from '../domain/catalogue.js';
import { Problem } from '../problem.js';

/** Whether the files of data/ fit each other: every code that one names is in the file it belongs to, and no code
 * stands twice.
 * @throws Problem `catalogue_invalid` that names the first code that does not fit */
export function checkCatalogue(catalogue: Omit<Catalogue, 'observations'>): void {
  const territories = unique(
    'territory',
    catalogue.territories.map((one) => one.code),
  );
  const indicators = unique(
    'indicator',
    catalogue.indicators.map((one) => one.code),
  );
  unique(
    'caveat',
    catalogue.caveats.map((one) => one.code),
  );
  unique(
    'unit',
    catalogue.units.map((one) => one.unit),
  );
  unique(
    'disaggregation',
    catalogue.disaggregations.map((one) => one.code),
  );
  const parents = catalogue.territories.flatMap((one) => one.parent ?? []);
  named('a territory', parents, territories);
  named(
    'a locality',
    catalogue.localities.map((one) => one.territory),
    territories,
  );
  const others = catalogue.indicators.flatMap((one) => [
    ...(one.counterpart ? [one.counterpart] : []),
    ...one.variants,
    ...one.related,
  ]);
  named('an indicator', others, indicators);
  named(
    'a topic',
    catalogue.topics.map((one) => one.indicator),
    indicators,
  );
}

function unique(what: string, codes: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const code of codes) {
    if (code === '' || seen.has(code)) {
      throw new Problem('catalogue_invalid', `${what} "${code}" is empty or stands twice`);
    }
    seen.add(code);
  }
  return seen;
}

function named(where: string, codes: readonly string[], known: ReadonlySet<string>): void {
  const stranger = codes.find((code) => !known.has(code));
  if (stranger !== undefined) throw new Problem('catalogue_invalid', `${where} names ${stranger}, unknown`);
}
