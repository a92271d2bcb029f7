/** A text in the languages it was written in: BCP 47 tag -> text. */
export type Localized = Readonly<Record<string, string>>;

export const QUESTION_TYPES = [
  'select_one',
  'select_multiple',
  'text',
  'integer',
  'decimal',
  'date',
  'note',
  'calculate',
] as const;
/** XLSForm's names. A note is only shown and a calculate only computed: neither is asked. */
export type QuestionType = (typeof QUESTION_TYPES)[number];

/** A questionnaire: of a consultation, or the questions a service asks. Plain JSON, so that it can be stored; its
 * expressions are XLSForm's and were checked when the form was made. */
export interface Form {
  readonly id: string;
  readonly version?: string;
  readonly title: Localized;
  /** Language of texts that name none, and the last resort where a translation is missing. */
  readonly defaultLocale: string;
  /** In the order they are asked. */
  readonly questions: readonly Question[];
  readonly groups: Readonly<Record<string, Group>>;
  /** Its questions are asked in the middle of a conversation, without a number before them. */
  readonly unnumbered?: boolean;
  /** Choices by list name. */
  readonly lists: Readonly<Record<string, readonly Choice[]>>;
}

export interface Question {
  readonly name: string;
  readonly type: QuestionType;
  readonly label: Localized;
  readonly hint?: Localized;
  /** Of a select: its name in `Form.lists`. */
  readonly list?: string;
  /** Expression per choice: whether it is offered. Bare names are columns of the choice. */
  readonly choiceFilter?: string;
  /** Innermost group, if any. */
  readonly group?: string;
  /** Expression: asked only while true. Groups add theirs. */
  readonly relevant?: string;
  /** Expression; absent means optional. */
  readonly required?: string;
  readonly requiredMessage?: Localized;
  /** Expression over `.`; an empty answer is never tested. */
  readonly constraint?: string;
  readonly constraintMessage?: Localized;
  /** Of a calculate. */
  readonly calculation?: string;
  /** Taken when the question is skipped: a value as answers store it, or `today()`. */
  readonly default?: string;
}

export interface Group {
  readonly label?: Localized;
  readonly relevant?: string;
  /** The group around it. */
  readonly parent?: string;
}

export interface Choice {
  readonly name: string;
  readonly label: Localized;
  /** Further columns of the choices sheet, for choice_filter. */
  readonly columns?: Readonly<Record<string, string>>;
}

/** An answer as it leaves a form: several choices as a list, a date as YYYY-MM-DD, null where it was skipped. */
export type Answer = string | number | readonly string[] | null;
/** By question name; questions that were not relevant are absent. */
export type Answers = Readonly<Record<string, Answer>>;

/** The text for `locale`: the tag itself, then without its last parts (es-CO-x-facil, es-CO, es), then any text of
 * the same language, then the form's own language, then whatever there is. */
export function localize(text: Localized | undefined, locale: string, defaultLocale: string): string {
  if (!text) return '';
  for (let tag = locale; tag !== ''; tag = tag.replace(/(?:-x)?-?[^-]*$/, ''))
    if (Object.hasOwn(text, tag)) return text[tag] ?? '';
  const language = locale.split('-')[0];
  const sister = Object.keys(text).find((tag) => tag.split('-')[0] === language);
  return text[sister ?? defaultLocale] ?? Object.values(text)[0] ?? '';
}
