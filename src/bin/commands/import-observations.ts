import { knownCodes, loadCatalogue } from '../../sources/catalogue.js';
import { importObservations, type RefusedRow } from '../../sources/import-observations.js';
import { atDesk, DATA_FOLDER } from '../desk.js';
import { type DryRun, reportImport } from '../import-report.js';

/** Takes official figures from a .csv or .xlsx; a running service answers from them within seconds. */
export async function importObservationsCommand(file: string, options: DryRun): Promise<void> {
  await atDesk(async ({ stores, say }) => {
    const catalogue = await loadCatalogue(DATA_FOLDER);
    const { changedRows, refused } = await importObservations(file, {
      known: knownCodes(catalogue),
      store: stores.observations,
      shipped: catalogue.observations,
      ...options,
    });
    reportImport('observations', file, { ...changedRows, refused: refused.map(why) }, say, options);
  });
}

const why = ({ row, reason, what }: RefusedRow) => ({
  row,
  why: { key: `cli:observation-${reason}`, args: { what } },
});
