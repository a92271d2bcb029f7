import { type Observation, observationKey } from '../domain/indicator.js';
import { compareObservations } from '../domain/observation-changes.js';
import type { ObservationChanges, ObservationStore } from '../ports/observations.js';
import { Problem } from '../problem.js';
import {
  columnName,
  createObservationReader,
  isRefusal,
  type KnownCodes,
  OBSERVATION_COLUMNS,
  type Refusal,
} from './observation-rows.js';
import { readSheetFile, type Sheet, type SheetRow } from './spreadsheet.js';
import type { Row } from './table.js';

/** A row that was not taken; its neighbours were. */
export interface RefusedRow extends Refusal {
  readonly row: number;
}

export interface ReadObservations {
  readonly accepted: readonly Observation[];
  /** The rows that the accepted ones stand in, in the same order. */
  readonly rows: readonly number[];
  readonly refused: readonly RefusedRow[];
}

export interface ImportReport extends ReadObservations {
  /** What the import changes in what is known, or with `dryRun` would change. */
  readonly changes: ObservationChanges;
  /** The rows of the file behind those numbers. */
  readonly changedRows: Readonly<Record<keyof ObservationChanges, readonly number[]>>;
}

export interface ImportOptions {
  readonly known: KnownCodes;
  readonly store: ObservationStore;
  /** Figures that are known without the store: a row that says the same is unchanged, another one a change. */
  readonly shipped?: readonly Observation[];
  readonly dryRun?: boolean;
}

/** Reads observations from .csv or .xlsx under our header or the Spanish one, columns in any order.
 * @throws Problem `file_unreadable`, `file_kind_unknown`, `file_empty`, `column_missing` (names the columns) */
export async function readObservationFile(file: string, known: KnownCodes): Promise<ReadObservations> {
  const sheet = await readSheetFile(file);
  const columns = sheet.header.map(columnName);
  const missing = OBSERVATION_COLUMNS.filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    const columns = missing.join(', ');
    throw new Problem('column_missing', `the file lacks ${columns}`, { details: { file, columns } });
  }
  return sortRows(sheet, columns, known);
}

/** Reads a file and writes its good rows; a refused row loses nothing else. With `dryRun` nothing is written.
 * @throws Problem as readObservationFile, and what the store throws */
export async function importObservations(file: string, options: ImportOptions): Promise<ImportReport> {
  const read = await readObservationFile(file, options.known);
  const rowOf = new Map(read.accepted.map((observation, index) => [observation, read.rows[index] ?? 0]));
  const before = [...(options.shipped ?? []), ...(await options.store.all())];
  const { added, changed, unchanged } = compareObservations(before, read.accepted);
  if (!options.dryRun) await options.store.upsert(read.accepted);
  const rows = (of: readonly Observation[]): number[] => of.map((one) => rowOf.get(one) ?? 0);
  return {
    ...read,
    changes: { added: added.length, changed: changed.length, unchanged: unchanged.length },
    changedRows: { added: rows(added), changed: rows(changed), unchanged: rows(unchanged) },
  };
}

function sortRows(sheet: Sheet, columns: readonly string[], known: KnownCodes): ReadObservations {
  const read = createObservationReader(known);
  const seen = new Map<string, number>();
  const accepted: Observation[] = [];
  const rows: number[] = [];
  const refused: RefusedRow[] = sheet.broken.map((row) => ({ row, reason: 'unreadable_row', what: '' }));
  for (const sheetRow of sheet.rows) {
    const { row } = sheetRow;
    if (sheetRow.cells.length > columns.length) {
      refused.push({ row, reason: 'too_many_cells', what: String(sheetRow.cells.length) });
      continue;
    }
    const observation = read(toRow(sheetRow, columns));
    if (isRefusal(observation)) {
      refused.push({ row, ...observation });
      continue;
    }
    const key = observationKey(observation);
    const first = seen.get(key);
    if (first !== undefined) {
      refused.push({ row, reason: 'duplicate', what: String(first) });
      continue;
    }
    seen.set(key, row);
    accepted.push(observation);
    rows.push(row);
  }
  return { accepted, rows, refused: refused.sort((a, b) => a.row - b.row) };
}

function toRow({ cells }: SheetRow, columns: readonly string[]): Row {
  const row = Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  const code = row.territory_code ?? '';
  /** A spreadsheet that takes the code for a number makes 0 of 00. */
  return /^\d$/.test(code) ? { ...row, territory_code: code.padStart(2, '0') } : row;
}
