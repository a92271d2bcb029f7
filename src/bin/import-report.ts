import { basename } from 'node:path';
import type { Refusal } from '../domain/import.js';
import type { Said } from '../domain/message.js';
import { print, type Say } from './desk.js';

export interface DryRun {
  /** Says what would happen and writes nothing. */
  readonly dryRun?: boolean;
}

/** What became of the rows of a file, by the numbers a spreadsheet shows. */
export interface ImportOutcome {
  readonly added: readonly number[];
  readonly changed: readonly number[];
  readonly unchanged: readonly number[];
  readonly refused: readonly { readonly row: number; readonly why: Said }[];
}

/** Prints an import row by row number. Ends with exit code 1 where not one row could be taken. */
export function reportImport(
  what: 'observations' | 'agencies' | 'roster',
  file: string,
  outcome: ImportOutcome,
  say: Say,
  { dryRun = false }: DryRun,
): void {
  print(say({ key: `cli:import-${what}`, args: { file: basename(file) } }));
  for (const kind of ['added', 'changed', 'unchanged'] as const) {
    const rows = outcome[kind];
    const key = rows.length > 0 ? `cli:import-${kind}-rows` : `cli:import-${kind}`;
    print(say({ key, args: { number: rows.length, rows: rowRanges(rows) } }));
  }
  print(say({ key: 'cli:import-refused', args: { number: outcome.refused.length } }));
  for (const { row, why } of outcome.refused) print(say({ key: 'cli:import-row', args: { row, why } }));
  const taken = outcome.added.length + outcome.changed.length + outcome.unchanged.length;
  if (taken === 0) process.exitCode = 1;
  if (taken === 0) print(say({ key: 'cli:import-nothing' }));
  else if (dryRun) print(say({ key: 'cli:import-dry-run' }));
}

/** `2-4, 7` of 2, 3, 4, 7. */
export function rowRanges(rows: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const row of rows.toSorted((one, other) => one - other)) {
    const last = spans.at(-1);
    if (last && row === last[1] + 1) last[1] = row;
    else spans.push([row, row]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

/** Columns whose cells are not repeated on a screen. */
const SECRET_FIELDS = new Set(['secret']);

/** A refusal in words; what stood in the cell is repeated, except a secret. */
export function sayRefusal({ row, field, code, value }: Refusal): {
  readonly row: number;
  readonly why: Said;
} {
  const args = { field, why: { key: `case:import-${code}` }, value };
  const shown = value !== '' && !SECRET_FIELDS.has(field);
  return { row, why: { key: shown ? 'cli:import-cell' : 'cli:import-field', args } };
}
