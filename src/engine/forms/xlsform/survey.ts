import type { Group, Question, QuestionType } from '../../../domain/form.js';
import { type Row, type Table, type Vocabulary, findSheet, readTable } from './table.js';
import type { Findings, Workbook } from './workbook.js';

const VOCABULARY: Vocabulary = {
  aliases: new Map([
    ['relevance', 'relevant'],
    ['calculate', 'calculation'],
    ['caption', 'label'],
    ['requiredmsg', 'required_message'],
    ['constraining_message', 'constraint_message'],
    ['readonly', 'read_only'],
  ]),
  localized: ['label', 'hint', 'constraint_message', 'required_message'],
};
const SUPPORTED = [
  'type',
  'name',
  ...VOCABULARY.localized,
  'relevant',
  'required',
  'constraint',
  'choice_filter',
  'calculation',
  'default',
  'disabled',
];
/** How a question looks on a screen; a conversation has one look. */
const LOOKS =
  /^(minimal|compact|compact-\d+|horizontal|horizontal-compact|quick|quickcompact|likert|multiline|field-list|numbers|thousands-sep|autocomplete|columns(-\w+)?|no-buttons|w\d+|list-nolabel)$/;
const TYPES = new Map<string, QuestionType>([
  ['text', 'text'],
  ['string', 'text'],
  ['integer', 'integer'],
  ['int', 'integer'],
  ['decimal', 'decimal'],
  ['date', 'date'],
  ['note', 'note'],
  ['calculate', 'calculate'],
]);
const SELECT =
  /^(select_one|select1|select one(?: from)?|select_multiple|select multiple|select all that apply(?: from)?)(?:\s+(?!from\b)(\S.*))?$/i;
/** No point, which ODK takes: names become keys of stored documents, where it parts paths. */
const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
const YES = /^(yes|true|true\(\)|1)$/i;
const NO = /^(no|false|false\(\)|0|)$/i;
const MOST_QUESTIONS = 200;

export interface Survey {
  readonly questions: readonly { readonly question: Question; readonly row: Row }[];
  /** With the place of its begin row among the questions: how many come before it. */
  readonly groups: Readonly<
    Record<string, { readonly group: Group; readonly row: Row; readonly index: number }>
  >;
}

/** Reads the `survey` sheet row by row. What its cells say about other rows is checked by ./check-form.ts. */
export function readSurvey(workbook: Workbook, defaultLocale: string, findings: Findings): Survey {
  const sheet = findSheet(workbook, 'survey');
  const top = { sheet: 'survey', row: 1, column: 'type' };
  if (!sheet) {
    findings.refuse(top, 'sheet-missing', { sheet: 'survey' });
    return { questions: [], groups: {} };
  }
  const table = readTable(sheet, VOCABULARY, defaultLocale, findings);
  checkHeaders(table, findings);
  const reader = new SurveyReader(findings);
  for (const row of table.rows) if (!YES.test(row.get('disabled'))) reader.read(row);
  reader.end();
  const asked = reader.questions.filter(({ question }) => !['note', 'calculate'].includes(question.type));
  if (asked.length === 0 && findings.refusals.length === 0) findings.refuse(top, 'no-questions');
  if (asked.length > MOST_QUESTIONS) findings.refuse(top, 'too-many-questions', { most: MOST_QUESTIONS });
  return { questions: reader.questions, groups: reader.groups };
}

function checkHeaders(table: Table, findings: Findings): void {
  for (const header of ['type', 'name', 'label'])
    if (!table.columns.some((column) => column.key === header))
      findings.refuse({ sheet: 'survey', row: 1, column: header }, 'column-missing', { header });
}

class SurveyReader {
  readonly questions: { question: Question; row: Row }[] = [];
  readonly groups: Record<string, { group: Group; row: Row; index: number }> = Object.create(null);
  readonly #rowOfName = new Map<string, number>();
  /** Open groups, outermost first; one without a usable name is ''. */
  readonly #open: { name: string; row: Row }[] = [];

  constructor(readonly findings: Findings) {}

  read(row: Row): void {
    const type = row.get('type').replace(/\s+/g, ' ');
    if (type === '') {
      const said = row.get('name') !== '' || row.localized('label') !== undefined;
      if (said) this.findings.refuse(row.place('type'), 'type-missing');
      return;
    }
    const control = /^(begin|end)[ _](.+)$/i.exec(type);
    const what = control?.[2]?.toLowerCase() ?? '';
    if (control && what !== 'group') this.#unsupported(row, type);
    else if (control?.[1]?.toLowerCase() === 'begin') this.#begin(row);
    else if (control) this.#end(row);
    else this.#question(row, type);
  }

  end(): void {
    for (const { name, row } of this.#open)
      this.findings.refuse(row.place('type'), 'group-not-closed', { name });
  }

  #begin(row: Row): void {
    const name = this.#name(row, '');
    this.#checkCells(row, ['required', 'constraint', 'choice_filter', 'calculation', 'default']);
    const parent = this.#open.at(-1)?.name;
    const label = row.localized('label');
    const relevant = row.get('relevant');
    const group: Group = {
      ...(label && { label }),
      ...(relevant !== '' && { relevant }),
      ...(parent && { parent }),
    };
    if (name !== '') this.groups[name] = { group, row, index: this.questions.length };
    this.#open.push({ name, row });
  }

