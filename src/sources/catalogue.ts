import { join } from 'node:path';
import type { Catalogue } from '../domain/catalogue.js';
import type { Indicator, Observation, Unit } from '../domain/indicator.js';
import type { Territory } from '../domain/territory.js';
import { Problem } from '../problem.js';
import {
  createObservationReader,
  isRefusal,
  type KnownCodes,
  OBSERVATION_COLUMNS,
} from './observation-rows.js';
import { listOf, readCsv, readRows, type Row } from './table.js';

/** Reads data/ into frozen domain objects. A file that contradicts itself stops the start.
 * @throws Problem `file_unreadable`, `csv_malformed`, `column_missing`, `catalogue_invalid` (names file and row) */
export async function loadCatalogue(directory: string): Promise<Catalogue> {
  const municipalities = await readRows(directory, 'municipalities.csv', ['code', 'name', 'say_as'], (row) =>
    municipality(row),
  );
  const others = await readRows(directory, 'territories.csv', ['code', 'name', 'say_as', 'kind'], (row) =>
    territory(row, row.kind as Territory['kind']),
  );
  const localities = await readRows(directory, 'localities.csv', ['name', 'territory_code'], (row) => ({
    name: cell(row, 'name'),
    territory: cell(row, 'territory_code'),
    aliases: listOf(row.aliases),
  }));
  const indicators = await readRows(
    directory,
    'indicators.csv',
    ['code', 'short_name', 'plain_name'],
    indicator,
  );
  const caveats = await readRows(directory, 'caveats.csv', ['code', 'es_co', 'es_co_x_facil'], (row) => ({
    code: cell(row, 'code'),
    text: cell(row, 'es_co'),
    plain: cell(row, 'es_co_x_facil'),
  }));
  const units = await readRows(directory, 'units.csv', ['unit', 'kind', 'many', 'change'], (row) => ({
    unit: cell(row, 'unit'),
    kind: cell(row, 'kind') as Unit['kind'],
    one: cell(row, 'one'),
    many: cell(row, 'many'),
    plainMany: cell(row, 'plain_many'),
    change: cell(row, 'change'),
  }));
  const disaggregations = await readRows(directory, 'disaggregations.csv', ['code', 'phrase'], (row) => ({
    code: cell(row, 'code'),
    phrase: cell(row, 'phrase'),
    plain: cell(row, 'plain_phrase'),
    populations: listOf(row.populations),
    words: listOf(row.words),
  }));
  const topics = await readRows(directory, 'topics.csv', ['topic', 'indicator'], (row) => ({
    id: cell(row, 'topic'),
    indicator: cell(row, 'indicator'),
    populations: listOf(row.populations),
  }));
  const territories = Object.freeze([...municipalities, ...others]);
  const observations = await readObservations(join(directory, 'observations.csv'), {
    indicators: new Set(indicators.map((one) => one.code)),
    territories: new Set(territories.map((one) => one.code)),
    caveats: new Set(caveats.map((one) => one.code)),
  });
  return Object.freeze({
    territories,
    localities,
    indicators,
    caveats,
    units,
    disaggregations,
    topics,
    observations,
  });
}

/** The codes that imported rows may use. */
export function knownCodes(catalogue: Catalogue): KnownCodes {
  return {
    indicators: new Set(catalogue.indicators.map((one) => one.code)),
    territories: new Set(catalogue.territories.map((one) => one.code)),
    caveats: new Set(catalogue.caveats.map((one) => one.code)),
  };
}

async function readObservations(file: string, known: KnownCodes): Promise<readonly Observation[]> {
  const read = createObservationReader(known);
  const rows = await readCsv(file, OBSERVATION_COLUMNS);
  return Object.freeze(
    rows.map((row, index) => {
      const observation = read(row);
      if (!isRefusal(observation)) return observation;
      throw new Problem(
        'catalogue_invalid',
        `${file} row ${index + 2}: ${observation.reason} ${observation.what}`,
      );
    }),
  );
}

function territory(row: Row, kind: Territory['kind']): Territory {
  return {
    code: cell(row, 'code'),
    name: cell(row, 'name'),
    kind,
    ...(row.parent ? { parent: row.parent } : {}),
    ...(row.say_as && row.say_as !== row.name ? { sayAs: row.say_as } : {}),
    aliases: listOf(row.aliases),
    demonyms: listOf(row.demonyms),
  };
}

function municipality(row: Row): Territory {
  return {
    ...territory(row, 'municipality'),
    parent: cell(row, 'code').slice(0, 2),
    subregion: cell(row, 'subregion'),
    certifiedEducation: row.certified_education === 'yes',
    needsContext: row.needs_context === 'yes',
    ...(row.ambiguity_note ? { ambiguity: row.ambiguity_note } : {}),
  };
}

function indicator(row: Row): Indicator {
  return {
    code: cell(row, 'code'),
    name: cell(row, 'name'),
    shortName: cell(row, 'short_name'),
    plainName: cell(row, 'plain_name'),
    measures: cell(row, 'measures'),
    unit: cell(row, 'unit'),
    formula: cell(row, 'formula'),
    formulaWords: cell(row, 'formula_words'),
    ...(row.denominator ? { denominator: row.denominator } : {}),
    groups: listOf(row.groups),
    source: cell(row, 'source'),
    periodicity: cell(row, 'periodicity'),
    direction: cell(row, 'direction') as Indicator['direction'],
    lowMayBeUnderreporting: row.low_may_be_underreporting === 'yes',
    ...(row.counterpart ? { counterpart: row.counterpart } : {}),
    related: listOf(row.related),
  };
}

function cell(row: Row, column: string): string {
  return row[column] ?? '';
}
