import type { Territory } from '../domain/territory.js';
import type { FlowInput, Reader } from '../engine/flow/state.js';
import type { AnswerReader } from '../engine/understanding/answers-in-dialogs/index.js';
import { readPhone } from './phone.js';

export interface ReaderParts {
  readonly territories: readonly Territory[];
  readonly readAnswer: AnswerReader;
}

/** Words that are agreed on for asking about a sensitive case, in letters. */
const WORD_LENGTH = { least: 4, most: 30 };

/** Answers are short; a story has a reader of its own. */
const LONGEST_ANSWER = 1_000;

/** What `ask … expect:` can read. `text` takes whatever was written; nothing here ever demands an answer. */
export function createReaders({ territories, readAnswer }: ReaderParts): Record<string, Reader> {
  const names = new Map(territories.map((territory) => [territory.code, territory.name]));
  const declines = (input: FlowInput): boolean => {
    const { kind } = readAnswer(input.text, { kind: 'text' }, input);
    const no = readAnswer(input.text, { kind: 'yes_no' }, input);
    return kind === 'refusal' || kind === 'dont_know' || (no.kind === 'value' && no.value === false);
  };
  const territory: Reader = ({ recognition }) => {
    const [first, ...rest] = recognition.territory;
    if (first === undefined) return { notUnderstood: true };
    if (rest.length === 0 || !recognition.territoryAmbiguous) return { value: first };
    const options = recognition.territory.map((code) => ({ value: code, label: names.get(code) ?? code }));
    return { choose: { key: 'common:which-territory', options } };
  };
  const story: Reader = (input) =>
    input.text.trim() ? { value: input.text.trim() } : { notUnderstood: true };
  return {
    text: (input) =>
      input.text.length > LONGEST_ANSWER ? { again: { key: 'common:answer-long' } } : story(input),
    /** What happened, in the person's own words and at any length. */
    story,
    territory,
    /** Where something happens: a municipality, or "no sé". */
    place: (input) => {
      const read = territory(input);
      if ('notUnderstood' in read) return declines(input) ? { value: 'unknown' } : read;
      return 'value' in read && read.value === '76' ? { again: { key: 'common:municipality-needed' } } : read;
    },
    indicator: ({ recognition }) => {
      const first = recognition.indicator[0];
      return first === undefined ? { notUnderstood: true } : { value: first };
    },
    /** Text that may be declined: then the slot is empty. */
    optional: (input) =>
      input.text.length > LONGEST_ANSWER
        ? { again: { key: 'common:answer-long' } }
        : { value: declines(input) ? null : input.text.trim() },
    word: (input) => {
      if (declines(input)) return { value: null };
      const word = input.text.trim();
      if (word.length < WORD_LENGTH.least || word.length > WORD_LENGTH.most)
        return { again: { key: 'report:word-short' } };
      return { value: word };
    },
    phone: (input) => {
      const phone = readPhone(input.text);
      if (phone !== null) return { value: phone };
      return declines(input) ? { value: null } : { again: { key: 'report:phone-wrong' } };
    },
  };
}
