import type { Said } from '../../domain/message.js';
import { type CompiledQuestion, isSelect } from './compile.js';
import type { Evaluation } from './evaluation.js';
import { momentOfClock, formatMoment, parseMoment, toText } from './expression/values.js';
import type { FormReader, ReadableOption } from './reader.js';

/** Longest answer read, in UTF-16 units. */
export const LONGEST_TEXT = 2000;
const LARGEST_NUMBER = 1e15;

export type Read = { readonly stored: string } | { readonly problem: Said };

/** What came from a person: words, or the value of an option that was tapped. */
export type Raw = string | { readonly choice: string };

const problem = (key: string, args?: Said['args']): Read => ({
  problem: args ? { key: `form:${key}`, args } : { key: `form:${key}` },
});

/** Turns what a person typed into a stored answer, or says what is wrong with it. Never throws. */
export function readAnswer(
  evaluation: Evaluation,
  one: CompiledQuestion,
  raw: Raw,
  reader: FormReader,
): Read {
  if (typeof raw !== 'string') return readTap(evaluation, one, raw.choice);
  const text = raw.normalize('NFC').trim();
  if (text.length > LONGEST_TEXT) return problem('too-long', { most: LONGEST_TEXT });
  const read = text === '' ? skip(evaluation, one) : readTyped(evaluation, one, text, reader);
  const final = declined(one, text, read, reader) ? skip(evaluation, one) : read;
  if ('problem' in final || evaluation.keepsConstraint(one, final.stored)) return final;
  return refusedByConstraint(evaluation, one);
}

/** "Saltar" and "no sé" skip, unless they name an option; in a question for own words "no sé" is an answer. */
function declined(one: CompiledQuestion, text: string, read: Read, reader: FormReader): boolean {
  const declines = text === '' ? null : reader.declines(text);
  return one.question.type === 'text' ? declines === 'refuses' : declines !== null && 'problem' in read;
}

function refusedByConstraint(evaluation: Evaluation, one: CompiledQuestion): Read {
  const message = evaluation.text(one.question.constraintMessage);
  return message === '' ? problem('constraint') : problem('message', { text: message });
}

/** A tapped option may be of a question asked long ago: only what is offered now counts. */
function readTap(evaluation: Evaluation, one: CompiledQuestion, choice: string): Read {
  const offered = isSelect(one.question) && evaluation.choices(one).some(({ name }) => name === choice);
  if (!offered) return problem('old-option');
  return evaluation.keepsConstraint(one, choice) ? { stored: choice } : refusedByConstraint(evaluation, one);
}

/** No answer: the default where there is one, nothing where none is required. */
function skip(evaluation: Evaluation, one: CompiledQuestion): Read {
  const preset = defaultOf(evaluation, one);
  if (preset !== '') return { stored: preset };
  if (!evaluation.isRequired(one)) return { stored: '' };
  const message = evaluation.text(one.question.requiredMessage);
  return message === '' ? problem('required') : problem('message', { text: message });
}

/** The default as it would be stored now; empty where there is none. */
export function defaultOf(evaluation: Evaluation, one: CompiledQuestion): string {
  const preset = one.question.default ?? '';
  if (preset.replace(/\s/g, '') !== 'today()') return preset;
  return formatMoment(momentOfClock(evaluation.circumstances.now, false));
}

function readTyped(evaluation: Evaluation, one: CompiledQuestion, text: string, reader: FormReader): Read {
  switch (one.question.type) {
    case 'integer':
    case 'decimal':
      return readNumber(text, one.question.type === 'integer', reader);
    case 'date':
      return readDate(evaluation, one, reader.parseDates(text, evaluation.circumstances.now));
    case 'select_one':
      return readChoice(text, readable(evaluation, one), reader);
    case 'select_multiple':
      return readChoices(text, readable(evaluation, one), reader);
    default:
      return { stored: text };
  }
}

function readNumber(text: string, whole: boolean, reader: FormReader): Read {
  const value = reader.parseNumber(text);
  if (value === null || !Number.isFinite(value)) return problem('not-a-number');
  if (Math.abs(value) > LARGEST_NUMBER) return problem('number-too-large');
  if (whole && !Number.isInteger(value)) return problem('not-a-whole-number');
  return { stored: toText(value) };
}

/** "El viernes" may be the last or the next one: the first that the constraint allows. */
function readDate(evaluation: Evaluation, one: CompiledQuestion, days: readonly string[]): Read {
  const real = days.filter((day) => parseMoment(day) !== null);
  const day = real.find((candidate) => evaluation.keepsConstraint(one, candidate)) ?? real[0];
  return day === undefined ? problem('not-a-date') : { stored: day };
}

function readable(evaluation: Evaluation, one: CompiledQuestion): ReadableOption[] {
  return evaluation
    .choices(one)
    .map((choice) => ({ value: choice.name, label: evaluation.text(choice.label) }));
}

function readChoice(text: string, options: readonly ReadableOption[], reader: FormReader): Read {
  const values = reader.chooseOption(text, options);
  const [only] = values;
  if (only !== undefined && values.length === 1) return { stored: only };
  if (only === undefined) return problem('choose-one', { last: options.length });
  const rivals = options.filter((option) => values.includes(option.value));
  return {
    problem: { key: 'form:which-one', options: rivals.map(({ value, label }) => ({ value, label })) },
  };
}

function readChoices(text: string, options: readonly ReadableOption[], reader: FormReader): Read {
  const values = reader.chooseOptions(text, options);
  if (values === null || values.length === 0) return problem('choose-some', { last: options.length });
  // In the order of the list and each once, so that the same choice is the same answer however it was typed.
  const chosen = options.map((option) => option.value).filter((value) => values.includes(value));
  return chosen.length > 0 ? { stored: chosen.join(' ') } : problem('choose-some', { last: options.length });
}
