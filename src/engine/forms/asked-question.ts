import type { Form, Question, QuestionType } from '../../domain/form.js';
import type { Said } from '../../domain/message.js';
import { type CompiledQuestion, compileForm, isAsked } from './compile.js';
import { type Circumstances, Evaluation } from './evaluation.js';
import { openQuestion, type Filling } from './filling.js';
import { defaultOf } from './read-answer.js';
import type { ReadableOption } from './reader.js';

/** A question as it is put to a person: texts in their language, only the choices that are offered. */
export interface AskedQuestion {
  readonly name: string;
  readonly type: QuestionType;
  readonly label: string;
  readonly hint: string;
  /** Label of the group that begins here; empty otherwise. */
  readonly heading: string;
  /** Notes to be shown before it, since the question before. */
  readonly notes: readonly string[];
  readonly options: readonly ReadableOption[];
  readonly required: boolean;
  /** What skipping stores, in words a person can read; empty where skipping stores nothing. */
  readonly preset: string;
  /** Which one this is among the questions relevant so far, from 1, and how many those are. */
  readonly number: number;
  readonly count: number;
}

/** The open question in the conversation's language; null when the form is complete. */
export function currentQuestion(
  form: Form,
  filling: Filling,
  circumstances: Circumstances,
): AskedQuestion | null {
  const open = openQuestion(form, filling, circumstances);
  return open && describe(form, filling, circumstances, open.name);
}

/** Any asked question, as currentQuestion gives it: for showing what is to be corrected. */
export function describeQuestion(
  form: Form,
  filling: Filling,
  circumstances: Circumstances,
  name: string,
): AskedQuestion | null {
  return describe(form, filling, circumstances, name);
}

/** Notes after the last question, to be shown when the form is complete. */
export function closingNotes(form: Form, filling: Filling, circumstances: Circumstances): readonly string[] {
  const evaluation = new Evaluation(compileForm(form), filling.answers, circumstances);
  return notesBefore(evaluation, evaluation.compiled.questions.length);
}

/** What was answered so far, in the order of the form and in words: for a summary that can be corrected. */
export function summarize(
  form: Form,
  filling: Filling,
  circumstances: Circumstances,
): readonly { readonly name: string; readonly label: string; readonly answer: string }[] {
  const evaluation = new Evaluation(compileForm(form), filling.answers, circumstances);
  return evaluation.compiled.questions
    .filter((one) => filling.answers[one.question.name] !== undefined && evaluation.isRelevant(one))
    .map((one) => ({
      name: one.question.name,
      label: evaluation.text(one.question.label),
      answer: inWords(evaluation, one, filling.answers[one.question.name] ?? ''),
    }));
}

/** The question as something to be said: label, then hint and notes as lines, then the options. */
export function sayQuestion(asked: AskedQuestion, unnumbered = false): Said {
  const text = (key: string, value: string): Said[] => (value === '' ? [] : [{ key, args: { text: value } }]);
  const lines = [
    ...text('form:hint', asked.hint),
    ...(asked.type === 'select_multiple' ? [{ key: 'form:several' }] : []),
    ...(asked.type === 'date' ? [{ key: 'form:date-example' }] : []),
    ...(asked.preset === '' ? [] : [{ key: 'form:preset', args: { text: asked.preset } }]),
    ...(asked.preset === '' && !asked.required ? [{ key: 'form:optional' }] : []),
  ];
  const before = [
    ...text('form:heading', asked.heading),
    ...asked.notes.map((note) => ({ key: 'form:note', args: { text: note } })),
  ];
  const question: Said = {
    key: unnumbered ? 'form:question-plain' : 'form:question',
    args: { number: asked.number, total: asked.count, text: asked.label },
  };
  const [first, ...rest] = [...before, question, ...lines];
  return {
    ...(first ?? question),
    ...(rest.length > 0 && { lines: rest }),
    ...(asked.options.length > 0 && { options: asked.options }),
  };
}

function describe(
  form: Form,
  filling: Filling,
  circumstances: Circumstances,
  name: string,
): AskedQuestion | null {
  const evaluation = new Evaluation(compileForm(form), filling.answers, circumstances);
  const one = evaluation.compiled.byName.get(name);
  if (!one || !isAsked(one.question)) return null;
  const asked = evaluation.compiled.questions.filter(
    (other) => isAsked(other.question) && evaluation.isRelevant(other),
  );
  const { question } = one;
  return {
    name,
    type: question.type,
    label: evaluation.text(question.label),
    hint: evaluation.text(question.hint),
    heading: headingOf(evaluation, one),
    notes: notesBefore(evaluation, one.index),
    options: offered(evaluation, one),
    required: evaluation.isRequired(one),
    preset: inWords(evaluation, one, defaultOf(evaluation, one)),
    number: asked.indexOf(one) + 1,
    count: asked.length,
  };
}

function offered(evaluation: Evaluation, one: CompiledQuestion): ReadableOption[] {
  return evaluation
    .choices(one)
    .map((choice) => ({ value: choice.name, label: evaluation.text(choice.label) }));
}

/** Relevant notes between the question asked before `index` and `index`. */
function notesBefore(evaluation: Evaluation, index: number): string[] {
  const notes: string[] = [];
  for (let at = index - 1; at >= 0; at -= 1) {
    const one = evaluation.compiled.questions[at];
    if (!one || !evaluation.isRelevant(one)) continue;
    if (isAsked(one.question)) break;
    if (one.question.type === 'note') notes.unshift(evaluation.text(one.question.label));
  }
  return notes;
}

/** The label of the innermost group that no asked relevant question before this one was in. */
function headingOf(evaluation: Evaluation, one: CompiledQuestion): string {
  const { group } = one.question;
  if (group === undefined) return '';
  const begun = evaluation.compiled.questions
    .slice(0, one.index)
    .some(
      (other) =>
        isAsked(other.question) &&
        evaluation.isRelevant(other) &&
        isWithin(evaluation, other.question, group),
    );
  return begun ? '' : evaluation.text(evaluation.compiled.form.groups[group]?.label);
}

function isWithin(evaluation: Evaluation, question: Question, group: string): boolean {
  const { groups } = evaluation.compiled.form;
  for (let name = question.group; name !== undefined; name = groups[name]?.parent)
    if (name === group) return true;
  return false;
}

/** A stored answer in the words of the choices. */
function inWords(evaluation: Evaluation, one: CompiledQuestion, stored: string): string {
  const { list, type } = one.question;
  if (list === undefined) return stored;
  const names = type === 'select_one' ? [stored] : stored.split(' ');
  const choices = evaluation.compiled.form.lists[list] ?? [];
  return choices
    .filter((choice) => names.includes(choice.name))
    .map((choice) => evaluation.text(choice.label))
    .join(', ');
}
