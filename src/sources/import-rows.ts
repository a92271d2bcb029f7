import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { ImportRow } from '../domain/import.js';
import { Problem } from '../problem.js';

/** Reads a CSV that an official made: comma or semicolon, UTF-8 or what Excel writes here (Windows-1252), with the row
 * numbers that a spreadsheet shows; empty rows are counted and left out.
 * @param columns that the header must have
 * @throws Problem `file_unreadable`, `csv_malformed`, `column_missing` */
export async function readImportRows(file: string, columns: readonly string[]): Promise<ImportRow[]> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new Problem('file_unreadable', `cannot read ${file}`, { details: { file }, cause });
  });
  const [header = [], ...lines] = cellsOf(decoded(bytes), file);
  const names = header.map((name) => name.trim().toLowerCase());
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    const absent = missing.join(', ');
    throw new Problem('column_missing', `${file} lacks ${absent}`, { details: { file, columns: absent } });
  }
  return lines
    .map((line, index) => ({
      row: index + 2,
      cells: Object.fromEntries(names.map((name, column) => [name, line[column] ?? ''])),
    }))
    .filter(({ cells }) => Object.values(cells).some((text) => text.trim() !== ''));
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function cellsOf(text: string, file: string): string[][] {
  const [first = ''] = text.split(/\r?\n/, 1);
  const delimiter = first.split(';').length > first.split(',').length ? ';' : ',';
  try {
    return parse(text, { bom: true, delimiter, relax_column_count: true });
  } catch (cause) {
    throw new Problem('csv_malformed', `${file} is not a well-formed CSV`, { details: { file }, cause });
  }
}
