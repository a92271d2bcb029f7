import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { Problem } from '../problem.js';

/** One row of a file somebody hands in. */
export interface SheetRow {
  /** As a spreadsheet counts: the header is row 1. In a CSV the line the row begins on. */
  readonly row: number;
  readonly cells: readonly string[];
}

export interface Sheet {
  readonly header: readonly string[];
  readonly rows: readonly SheetRow[];
  /** Rows that could not be read as a row at all. */
  readonly broken: readonly number[];
}

/** Reads a .csv (comma or semicolon, UTF-8 or Windows-1252) or the first sheet of an .xlsx. Cells become text: numbers
 * with a decimal point, dates as YYYY-MM-DD, or YYYY-MM where a spreadsheet made the first of a month of it.
 * @throws Problem `file_unreadable`, `file_kind_unknown`, `file_empty` */
export async function readSheetFile(file: string): Promise<Sheet> {
  const sheet = /\.xlsx$/i.test(file)
    ? await readXlsx(file)
    : /\.csv$/i.test(file)
      ? readDelimited(decode(await bytesOf(file)))
      : null;
  if (!sheet)
    throw new Problem('file_kind_unknown', 'the file is neither .csv nor .xlsx', { details: { file } });
  if (sheet.header.length === 0)
    throw new Problem('file_empty', 'the file has no header row', { details: { file } });
  return sheet;
}

async function bytesOf(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new Problem('file_unreadable', `cannot read ${file}`, { details: { file }, cause });
  });
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function readDelimited(text: string): Sheet {
  const firstLine = text.slice(0, text.search(/\r?\n|$/));
  const delimiter = !firstLine.includes(',') && firstLine.includes(';') ? ';' : ',';
  const broken: number[] = [];
  let begins = 1;
  const parsed = parse(text, {
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_records_with_error: true,
    trim: true,
    on_skip: (error) => {
      if (error) broken.push(Number(error.lines));
      return undefined;
    },
  }) as unknown as Parsed[];
  const [header, ...rows] = parsed.map(({ record, info }) => {
    const row = begins;
    begins = info.lines + 1;
    return { row, cells: delimiter === ';' ? record.map(withDecimalPoint) : record };
  });
  return { header: header?.cells ?? [], rows: rows.filter(({ cells }) => cells.some(Boolean)), broken };
}

/** Spreadsheets in Spanish write semicolons between cells and a comma in numbers. */
function withDecimalPoint(cell: string): string {
  return /^-?\d+,\d+$/.test(cell) ? cell.replace(',', '.') : cell;
}

async function readXlsx(file: string): Promise<Sheet> {
  const { readSheet } = await import('read-excel-file/node');
  const data = await readSheet(await bytesOf(file)).catch((cause: unknown) => {
    if (cause instanceof Problem) throw cause;
    throw new Problem('file_unreadable', 'the file is not a readable .xlsx', { details: { file }, cause });
  });
  const [header, ...rows] = data.map((cells, index) => ({ row: index + 1, cells: cells.map(asText) }));
  return { header: header?.cells ?? [], rows: rows.filter(({ cells }) => cells.some(Boolean)), broken: [] };
}

function asText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (!(cell instanceof Date)) return String(cell).trim();
  const day = cell.toISOString().slice(0, 10);
  return day.endsWith('-01') ? day.slice(0, 7) : day;
}