  #end(row: Row): void {
    if (!this.#open.pop()) this.findings.refuse(row.place('type'), 'group-not-open');
  }

  #question(row: Row, typed: string): void {
    const select = SELECT.exec(typed);
    const type = select ? selectType(select[1] ?? '') : TYPES.get(typed.toLowerCase());
    if (!type) return this.#unsupported(row, typed);
    const list = select?.[2]?.trim();
    if (select && !this.#checkList(row, list)) return;
    const name = this.#name(row, type === 'note' ? `note_${row.number}` : '');
    const label = row.localized('label');
    if (!label && type !== 'calculate') this.findings.refuse(row.place('label'), 'label-missing', { name });
    const calculation = row.get('calculation');
    if (type === 'calculate' && calculation === '')
      this.findings.refuse(row.place('calculation'), 'calculation-missing', { name });
    this.#checkCells(row, unusableBy(type));
    if (name === '') return;
    this.questions.push({ row, question: this.#build(row, { name, type, label: label ?? {} }, list) });
  }

  #build(row: Row, start: Pick<Question, 'name' | 'type' | 'label'>, list: string | undefined): Question {
    const required = row.get('required');
    const group = this.#open.at(-1)?.name;
    const cell = (key: string, property: keyof Question) =>
      row.get(key) === '' ? {} : { [property]: row.get(key) };
    const text = (key: string, property: keyof Question) => {
      const localized = row.localized(key);
      return localized === undefined ? {} : { [property]: localized };
    };
    return {
      ...start,
      ...(list !== undefined && { list }),
      ...(group && { group }),
      ...text('hint', 'hint'),
      ...cell('relevant', 'relevant'),
      ...(!NO.test(required) && { required: YES.test(required) ? 'true()' : required }),
      ...text('required_message', 'requiredMessage'),
      ...cell('constraint', 'constraint'),
      ...text('constraint_message', 'constraintMessage'),
      ...cell('choice_filter', 'choiceFilter'),
      ...(start.type === 'calculate' && cell('calculation', 'calculation')),
      ...cell('default', 'default'),
    };
  }

  #checkList(row: Row, list: string | undefined): boolean {
    if (list !== undefined && /\sor_other$/i.test(list))
      this.findings.refuse(row.place('type'), 'unsupported-or-other');
    else if (list !== undefined && /[\s$]/.test(list)) this.#unsupported(row, row.get('type'));
    else if (list === undefined) this.findings.refuse(row.place('type'), 'list-missing');
    else return true;
    return false;
  }

  #name(row: Row, fallback: string): string {
    const name = row.get('name') || fallback;
    const place = row.place('name');
    const taken = this.#rowOfName.get(name.toLowerCase());
    if (name === '') this.findings.refuse(place, 'name-missing');
    else if (!NAME.test(name) || name in {}) this.findings.refuse(place, 'bad-name', { name });
    else if (taken !== undefined) this.findings.refuse(place, 'duplicate-name', { name, row: taken });
    else {
      this.#rowOfName.set(name.toLowerCase(), row.number);
      return name;
    }
    return '';
  }

  #unsupported(row: Row, type: string): void {
    this.findings.refuse(row.place('type'), 'unsupported-type', { type });
  }

  /** Cells that say something this service would not do; `unusable` are columns that mean nothing for the type. */
  #checkCells(row: Row, unusable: readonly string[]): void {
    for (const column of row.columns) {
      const text = row.cells[column.index] ?? '';
      if (text === '') continue;
      const place = { sheet: row.sheet, row: row.number, column: column.header };
      const args = { header: column.header };
      if (column.key === 'appearance' && text.split(/\s+/).every((look) => LOOKS.test(look)))
        this.findings.notice(place, 'without-effect', args);
      else if (column.key === 'read_only' && NO.test(text)) continue;
      else if (!SUPPORTED.includes(column.key)) this.findings.refuse(place, 'unsupported-column', args);
      else if (unusable.includes(column.key) && !(column.key === 'required' && NO.test(text)))
        this.findings.refuse(place, 'column-not-for-type', { ...args, type: row.get('type') });
    }
  }
}

const selectType = (command: string): QuestionType =>
  /one|1/i.test(command) ? 'select_one' : 'select_multiple';

/** Columns that would say something about an answer where there is none, or about choices where there are none. */
function unusableBy(type: QuestionType): string[] {
  if (type === 'note') return ['required', 'constraint', 'choice_filter', 'calculation', 'default'];
  if (type === 'calculate') return ['required', 'constraint', 'choice_filter', 'default'];
  const select = type === 'select_one' || type === 'select_multiple';
  return select ? ['calculation'] : ['choice_filter', 'calculation'];
}
