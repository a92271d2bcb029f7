import { readFile, stat } from 'node:fs/promises';
import type { Cell, Workbook } from '../engine/forms/xlsform/workbook.js';
import { Problem } from '../problem.js';

/** A questionnaire is small; what is larger is not one, and unpacking it would take memory for nothing. */
const MOST_BYTES = 5_000_000;

/**
 * Reads an .xlsx workbook, as Excel, LibreOffice Calc or a library wrote it: every sheet, cells with their values
 * (of formulas the last result), rows as they are numbered there.
 *
 * @throws Problem `file_unreadable`, `workbook_too_large`, `workbook_old_format` (.xls), `workbook_unreadable`
 */
export async function readWorkbook(file: string): Promise<Workbook> {
  const bytes = await readBytes(file);
  // Loaded only here: nothing else needs a spreadsheet reader.
  const { default: readExcelFile } = await import('read-excel-file/node');
  try {
    const sheets = await readExcelFile(bytes);
    return { sheets: sheets.map(({ sheet, data }) => ({ name: sheet, rows: data as unknown as Cell[][] })) };
  } catch (cause) {
    const old = (cause as { code?: unknown }).code === 'XLS_FILE_NOT_SUPPORTED';
    if (old)
      throw new Problem('workbook_old_format', `${file} is an .xls workbook; save it as .xlsx`, {
        details: { file },
        cause,
      });
    throw new Problem('workbook_unreadable', `${file} is not a workbook that can be read (.xlsx)`, {
      details: { file },
      cause,
    });
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES)
      throw new Problem('workbook_too_large', `${file} has ${size} bytes; a form has at most ${MOST_BYTES}`, {
        details: { file },
      });
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem('file_unreadable', `cannot read ${file}`, { details: { file }, cause });
  }
}
