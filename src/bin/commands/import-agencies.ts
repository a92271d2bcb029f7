import { isDeepStrictEqual } from 'node:util';
import type { ConnectorKind } from '../../domain/agency.js';
import { readAgencies } from '../../domain/agency-import.js';
import { dayOf } from '../../domain/deadline.js';
import { loadCaseCatalogue } from '../../sources/case-catalogue.js';
import { loadCatalogue } from '../../sources/catalogue.js';
import { readImportRows } from '../../sources/import-rows.js';
import { atDesk, DATA_FOLDER } from '../desk.js';
import { type DryRun, reportImport, sayRefusal } from '../import-report.js';
import { systemClock } from '../system.js';

/** How a case can reach a body in this version. */
export const BUILT_CONNECTORS: readonly ConnectorKind[] = ['webhook', 'email', 'none'];

/** Columns without which no row can be read; the others may be left out. */
const COLUMNS = ['id', 'kind', 'name', 'divipola', 'connector'];

/** Takes the contacts of bodies that an official verified. */
export async function importAgenciesCommand(file: string, options: DryRun): Promise<void> {
  await atDesk(async ({ stores, say }) => {
    const rows = await readImportRows(file, COLUMNS);
    const { territories } = await loadCatalogue(DATA_FOLDER);
    const { agencies, refused } = readAgencies(rows, {
      kinds: loadCaseCatalogue(DATA_FOLDER).kinds,
      territories: new Map(territories.map((territory) => [territory.code, territory])),
      connectors: BUILT_CONNECTORS,
      today: dayOf(systemClock.now()),
    });
    const before = new Map((await stores.agencies.all()).map((agency) => [agency.id, agency]));
    const refusedRows = new Set(refused.map(({ row }) => row));
    const taken = rows.filter(({ row }) => !refusedRows.has(row));
    const changes = { added: [] as number[], changed: [] as number[], unchanged: [] as number[] };
    for (const [index, agency] of agencies.entries()) {
      const old = before.get(agency.id);
      const kind = old ? (isDeepStrictEqual(old, agency) ? 'unchanged' : 'changed') : 'added';
      changes[kind].push(taken[index]?.row ?? 0);
      if (!options.dryRun && kind !== 'unchanged') await stores.agencies.save(agency);
    }
    reportImport('agencies', file, { ...changes, refused: refused.map(sayRefusal) }, say, options);
  });
}
