/** What a question of a dialog or a form expects. */
export type Expectation =
  | { readonly kind: 'yes_no' }
  /** How somebody is who was in danger: true is safe, false is not. */
  | { readonly kind: 'safety' }
  | { readonly kind: 'choice'; readonly options: readonly AnswerOption[] }
  | { readonly kind: 'number' }
  | { readonly kind: 'age' }
  /** `future`: "el viernes" is the next one; otherwise the last one. */
  | { readonly kind: 'date'; readonly future?: boolean }
  | { readonly kind: 'text' };

export interface AnswerOption {
  readonly value: string;
  readonly label: string;
}

/** What a message answers. Numbers as they are, ages in completed years, dates as ISO days, options by value. */
export type Answer =
  | { readonly kind: 'value'; readonly value: AnswerValue }
  /** Takes back what was said before: `value` where the words fit what is asked now, `text` what was said instead. */
  | { readonly kind: 'correction'; readonly value: AnswerValue | null; readonly text: string }
  | { readonly kind: 'none_of_them' | 'refusal' | 'dont_know' | 'back' | 'cancel' | 'unclear' };

export type AnswerValue = string | number | boolean;

/** The word lists of data/understanding/answers.yaml. */
export interface AnswerLexicon {
  readonly fillers: readonly string[];
  readonly yes: readonly string[];
  readonly no: readonly string[];
  readonly yesAfterAll: readonly string[];
  readonly noAfterAll: readonly string[];
  readonly notInDanger: readonly string[];
  readonly safe: readonly string[];
  readonly unsafe: readonly string[];
  readonly refusal: readonly string[];
  readonly dontKnow: readonly string[];
  readonly back: readonly string[];
  readonly cancel: readonly string[];
  readonly correction: readonly string[];
  readonly noneOfThem: readonly string[];
  readonly ordinals: Readonly<Record<string, readonly string[]>>;
  readonly last: readonly string[];
  readonly beforeLast: readonly string[];
  readonly middle: readonly string[];
  readonly quantities: Readonly<Record<string, number>>;
  /** The phrase of `quantities` that a number before it multiplies. */
  readonly dozens: string;
  readonly weekdays: readonly string[];
  readonly days: Readonly<Record<string, number>>;
  /** Name of a day of the year -> `MM-DD`. */
  readonly feasts: Readonly<Record<string, string>>;
  /** What money is called -> the pesos it stands for. */
  readonly money: Readonly<Record<string, number>>;
  /** Word of a part -> how many make one ("cuartos": 4). */
  readonly parts: Readonly<Record<string, number>>;
  readonly newborn: readonly string[];
}
