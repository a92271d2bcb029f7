import type { Localized, Question } from '../../../domain/form.js';
import { LONGEST_TEXT } from '../read-answer.js';
import { type Expression, referencesOf, walk } from '../expression/ast.js';
import { checkedExpression } from '../expression/check.js';
import { ExpressionError } from '../expression/error.js';
import { parseMoment } from '../expression/values.js';
import type { Choices } from './choices.js';
import { type Calculation, cycles, questionsRead } from '../dependencies.js';
import type { Survey } from './survey.js';
import type { Row } from './table.js';
import type { Findings, Place } from './workbook.js';

type Asked = Survey['questions'][number];

/** Columns of a question that hold expressions. */
const EXPRESSIONS = [
  ['relevant', 'relevant'],
  ['required', 'required'],
  ['constraint', 'constraint'],
  ['choice_filter', 'choiceFilter'],
  ['calculation', 'calculation'],
] as const;

/** Checks what the cells of a form say about each other: expressions and the names in them, order and cycles, lists,
 * defaults, names in texts, missing translations. */
export function checkForm(survey: Survey, choices: Choices, findings: Findings): void {
  new FormCheck(survey, choices, findings).run();
}

class FormCheck {
  readonly #index = new Map<string, number>();
  readonly #kinds = new Map<string, Question['type']>();
  readonly #calculations = new Map<string, Calculation>();
  /** Parsed expressions by row and column, so that each is parsed and reported once. */
  readonly #parsed = new Map<string, Expression | null>();

  constructor(
    readonly survey: Survey,
    readonly choices: Choices,
    readonly findings: Findings,
  ) {}

  run(): void {
    this.survey.questions.forEach(({ question }, index) => {
      this.#index.set(question.name, index);
      this.#kinds.set(question.name, question.type);
    });
    for (const { question, row } of this.survey.questions) this.#parseAll(question, row);
    for (const { group, row, index } of Object.values(this.survey.groups))
      this.#checkUse(row, 'relevant', group.relevant, index, null);
    this.survey.questions.forEach((one, index) => this.#checkQuestion(one, index));
    this.#checkCycles();
    this.#checkTexts();
  }

  #parseAll(question: Question, row: Row): void {
    const found = EXPRESSIONS.map(([column, property]) => this.#parse(row, column, question[property]));
    if (question.type !== 'calculate') return;
    const conditions = this.#groupConditions(question);
    const expressions = [...found, ...conditions].filter((one) => one !== null);
    this.#calculations.set(question.name, { name: question.name, expressions });
  }

  #groupConditions(question: Question): (Expression | null)[] {
    const conditions: (Expression | null)[] = [];
    for (let name = question.group; name !== undefined; name = this.survey.groups[name]?.group.parent) {
      const group = this.survey.groups[name];
      if (group) conditions.push(this.#parse(group.row, 'relevant', group.group.relevant));
    }
    return conditions;
  }

  #parse(row: Row, column: string, source: string | undefined): Expression | null {
    if (source === undefined) return null;
    const key = `${row.number}:${column}`;
    const known = this.#parsed.get(key);
    if (known !== undefined) return known;
    let expression: Expression | null = null;
    try {
      expression = checkedExpression(source);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.findings.refuse(row.place(column), error.code, error.args);
    }
    this.#parsed.set(key, expression);
    return expression;
  }

