import type { Form, Group } from '../../../domain/form.js';
import { checkForm } from './check-form.js';
import { readChoices } from './choices.js';
import { type FormSettings, readSettings } from './settings.js';
import { readSurvey } from './survey.js';
import { type Finding, Findings, type Workbook } from './workbook.js';

export interface ImportedForm {
  /** null when anything was refused: a form is taken whole or not at all. */
  readonly form: Form | null;
  readonly settings: FormSettings;
  readonly refusals: readonly Finding[];
  /** What was read but changes nothing here, and translations that are missing. */
  readonly notices: readonly Finding[];
}

/**
 * Reads an XLSForm workbook (xlsform.org): the sheets `survey`, `choices` and `settings`. What this service does not
 * do is refused by sheet, row and column, all of it at once. `defaultLocale` is the language of texts whose column
 * names none, unless the workbook says otherwise (`default_language`).
 */
export function importForm(workbook: Workbook, defaultLocale: string): ImportedForm {
  const findings = new Findings();
  const settings = readSettings(workbook, defaultLocale, findings);
  const choices = readChoices(workbook, settings.defaultLocale, findings);
  const survey = readSurvey(workbook, settings.defaultLocale, findings);
  checkForm(survey, choices, findings);
  for (const { name, rows } of workbook.sheets)
    if (['external_choices', 'entities', 'osm'].includes(name.trim().toLowerCase()) && rows.length > 1)
      findings.refuse({ sheet: name, row: 1, column: '' }, 'unsupported-sheet', { sheet: name });
  const refusals = inOrder(findings.refusals);
  const groups: Record<string, Group> = {};
  for (const [name, { group }] of Object.entries(survey.groups)) groups[name] = group;
  const used = new Set(survey.questions.map(({ question }) => question.list));
  const form: Form = {
    id: settings.id,
    ...(settings.version !== undefined && { version: settings.version }),
    title: settings.title,
    defaultLocale: settings.defaultLocale,
    questions: survey.questions.map(({ question }) => question),
    groups,
    lists: Object.fromEntries(Object.entries(choices.lists).filter(([name]) => used.has(name))),
  };
  return { form: refusals.length > 0 ? null : form, settings, refusals, notices: inOrder(findings.notices) };
}

const SHEETS = ['survey', 'choices', 'settings'];

/** As an official goes through the workbook: sheet by sheet, row by row. */
function inOrder(findings: readonly Finding[]): Finding[] {
  const rank = (finding: Finding): number => {
    const index = SHEETS.indexOf(finding.sheet);
    return index < 0 ? SHEETS.length : index;
  };
  return [...findings].sort((a, b) => rank(a) - rank(b) || a.row - b.row);
}
