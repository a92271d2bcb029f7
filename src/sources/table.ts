import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { Problem } from '../problem.js';

/** One line of a file: its column names and what stands under them, always text. */
export type Row = Readonly<Record<string, string>>;

/** Reads a CSV with a header line (UTF-8, with or without a byte order mark).
 * @throws Problem `file_unreadable`, `csv_malformed`, `column_missing` */
export async function readCsv(file: string, columns: readonly string[] = []): Promise<Row[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Problem('file_unreadable', `cannot read ${file}`, { cause });
  });
  const rows = parseCsv(text, file);
  const header = Object.keys(rows[0] ?? {});
  const missing = rows.length > 0 ? columns.filter((column) => !header.includes(column)) : [];
  if (missing.length > 0) throw new Problem('column_missing', `${file} lacks ${missing.join(', ')}`);
  return rows;
}

function parseCsv(text: string, file: string): Row[] {
  try {
    return parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true });
  } catch (cause) {
    throw new Problem('csv_malformed', `${file} is not a well-formed CSV`, { cause });
  }
}

/** A reader of one catalogue file that makes a frozen object of every row. */
export async function readRows<T extends object>(
  directory: string,
  name: string,
  columns: readonly string[],
  make: (row: Row) => T,
): Promise<readonly T[]> {
  const rows = await readCsv(join(directory, name), columns);
  return Object.freeze(rows.map((row) => Object.freeze(make(row))));
}

/** The items of a cell such as `a;b`. */
export function listOf(cell: string | undefined): readonly string[] {
  if (!cell) return NONE;
  return Object.freeze(
    cell
      .split(';')
      .map((item) => item.trim())
      .filter(Boolean),
  );
}

const NONE: readonly string[] = Object.freeze([]);
