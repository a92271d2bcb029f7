import type { Localized } from '../../../domain/form.js';
import { languageTag } from './language.js';
import { type Findings, type Place, type Sheet, type Workbook, cellText } from './workbook.js';

interface Column {
  /** Canonical name: lower case, without its language. */
  readonly key: string;
  /** The header as it is written. */
  readonly header: string;
  /** BCP 47 tag of `label::Español (es)`; absent where the header names no language. */
  readonly locale?: string;
  readonly index: number;
}

/** How a sheet's headers are read. */
export interface Vocabulary {
  /** Other spellings of a header -> the one used here. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Headers that may carry a language. */
  readonly localized: readonly string[];
}

/** One row of a sheet, read by column name. */
export class Row {
  constructor(
    readonly sheet: string,
    readonly number: number,
    readonly columns: readonly Column[],
    readonly cells: readonly string[],
    readonly defaultLocale: string,
  ) {}

  /** Text of a column; empty when the cell or the column is not there. */
  get(key: string): string {
    const column = this.columns.find((one) => one.key === key && one.locale === undefined);
    return column === undefined ? '' : (this.cells[column.index] ?? '');
  }

  /** A text in its languages; null when every cell is empty. */
  localized(key: string): Localized | undefined {
    const texts: Record<string, string> = {};
    for (const column of this.columns) {
      const text = this.cells[column.index] ?? '';
      if (column.key === key && text !== '') texts[column.locale ?? this.defaultLocale] = text;
    }
    return Object.keys(texts).length > 0 ? texts : undefined;
  }

  place(key: string): Place {
    const column = this.columns.find((one) => one.key === key);
    return { sheet: this.sheet, row: this.number, column: column?.header ?? key };
  }
}

export interface Table {
  readonly sheet: string;
  readonly columns: readonly Column[];
  /** Rows with at least one filled cell. */
  readonly rows: readonly Row[];
}

export const findSheet = (workbook: Workbook, name: string): Sheet | undefined =>
  workbook.sheets.find((sheet) => sheet.name.trim().toLowerCase() === name);

/** Reads a sheet whose first row holds the headers. Headers that stand twice, or in no language that can be told,
 * are refused. */
export function readTable(
  sheet: Sheet,
  vocabulary: Vocabulary,
  defaultLocale: string,
  findings: Findings,
): Table {
  const name = sheet.name.trim().toLowerCase();
  const columns: Column[] = [];
  const seen = new Set<string>();
  (sheet.rows[0] ?? []).forEach((cell, index) => {
    const header = cellText(cell);
    if (header === '') return;
    const column = readHeader(header, index, vocabulary);
    const place = { sheet: name, row: 1, column: header };
    if (column === null) return findings.refuse(place, 'bad-language', { header });
    const identity = `${column.key}::${column.locale ?? defaultLocale}`;
    const twice = vocabulary.localized.includes(column.key) ? seen.has(identity) : seen.has(column.key);
    if (twice) return findings.refuse(place, 'duplicate-column', { header });
    seen.add(identity).add(column.key);
    columns.push(column);
  });
  const rows = sheet.rows
    .slice(1)
    .map((cells, index) => new Row(name, index + 2, columns, cells.map(cellText), defaultLocale))
    .filter((row) => row.cells.some((cell) => cell !== ''));
  return { sheet: name, columns, rows };
}

/** `Label::Español (es)` -> label, es. null when a language is written that cannot be told. */
function readHeader(header: string, index: number, vocabulary: Vocabulary): Column | null {
  const [, base = '', language] = /^([^:]+?)\s*(?:::?\s*(.+))?$/s.exec(header) ?? [];
  const key = canonical(base, vocabulary);
  if (language === undefined) return { key, header, index };
  if (!vocabulary.localized.includes(key)) return { key: canonical(header, vocabulary), header, index };
  const locale = languageTag(language);
  return locale === null ? null : { key, header, locale, index };
}

function canonical(header: string, vocabulary: Vocabulary): string {
  const plain = header.trim().toLowerCase().replace(/\s+/g, '_');
  return vocabulary.aliases.get(plain) ?? plain;
}
