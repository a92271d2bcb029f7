import type { Consultation } from '../domain/consultation.js';
import { dayOf } from '../domain/deadline.js';
import { localize } from '../domain/form.js';
import { codebookTable, type ExportTable, tallyTable } from '../engine/forms/export.js';
import type { Tally } from '../engine/forms/tally.js';

export const RESULT_FORMATS = ['json', 'csv', 'xlsx'] as const;
export type ResultFormat = (typeof RESULT_FORMATS)[number];

export interface Results {
  readonly consultation: Consultation;
  readonly tally: Tally;
  /** What results are not, in words. */
  readonly note: string;
}

const LOCALE = 'es-CO';

/** Results as a file: JSON, CSV (UTF-8, commas) or a workbook with the sheets `resultados` and `preguntas`. A number
 * that is not published is null or an empty cell. */
export async function writeResults(results: Results, format: ResultFormat): Promise<Uint8Array> {
  const { consultation, tally } = results;
  if (format === 'json') return Buffer.from(`${JSON.stringify(asJson(results), null, 2)}\n`);
  const table = tallyTable(consultation, tally, LOCALE);
  if (format === 'csv') return writeCsv(table);
  const { default: writeXlsx } = await import('write-excel-file/node');
  const sheets = [
    { sheet: 'resultados', data: sheetData(table, results.note) },
    { sheet: 'preguntas', data: sheetData(codebookTable(consultation, LOCALE)) },
  ];
  return writeXlsx(sheets).toBuffer();
}

function asJson({ consultation, tally, note }: Results): object {
  const { id, title, kind, opensAt, closesAt, form } = consultation;
  return {
    consultation: id,
    title: localize(title, LOCALE, form.defaultLocale),
    kind,
    opens: new Date(opensAt).toISOString(),
    closes: new Date(closesAt).toISOString(),
    closesOn: dayOf(closesAt - 1),
    note,
    ...tally,
  };
}

async function writeCsv({ header, rows }: ExportTable): Promise<Uint8Array> {
  const { stringify } = await import('csv-stringify/sync');
  return Buffer.from(stringify([[...header], ...rows.map((row) => [...row])]));
}

function sheetData({ header, rows }: ExportTable, note?: string) {
  const data = [header, ...rows].map((row) => row.map((value) => (value === null ? null : { value })));
  return note === undefined ? data : [...data, [], [{ value: note }]];
}
