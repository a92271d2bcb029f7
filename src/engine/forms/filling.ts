import type { Answer, Answers, Form, Question } from '../../domain/form.js';
import type { Said } from '../../domain/message.js';
import { type CompiledForm, type CompiledQuestion, compileForm, isAsked } from './compile.js';
import { type Circumstances, Evaluation, type StoredAnswers } from './evaluation.js';
import { isMoment, toText } from './expression/values.js';
import { LONGEST_TEXT, type Raw, readAnswer } from './read-answer.js';
import type { FormReader } from './reader.js';

/** A form that someone is filling in. Plain JSON of at most MOST_BYTES, so that it fits a conversation's state. */
export interface Filling {
  readonly form: string;
  readonly answers: StoredAnswers;
  /** What was answered or corrected, in that order, each with the later answers that it made void. */
  readonly trail: readonly Step[];
}

interface Step {
  readonly name: string;
  readonly voided?: StoredAnswers;
}

/** Where and when a person answers. */
export interface Asking extends Circumstances {
  readonly reader: FormReader;
}

export type Answered =
  | {
      readonly accepted: true;
      readonly filling: Filling;
      /** Questions whose earlier answers no longer hold: asked again if they are still relevant. */
      readonly voided: readonly string[];
    }
  | { readonly accepted: false; readonly filling: Filling; readonly problem: Said };

/** Largest filling, in bytes of JSON; a conversation's whole state has 16 KB. */
export const MOST_BYTES = 12_000;
const LONGEST_TRAIL = 200;

export function startFilling(form: Form): Filling {
  return { form: form.id, answers: {}, trail: [] };
}

/** The first relevant question that has no answer yet; null when the form is complete. */
export function openQuestion(form: Form, filling: Filling, circumstances: Circumstances): Question | null {
  return firstOpen(new Evaluation(compileForm(form), filling.answers, circumstances))?.question ?? null;
}

/** Answers the open question with what a person typed; empty text skips it. Invalid text comes back as a problem
 * and leaves the filling as it was. */
export function answer(form: Form, filling: Filling, raw: Raw, asking: Asking): Answered {
  const compiled = compileForm(form);
  const open = firstOpen(new Evaluation(compiled, filling.answers, asking));
  if (!open) return refused(filling, 'form:complete');
  return put(compiled, filling, open, raw, asking);
}

/** Answers an earlier question anew. What no longer holds is voided: answers to questions that are not relevant any
 * more, and answers that their constraint, their choices or `required` now refuse. */
export function correct(form: Form, filling: Filling, name: string, raw: Raw, asking: Asking): Answered {
  const compiled = compileForm(form);
  const one = compiled.byName.get(name);
  if (!one || filling.answers[name] === undefined) return refused(filling, 'form:not-answered');
  return put(compiled, filling, one, raw, asking);
}

/** Corrects an earlier answer in the person's own words ("no, era Palmira"): the latest one that what they say now
 * can be an answer to. null when they take nothing back, or nothing that fits. */
export function correctInWords(
  form: Form,
  filling: Filling,
  text: string,
  asking: Asking,
): { readonly name: string; readonly answered: Answered } | null {
  const instead = text.length > LONGEST_TEXT ? null : asking.reader.correction(text);
  if (instead === null) return null;
  const names = new Set(filling.trail.map((step) => step.name).toReversed());
  for (const name of names) {
    const answered = correct(form, filling, name, instead, asking);
    if (answered.accepted) return { name, answered };
  }
  return null;
}

/** Takes back the latest answer or correction before the open question, so that it is asked again and what it had
 * made void holds again. The same filling when there is nothing to take back. */
export function back(form: Form, filling: Filling, circumstances: Circumstances): Filling {
  const compiled = compileForm(form);
  const open = firstOpen(new Evaluation(compiled, filling.answers, circumstances));
  const limit = open?.index ?? compiled.questions.length;
  const trail = [...filling.trail];
  for (let step = trail.pop(); step; step = trail.pop()) {
    const index = compiled.byName.get(step.name)?.index ?? limit;
    if (filling.answers[step.name] === undefined || index >= limit) continue;
    const { [step.name]: _taken, ...rest } = filling.answers;
    return { ...filling, answers: { ...rest, ...step.voided }, trail };
  }
  return filling;
}

/** The answers of a complete form, typed, calculations included; null while a question is open. */
export function finish(form: Form, filling: Filling, circumstances: Circumstances): Answers | null {
  const compiled = compileForm(form);
  const evaluation = new Evaluation(compiled, filling.answers, circumstances);
  if (firstOpen(evaluation)) return null;
  const answers: Record<string, Answer> = {};
  for (const one of compiled.questions) {
    if (one.question.type === 'note' || !evaluation.isRelevant(one)) continue;
    answers[one.question.name] = typedAnswer(evaluation, one);
  }
  return answers;
}

function typedAnswer(evaluation: Evaluation, { question }: CompiledQuestion): Answer {
  const value = evaluation.valueOf(question.name);
  if (value === '') return null;
  if (question.type === 'select_multiple') return toText(value).split(' ');
  return typeof value === 'boolean' || isMoment(value) ? toText(value) : value;
}

function firstOpen(evaluation: Evaluation): CompiledQuestion | undefined {
  return evaluation.compiled.questions.find(
    (one) =>
      isAsked(one.question) &&
      evaluation.answers[one.question.name] === undefined &&
      evaluation.isRelevant(one),
  );
}

const refused = (filling: Filling, key: string): Answered => ({
  accepted: false,
  filling,
  problem: { key },
});

function put(
  compiled: CompiledForm,
  filling: Filling,
  one: CompiledQuestion,
  raw: Raw,
  asking: Asking,
): Answered {
  const read = readAnswer(new Evaluation(compiled, filling.answers, asking), one, raw, asking.reader);
  if ('problem' in read) return { accepted: false, filling, problem: read.problem };
  const { name } = one.question;
  const { kept, voided } = settle(compiled, { ...filling.answers, [name]: read.stored }, asking);
  const names = Object.keys(voided);
  const step: Step = names.length > 0 ? { name, voided } : { name };
  const next = { form: filling.form, answers: kept, trail: [...filling.trail, step].slice(-LONGEST_TRAIL) };
  const fitting = shortened(next);
  return fitting ? { accepted: true, filling: fitting, voided: names } : refused(filling, 'form:too-much');
}

/** Parts the answers into those that still hold and those that do not. A question reads only questions before it
 * (import sees to that), so one pass in order is enough. */
function settle(
  compiled: CompiledForm,
  answers: StoredAnswers,
  circumstances: Circumstances,
): { kept: StoredAnswers; voided: StoredAnswers } {
  const kept: Record<string, string> = {};
  const voided: Record<string, string> = {};
  const evaluation = new Evaluation(compiled, kept, circumstances);
  for (const one of compiled.questions) {
    const stored = answers[one.question.name];
    if (stored === undefined || !isAsked(one.question)) continue;
    const holds = evaluation.isRelevant(one) && evaluation.accepts(one, stored);
    (holds ? kept : voided)[one.question.name] = stored;
  }
  return { kept, voided };
}

/** Forgets the oldest steps back until the filling is small enough; null when its answers alone are too many. */
function shortened(filling: Filling): Filling | null {
  for (let short = filling; ; short = { ...short, trail: short.trail.slice(1) }) {
    if (Buffer.byteLength(JSON.stringify(short)) <= MOST_BYTES) return short;
    if (short.trail.length === 0) return null;
  }
}
