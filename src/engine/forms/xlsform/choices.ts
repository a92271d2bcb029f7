import type { Choice } from '../../../domain/form.js';
import { type Row, type Vocabulary, findSheet, readTable } from './table.js';
import type { Findings, Workbook } from './workbook.js';

const VOCABULARY: Vocabulary = {
  aliases: new Map([
    ['list', 'list_name'],
    ['caption', 'label'],
    ['value', 'name'],
  ]),
  localized: ['label'],
};
const OWN = ['list_name', 'name', 'label'];
const UNSUPPORTED = ['image', 'audio', 'video', 'big-image', 'media', 'geometry'];
/** More choices than a conversation can offer or a filter narrow down. */
const MOST_CHOICES = 2000;

export interface Choices {
  readonly lists: Readonly<Record<string, readonly Choice[]>>;
  /** Further columns, which a choice_filter may name. */
  readonly columns: readonly string[];
  /** Row of each choice, by list and name, for findings made later. */
  readonly rows: readonly { readonly list: string; readonly choice: Choice; readonly row: Row }[];
}

/** Reads the `choices` sheet; none is fine for a form without select questions. */
export function readChoices(workbook: Workbook, defaultLocale: string, findings: Findings): Choices {
  const sheet = findSheet(workbook, 'choices');
  if (!sheet) return { lists: {}, columns: [], rows: [] };
  const table = readTable(sheet, VOCABULARY, defaultLocale, findings);
  for (const key of OWN)
    if (table.rows.length > 0 && !table.columns.some((column) => column.key === key))
      findings.refuse({ sheet: 'choices', row: 1, column: key }, 'column-missing', { header: key });
  if (table.rows.length > MOST_CHOICES)
    findings.refuse({ sheet: 'choices', row: 1, column: 'name' }, 'too-many-choices', { most: MOST_CHOICES });
  const columns = table.columns
    .filter((column) => !OWN.includes(column.key) && isFilterColumn(column.header))
    .map((column) => column.header.trim());
  const rows = table.rows.flatMap((row) => {
    const read = readChoice(row, findings);
    return read ? [read] : [];
  });
  return { lists: collect(rows, findings), columns, rows };
}

/** Whether an expression can name the column; others are the official's own notes. */
const isFilterColumn = (header: string): boolean =>
  /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(header.trim()) && !(header.trim() in {});

function readChoice(row: Row, findings: Findings): Choices['rows'][number] | null {
  const [list, name] = [row.get('list_name'), row.get('name')];
  if (list === '') findings.refuse(row.place('list_name'), 'list-name-missing');
  if (name === '') findings.refuse(row.place('name'), 'choice-name-missing', { list });
  const label = row.localized('label');
  if (!label) findings.refuse(row.place('label'), 'label-missing', { name });
  const columns: Record<string, string> = {};
  for (const column of row.columns) {
    const text = row.cells[column.index] ?? '';
    if (text === '' || OWN.includes(column.key)) continue;
    if (UNSUPPORTED.some((key) => column.key.split(':')[0] === key))
      findings.refuse({ ...row.place(column.key), column: column.header }, 'unsupported-column', {
        header: column.header,
      });
    if (isFilterColumn(column.header)) columns[column.header.trim()] = text;
  }
  const unusable = list in {} || /[.$]/.test(list);
  if (unusable) findings.refuse(row.place('list_name'), 'bad-name', { name: list });
  if (list === '' || name === '' || unusable) return null;
  const further = Object.keys(columns).length > 0 && { columns };
  return { list, row, choice: { name, label: label ?? {}, ...further } };
}

function collect(rows: Choices['rows'], findings: Findings): Record<string, Choice[]> {
  const lists = Object.create(null) as Record<string, Choice[]>;
  for (const { list, choice, row } of rows) {
    const all = (lists[list] ??= []);
    const args = { list, name: choice.name };
    if (all.some((other) => other.name === choice.name))
      findings.refuse(row.place('name'), 'duplicate-choice', args);
    else all.push(choice);
  }
  return lists;
}
