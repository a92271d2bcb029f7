import { isDeepStrictEqual } from 'node:util';
import { readRoster } from '../../domain/roster.js';
import { readImportRows } from '../../sources/import-rows.js';
import { atDesk, print } from '../desk.js';
import { type DryRun, reportImport, sayRefusal } from '../import-report.js';

/** Puts the people on call of a file in the place of the former ones; a file without one good row changes nothing. */
export async function importRosterCommand(file: string, options: DryRun): Promise<void> {
  await atDesk(async ({ stores, say }) => {
    const rows = await readImportRows(file, ['name']);
    const { people, refused } = readRoster(rows);
    const before = await stores.roster.all();
    const refusedRows = new Set(refused.map(({ row }) => row));
    const taken = rows.filter(({ row }) => !refusedRows.has(row));
    const changes = { added: [] as number[], changed: [] as number[], unchanged: [] as number[] };
    for (const [index, person] of people.entries()) {
      const old = before.find(({ name }) => name === person.name);
      const kind = old ? (isDeepStrictEqual(old, person) ? 'unchanged' : 'changed') : 'added';
      changes[kind].push(taken[index]?.row ?? 0);
    }
    if (!options.dryRun && people.length > 0) await stores.roster.replace(people);
    reportImport('roster', file, { ...changes, refused: refused.map(sayRefusal) }, say, options);
    const leaving = before.filter(({ name }) => !people.some((person) => person.name === name));
    if (people.length > 0)
      for (const { name } of leaving) print(say({ key: 'cli:import-roster-leaves', args: { name } }));
  });
}
