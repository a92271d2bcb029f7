import type { Consultation, Response } from '../../domain/consultation.js';
import { dayOf } from '../../domain/deadline.js';
import { type Answers, localize } from '../../domain/form.js';
import type { Tally } from './tally.js';

export type ExportCell = string | number | null;

/** A sheet of an export: to be written as CSV or XLSX as it is. */
export interface ExportTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly ExportCell[])[];
}

/** One response as JSON (docs/schemas/response.schema.json): nothing that says who gave it, the day instead of the time. */
export interface ExportedResponse {
  readonly consultation: string;
  readonly day: string;
  readonly locale: string;
  readonly answers: Answers;
}

export const exportedResponse = (response: Response): ExportedResponse => ({
  consultation: response.consultation,
  day: dayOf(response.at),
  locale: response.locale,
  answers: response.answers,
});

/** A spreadsheet takes text that begins so for a formula (OWASP, CSV Injection); an apostrophe keeps it text. */
export const harmless = (text: string): string => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);

/**
 * Every response, for the owner of the consultation: a column a question, and for questions with several answers one
 * of 0 or 1 for each option besides (`question/option`), as ODK exports them. In an order that says nothing about
 * who answered when: by day, then by pseudonym.
 */
export function responseTable(consultation: Consultation, responses: readonly Response[]): ExportTable {
  const columns = consultation.form.questions
    .filter((question) => question.type !== 'note')
    .flatMap((question) => {
      const options =
        question.type === 'select_multiple' ? (consultation.form.lists[question.list ?? ''] ?? []) : [];
      return [
        { name: question.name, option: null },
        ...options.map((one) => ({ name: question.name, option: one.name })),
      ];
    });
  const sorted = responses
    .map((response) => ({ ...exportedResponse(response), person: response.person }))
    .sort((a, b) => compare(a.day, b.day) || compare(a.person, b.person));
  return {
    header: [
      'day',
      'locale',
      ...columns.map(({ name, option }) => (option === null ? name : `${name}/${option}`)),
    ].map(harmless),
    rows: sorted.map(({ day, locale, answers }) => [
      day,
      harmless(locale),
      ...columns.map(({ name, option }) => cellOf(answers, name, option)),
    ]),
  };
}

/** What the columns of the response table mean: one row a question or option. */
export function codebookTable(consultation: Consultation, locale: string): ExportTable {
  const { form } = consultation;
  const text = (label: Parameters<typeof localize>[0]): string =>
    harmless(localize(label, locale, form.defaultLocale));
  const rows = form.questions
    .filter((question) => question.type !== 'note')
    .flatMap((question): ExportCell[][] => [
      [question.name, question.type, null, text(question.label)],
      ...(form.lists[question.list ?? ''] ?? []).map((choice): ExportCell[] => [
        question.name,
        question.type,
        harmless(choice.name),
        text(choice.label),
      ]),
    ]);
  return { header: ['question', 'type', 'option', 'label'], rows };
}

/** The tally as a table. An empty `count` or summary is one that is not published; `hidden` says so. */
export function tallyTable(consultation: Consultation, tally: Tally, locale: string): ExportTable {
  const { defaultLocale } = consultation.form;
  const rows: ExportCell[][] = [['', 'responses', '', '', tally.responses, 0]];
  for (const question of tally.questions) {
    const label = harmless(localize(question.label, locale, defaultLocale));
    const line = (measure: string, option: string, of: string, value: number | null): ExportCell[] => [
      question.name,
      measure,
      harmless(option),
      harmless(of),
      value,
      value === null ? 1 : 0,
    ];
    rows.push(line('asked', '', label, question.asked), line('skipped', '', label, question.skipped));
    if (question.kind === 'choices')
      for (const option of question.options)
        rows.push(line('chosen', option.value, localize(option.label, locale, defaultLocale), option.count));
    else rows.push(line('answered', '', label, question.answered));
    if (question.kind === 'numbers')
      for (const measure of ['mean', 'median', 'min', 'max'] as const)
        rows.push(line(measure, '', label, question.summary?.[measure] ?? null));
  }
  return { header: ['question', 'measure', 'option', 'label', 'value', 'hidden'], rows };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function cellOf(answers: Answers, name: string, option: string | null): ExportCell {
  const answer = answers[name];
  if (answer === undefined || answer === null) return null;
  if (typeof answer === 'number') return answer;
  if (typeof answer === 'string') return harmless(answer);
  if (option !== null) return answer.includes(option) ? 1 : 0;
  return harmless(answer.join(' '));
}
