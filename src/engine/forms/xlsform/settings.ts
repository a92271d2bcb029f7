import type { Localized } from '../../../domain/form.js';
import { languageTag } from './language.js';
import { type Row, type Vocabulary, findSheet, readTable } from './table.js';
import { Findings, type Workbook } from './workbook.js';

const VOCABULARY: Vocabulary = {
  aliases: new Map([
    ['id', 'form_id'],
    ['id_string', 'form_id'],
    ['set_form_id', 'form_id'],
    ['title', 'form_title'],
    ['set_form_title', 'form_title'],
  ]),
  localized: ['form_title'],
};

const FORM_SETTINGS = ['form_id', 'form_title', 'version', 'default_language'];
const CONSULTATION_SETTINGS = ['opens', 'closes', 'kind', 'once_per_person'];
/** Settings of XLSForm that change nothing for a form answered in a conversation. */
const WITHOUT_EFFECT = [
  'style',
  'instance_name',
  'name',
  'auto_send',
  'auto_delete',
  'submission_url',
  'sms_keyword',
];

export interface FormSettings {
  readonly id: string;
  readonly title: Localized;
  readonly version?: string;
  readonly defaultLocale: string;
  /** The settings row, for what a consultation adds; null where the workbook has none. */
  readonly row: Row | null;
}

const ID = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Reads the `settings` sheet. `fallback` is the language of texts without one, where no setting names it. */
export function readSettings(workbook: Workbook, fallback: string, findings: Findings): FormSettings {
  const sheet = findSheet(workbook, 'settings');
  const place = { sheet: 'settings', row: 2, column: 'form_id' };
  if (!sheet) {
    findings.refuse({ ...place, row: 1 }, 'sheet-missing', { sheet: 'settings' });
    return { id: '', title: {}, defaultLocale: fallback, row: null };
  }
  // The default language is itself a setting: read once to learn it, and again with it.
  const first = readTable(sheet, VOCABULARY, fallback, new Findings()).rows[0];
  const language = first?.get('default_language') ?? '';
  const defaultLocale = (language === '' ? fallback : languageTag(language)) ?? fallback;
  const table = readTable(sheet, VOCABULARY, defaultLocale, findings);
  const row = table.rows[0] ?? null;
  if (language !== '' && languageTag(language) === null)
    findings.refuse({ ...place, column: 'default_language' }, 'bad-language', { header: language });
  for (const extra of table.rows.slice(1)) findings.refuse(extra.place('form_id'), 'second-settings-row');
  if (row) checkColumns(row, findings);
  const id = row?.get('form_id') ?? '';
  if (!ID.test(id))
    findings.refuse(row?.place('form_id') ?? place, id === '' ? 'id-missing' : 'bad-id', { id });
  const title = row?.localized('form_title');
  if (!title)
    findings.refuse(row?.place('form_title') ?? { ...place, column: 'form_title' }, 'title-missing');
  const version = row?.get('version') ?? '';
  return { id, title: title ?? {}, defaultLocale, row, ...(version !== '' && { version }) };
}

function checkColumns(row: Row, findings: Findings): void {
  for (const column of row.columns) {
    if ((row.cells[column.index] ?? '') === '') continue;
    const place = { sheet: row.sheet, row: row.number, column: column.header };
    if (WITHOUT_EFFECT.includes(column.key))
      findings.notice(place, 'without-effect', { header: column.header });
    else if (![...FORM_SETTINGS, ...CONSULTATION_SETTINGS].includes(column.key))
      findings.refuse(place, 'unsupported-setting', { header: column.header });
  }
}
