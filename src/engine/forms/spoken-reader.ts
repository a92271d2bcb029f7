import type { Answer, AnswerReader, Expectation } from '../understanding/index.js';
import type { FormReader, ReadableOption } from './reader.js';

/** Parts of an answer that names several options: "1, 3 y la última", "2 4". */
const BETWEEN = /\s*(?:[,;&+/\n]|\s[ye]\s)\s*|(?<=\d)\s+(?=\d)/u;
const EVERY = /^(?:todas?|todos?)(?: (?:las|los) .*)?[.!]*$/i;
const YES = /^s[ií]$/i;
const NO = /^no$/i;

/** Reads answers to forms with what understanding knows of how people answer. */
export function createSpokenReader(read: AnswerReader): FormReader {
  const at = (text: string, expectation: Expectation, now = 0): Answer => read(text, expectation, { now });
  const one = (text: string, options: readonly ReadableOption[]): readonly string[] => {
    const answer = at(text, { kind: 'choice', options });
    const value = valueOf(answer) ?? yesOrNo(at(text, { kind: 'yes_no' }), options);
    return typeof value === 'string' ? [value] : [];
  };
  return {
    parseNumber: (text) => {
      const value = valueOf(at(text, { kind: 'number' }));
      return typeof value === 'number' ? value : null;
    },
    parseDates: (text, now) => {
      const days = [false, true].map((future) => valueOf(at(text, { kind: 'date', future }, now)));
      return [...new Set(days.filter((day) => typeof day === 'string'))];
    },
    chooseOption: one,
    chooseOptions: (text, options) => {
      if (EVERY.test(text.trim())) return options.map(({ value }) => value);
      const whole = options.find(({ label }) => plain(label) === plain(text));
      if (whole) return [whole.value];
      const values: string[] = [];
      for (const part of text
        .replace(/\s+/g, ' ')
        .split(BETWEEN)
        .filter((piece) => piece.trim() !== '')) {
        const [value] = one(part, options);
        if (value === undefined) return null;
        values.push(value);
      }
      return values;
    },
    declines: (text) => {
      const { kind } = at(text, { kind: 'text' });
      return kind === 'refusal' ? 'refuses' : kind === 'dont_know' ? 'does-not-know' : null;
    },
    correction: (text) => {
      const answer = at(text, { kind: 'text' });
      return answer.kind === 'correction' ? answer.text : null;
    },
  };
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();

const valueOf = (answer: Answer): unknown =>
  answer.kind === 'value' || answer.kind === 'correction' ? answer.value : undefined;

/** "claro que sí" is the option Sí, whatever stands beside it. */
function yesOrNo(answer: Answer, options: readonly ReadableOption[]): string | undefined {
  const said = valueOf(answer);
  if (typeof said !== 'boolean') return undefined;
  return options.find(({ label }) => (said ? YES : NO).test(label.trim()))?.value;
}
