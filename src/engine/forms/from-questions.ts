import type { Choice, Form, Localized, Question } from '../../domain/form.js';

/** A question that a service asks, as data/services writes it or close to it. */
export interface PlainQuestion {
  readonly id: string;
  readonly kind: 'yes_no' | 'choose' | 'text' | 'integer';
  readonly ask: Localized;
  /** Of `choose`. */
  readonly options?: readonly { readonly value: string; readonly label: Localized }[];
  /** Absent: the person may leave it unanswered. */
  readonly required?: boolean;
  /** XLSForm expression over the ids of questions before it. */
  readonly relevant?: string;
}

export interface PlainForm {
  readonly id: string;
  readonly title: Localized;
  readonly defaultLocale: string;
  readonly questions: readonly PlainQuestion[];
  /** The words for yes and no in every language. */
  readonly yes: Localized;
  readonly no: Localized;
}

const TYPES = { yes_no: 'select_one', choose: 'select_one', text: 'text', integer: 'integer' } as const;

/** Makes a form of a service's questions, so that one engine asks them all. Answers to yes_no are `yes` and `no`. */
export function formFromQuestions({ id, title, defaultLocale, questions, yes, no }: PlainForm): Form {
  const lists: Record<string, Choice[]> = {};
  for (const question of questions) {
    if (question.kind === 'yes_no')
      lists[question.id] = [
        { name: 'yes', label: yes },
        { name: 'no', label: no },
      ];
    if (question.kind === 'choose')
      lists[question.id] = (question.options ?? []).map(({ value, label }) => ({ name: value, label }));
  }
  return { id, title, defaultLocale, questions: questions.map(toQuestion), groups: {}, lists };
}

function toQuestion({ id, kind, ask, required, relevant }: PlainQuestion): Question {
  return {
    name: id,
    type: TYPES[kind],
    label: ask,
    ...(TYPES[kind] === 'select_one' && { list: id }),
    ...(required && { required: 'true()' }),
    ...(relevant !== undefined && { relevant }),
  };
}