  #checkQuestion({ question, row }: Asked, index: number): void {
    for (const [column, property] of EXPRESSIONS) {
      // A calculation may read any question: it is computed whenever something asks for it.
      const limit = question.type === 'calculate' ? Number.POSITIVE_INFINITY : index;
      this.#checkUse(row, column, question[property], limit, question.name);
    }
    this.#checkList(question, row);
    this.#checkDefault(question, row);
  }

  /** `limit`: only questions before this place may be read, because people answer one after another. */
  #checkUse(row: Row, column: string, source: string | undefined, limit: number, own: string | null): void {
    const expression = this.#parse(row, column, source);
    if (!expression) return;
    const place = row.place(column);
    this.#checkNames(expression, column, place);
    if (limit === Number.POSITIVE_INFINITY) return;
    const read = questionsRead([expression], this.#calculations, (name) => this.#isAsked(name));
    for (const name of read) {
      const at = this.#index.get(name) ?? -1;
      if (name === own && column !== 'constraint') this.findings.refuse(place, 'self-reference', { name });
      else if (at > limit || (at === limit && own === null))
        this.findings.refuse(place, 'forward-reference', { name });
    }
  }

  #checkNames(expression: Expression, column: string, place: Place): void {
    for (const name of referencesOf(expression)) this.#checkReference(name, place);
    const used = new Set<string>();
    walk(expression, (part) => {
      if (part.kind === 'self' && column !== 'constraint') used.add('.');
      if (part.kind === 'attribute') used.add(part.name);
      if (part.kind === 'call' && part.args.length === 0 && column !== 'constraint')
        if (part.name === 'string-length' || part.name === 'normalize-space') used.add('.');
    });
    for (const name of used) {
      const isColumn = name === 'name' || this.choices.columns.includes(name);
      if (name === '.') this.findings.refuse(place, 'self-outside-constraint');
      else if (column !== 'choice_filter') this.findings.refuse(place, 'bare-name', { name });
      else if (!isColumn) this.findings.refuse(place, 'unknown-choice-column', { name });
    }
  }

  #checkReference(name: string, place: Place): void {
    const kind = this.#kinds.get(name);
    if (kind === 'note' || (kind === undefined && this.survey.groups[name]))
      this.findings.refuse(place, 'not-a-question', { name });
    else if (kind === undefined) this.findings.refuse(place, 'unknown-reference', { name });
  }

  #isAsked(name: string): boolean {
    const kind = this.#kinds.get(name);
    return kind !== undefined && kind !== 'note' && kind !== 'calculate';
  }

  #checkList(question: Question, row: Row): void {
    if (question.list === undefined) return;
    const list = this.choices.lists[question.list];
    if (!list) return this.findings.refuse(row.place('type'), 'list-unknown', { list: question.list });
    if (question.type !== 'select_multiple') return;
    const spaced = this.choices.rows.filter(
      (one) => one.list === question.list && /\s/.test(one.choice.name),
    );
    for (const one of spaced)
      this.findings.refuse(one.row.place('name'), 'choice-name-space', { name: one.choice.name });
  }

  #checkDefault(question: Question, row: Row): void {
    const preset = question.default;
    if (preset === undefined) return;
    const names = (this.choices.lists[question.list ?? ''] ?? []).map((choice) => choice.name);
    const fits: Record<string, boolean> = {
      select_one: names.includes(preset),
      select_multiple: preset.split(' ').every((name) => names.includes(name)),
      integer: /^-?\d{1,15}$/.test(preset),
      decimal: /^-?\d{1,15}(\.\d{1,15})?$/.test(preset),
      date: /^\d{4}-\d{2}-\d{2}$/.test(preset) ? parseMoment(preset) !== null : preset === 'today()',
      text: !preset.includes('${') && !/^[a-z-]+\(.*\)$/.test(preset) && preset.length <= LONGEST_TEXT,
    };
    if (fits[question.type] === false)
      this.findings.refuse(row.place('default'), 'bad-default', { value: preset });
  }

  #checkCycles(): void {
    for (const [name, way] of cycles(this.#calculations)) {
      const row = this.survey.questions[this.#index.get(name) ?? -1]?.row;
      if (row) this.findings.refuse(row.place('calculation'), 'cycle', { names: way.join(' → ') });
    }
  }

  #checkTexts(): void {
    const rows = [
      ...this.survey.questions.map((one) => one.row),
      ...Object.values(this.survey.groups).map((one) => one.row),
      ...this.choices.rows.map((one) => one.row),
    ];
    for (const row of rows)
      for (const column of ['label', 'hint', 'constraint_message', 'required_message'])
        this.#checkText(row, column, row.localized(column));
  }

  #checkText(row: Row, column: string, text: Localized | undefined): void {
    if (!text) return;
    const place = row.place(column);
    const names = new Set(
      Object.values(text).flatMap((one) =>
        [...one.matchAll(/\$\{\s*([^}]*?)\s*\}/g)].map((found) => found[1] ?? ''),
      ),
    );
    for (const name of names) this.#checkReference(name, place);
    const missing = row.columns.filter((one) => one.key === column && (row.cells[one.index] ?? '') === '');
    for (const one of missing)
      this.findings.notice({ ...place, column: one.header }, 'translation-missing', { header: one.header });
  }
}
