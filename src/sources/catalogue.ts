import { join } from 'node:path';
import type { Catalogue } from '../domain/catalogue.js';
import type { Observation } from '../domain/indicator.js';
import { Problem } from '../problem.js';
import { checkCatalogue } from './catalogue-check.js';
import {
  caveatRow,
  disaggregationRow,
  indicatorRow,
  localityRow,
  municipalityRow,
  subjectRow,
  territoryRow,
  topicRow,
  unitRow,
} from './catalogue-rows.js';
import {
  createObservationReader,
  isRefusal,
  type KnownCodes,
  OBSERVATION_COLUMNS,
} from './observation-rows.js';
import { readCsv, readRows, type Row } from './table.js';

/** Reads data/ into frozen domain objects. A file that contradicts itself or another stops the start.
 * @throws Problem `file_unreadable`, `csv_malformed`, `column_missing`, `catalogue_invalid` */
export async function loadCatalogue(directory: string): Promise<Catalogue> {
  const read = <T extends object>(
    name: string,
    columns: string,
    make: (row: Row) => T,
  ): Promise<readonly T[]> => readRows(directory, name, columns.split(' '), make);
  const municipalities = await read('municipalities.csv', 'code name certified_education', municipalityRow);
  const others = await read('territories.csv', 'code name kind', territoryRow);
  const definitions = {
    territories: Object.freeze([...municipalities, ...others]),
    localities: await read('localities.csv', 'name territory_code', localityRow),
    indicators: await read('indicators.csv', 'code name short_name plain_name unit direction', indicatorRow),
    caveats: await read('caveats.csv', 'code es_co es_co_x_facil', caveatRow),
    units: await read('units.csv', 'unit kind one many plain_many change', unitRow),
    disaggregations: await read('disaggregations.csv', 'code phrase plain_phrase words', disaggregationRow),
    topics: await read('topics.csv', 'topic indicator populations', topicRow),
    subjects: await read('subjects.csv', 'subject words', subjectRow),
  };
  checkCatalogue(definitions);
  const observations = await readObservations(join(directory, 'observations.csv'), knownCodes(definitions));
  return Object.freeze({ ...definitions, observations });
}

/** The codes that a row of observations may use. */
export function knownCodes(catalogue: Pick<Catalogue, 'indicators' | 'territories' | 'caveats'>): KnownCodes {
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
      const { reason, what } = observation;
      throw new Problem('catalogue_invalid', `${file} row ${index + 2}: ${reason} ${what}`);
    }),
  );
}
