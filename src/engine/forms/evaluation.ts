import { type Choice, type Localized, type Question, localize } from '../../domain/form.js';
import { type CompiledForm, type CompiledQuestion, isAsked, isSelect } from './compile.js';
import type { Expression } from './expression/ast.js';
import { type Scope, evaluate } from './expression/evaluate.js';
import { type Value, parseMoment, toBoolean, toText } from './expression/values.js';

/** Answers as a filling stores them, by question: a plain text; several choices parted by spaces, a date as
 * YYYY-MM-DD, the empty text where a question was skipped. */
export type StoredAnswers = Readonly<Record<string, string>>;

export interface Circumstances {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** BCP 47 tag of the conversation. */
  readonly locale: string;
}

/**
 * What a form says for given answers: which questions are relevant, what calculations yield, which choices are
 * offered. Reads `answers` as they are at each call, but keeps what it once found relevant or computed: make a new
 * one when answers changed that a question already looked at depends on.
 */
export class Evaluation {
  readonly #relevant = new Map<string, boolean>();
  readonly #calculated = new Map<string, Value>();

  constructor(
    readonly compiled: CompiledForm,
    readonly answers: StoredAnswers,
    readonly circumstances: Circumstances,
  ) {}

  /** Whether its own condition and those of its groups hold; of a select also whether any choice is left. */
  isRelevant(one: CompiledQuestion): boolean {
    const { name } = one.question;
    const known = this.#relevant.get(name);
    if (known !== undefined) return known;
    // What asks about itself is not relevant; import refuses such a form.
    this.#relevant.set(name, false);
    const conditions = one.relevant.every((condition) => toBoolean(this.#evaluate(condition, one)));
    const relevant = conditions && (!isSelect(one.question) || this.choices(one).length > 0);
    this.#relevant.set(name, relevant);
    return relevant;
  }

  isRequired(one: CompiledQuestion): boolean {
    return one.required !== undefined && toBoolean(this.#evaluate(one.required, one));
  }

  /** Whether `stored` may stand as the answer: offered choices, the constraint, required. */
  accepts(one: CompiledQuestion, stored: string): boolean {
    if (stored === '') return !this.isRequired(one);
    if (isSelect(one.question)) {
      const offered = new Set(this.choices(one).map((choice) => choice.name));
      const chosen = one.question.type === 'select_one' ? [stored] : stored.split(' ');
      if (!chosen.every((name) => offered.has(name))) return false;
    }
    return this.keepsConstraint(one, stored);
  }

  keepsConstraint(one: CompiledQuestion, stored: string): boolean {
    if (one.constraint === undefined || stored === '') return true;
    return toBoolean(this.#evaluate(one.constraint, one, typed(one.question, stored)));
  }

  /** The choices that are offered, in order. */
  choices(one: CompiledQuestion): readonly Choice[] {
    const all = this.compiled.form.lists[one.question.list ?? ''] ?? [];
    const filter = one.choiceFilter;
    if (filter === undefined) return all;
    return all.filter((choice) => toBoolean(evaluate(filter, this.#scope(one, null, choice))));
  }

  /** The value that expressions see: of what is not relevant or not answered, the empty text. */
  valueOf(name: string): Value {
    const one = this.compiled.byName.get(name);
    if (!one || !this.isRelevant(one)) return '';
    if (one.question.type === 'calculate') return this.#calculation(one);
    return isAsked(one.question) ? typed(one.question, this.answers[name] ?? '') : '';
  }

  /** A text of the form in the conversation's language, `${name}` replaced by what it stands for. */
  text(text: Localized | undefined): string {
    const { defaultLocale } = this.compiled.form;
    return localize(text, this.circumstances.locale, defaultLocale).replace(
      /\$\{\s*([^}]*?)\s*\}/g,
      (_whole, name: string) => toText(this.valueOf(name)),
    );
  }

  #calculation(one: CompiledQuestion): Value {
    const { name } = one.question;
    const known = this.#calculated.get(name);
    if (known !== undefined) return known;
    this.#calculated.set(name, '');
    const value = one.calculation === undefined ? '' : this.#evaluate(one.calculation, one);
    // A calculation that is not a number is no answer (JavaRosa stores nothing).
    const kept = Number.isNaN(value) ? '' : value;
    this.#calculated.set(name, kept);
    return kept;
  }

  #evaluate(expression: Expression, one: CompiledQuestion, self: Value | null = null): Value {
    return evaluate(expression, this.#scope(one, self));
  }

  #scope(one: CompiledQuestion, self: Value | null, choice?: Choice): Scope {
    const { name } = one.question;
    return {
      now: this.circumstances.now,
      self,
      valueOf: (asked) => (asked === name && self !== null ? self : this.valueOf(asked)),
      attribute: (column) => (column === 'name' ? (choice?.name ?? '') : (choice?.columns?.[column] ?? '')),
      choiceLabel: (question, wanted) => this.#choiceLabel(question, wanted),
    };
  }

  #choiceLabel(question: string, wanted: string): string {
    const list = this.compiled.byName.get(question)?.question.list ?? '';
    const choice = this.compiled.form.lists[list]?.find((one) => one.name === wanted);
    return localize(choice?.label, this.circumstances.locale, this.compiled.form.defaultLocale);
  }
}

/** An answer with the type of its question, as ODK's expressions see it. */
function typed(question: Question, stored: string): Value {
  if (stored === '') return '';
  if (question.type === 'integer' || question.type === 'decimal') return Number(stored);
  return question.type === 'date' ? (parseMoment(stored) ?? '') : stored;
}
