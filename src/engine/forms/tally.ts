import { type Consultation, type Response, statusAt } from '../../domain/consultation.js';
import type { Answer, Localized } from '../../domain/form.js';
import { type Count, FEWEST, isPublishable, suppress, suppressEach } from '../../domain/suppression.js';
import { Problem } from '../../problem.js';
import { type CompiledForm, type CompiledQuestion, compileForm, isAsked, isSelect } from './compile.js';
import { type Calculation, questionsRead } from './dependencies.js';

/** What a consultation came to. null stands for a count that is not published (src/domain/suppression.ts). */
export interface Tally {
  /** Responses counted: one a person where the consultation says so. */
  readonly responses: number;
  /** The asked questions in the order of the form. Calculations are in the export only: the mean of one that is 0
   * or 1 would be a count. */
  readonly questions: readonly QuestionTally[];
}

export type QuestionTally = ChoiceTally | NumberTally | TextTally;

interface Common {
  readonly name: string;
  readonly label: Localized;
  /** Responses in which it was relevant. */
  readonly asked: Count;
  /** Of those, the ones that left it unanswered. */
  readonly skipped: Count;
}

export interface ChoiceTally extends Common {
  readonly kind: 'choices';
  /** A person may have chosen several: counts add up to more than the people. */
  readonly several: boolean;
  readonly options: readonly { readonly value: string; readonly label: Localized; readonly count: Count }[];
}

export interface NumberTally extends Common {
  readonly kind: 'numbers';
  readonly answered: Count;
  /** null when too few answered. */
  readonly summary: NumberSummary | null;
}

export interface NumberSummary {
  readonly mean: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Texts and dates are only counted; what they say is in the export for the consultation's owner. */
export interface TextTally extends Common {
  readonly kind: 'texts';
  readonly answered: Count;
}

/**
 * Tallies a closed consultation. The decision of a body (`consulta`) is counted exactly. In a `sondeo` or an
 * `encuesta` no count from 1 to 4 is told, nor what would give it away: cells that complete a known sum, and whole
 * questions that were asked depending on an answer whose counts are hidden.
 *
 * Throws Problem `consultation_not_closed`: there are no partial results.
 */
export function tally(consultation: Consultation, responses: readonly Response[], now: number): Tally {
  if (statusAt(consultation, now) !== 'closed')
    throw new Problem('consultation_not_closed', 'a consultation is tallied after it closed');
  const counted = responses.filter((response) => response.consultation === consultation.id);
  const compiled = compileForm(consultation.form);
  const hidden = new Set<string>();
  const questions: QuestionTally[] = [];
  for (const one of compiled.questions.filter(({ question }) => isAsked(question))) {
    const exact = consultation.kind === 'consulta';
    const given = counted
      .map((response) => response.answers[one.question.name])
      .filter((answer) => answer !== undefined);
    const told = exact
      ? 'exactly'
      : mustHide(compiled, one, given, counted.length, hidden)
        ? 'nothing'
        : 'safely';
    const tallied = tallyQuestion(compiled, one, given, told);
    if (hides(tallied)) hidden.add(one.question.name);
    questions.push(tallied);
  }
  return { responses: counted.length, questions };
}

/** How much of a question's counts is published. */
type Told = 'exactly' | 'safely' | 'nothing';

/** Whether even how many were asked would tell of few, or of an answer that is hidden. */
function mustHide(
  compiled: CompiledForm,
  one: CompiledQuestion,
  given: readonly Answer[],
  responses: number,
  hidden: ReadonlySet<string>,
): boolean {
  if (!isPublishable([given.length, responses - given.length])) return true;
  return [...decidersOf(compiled, one)].some((name) => hidden.has(name));
}

/** The questions whose answers decide whether this one is asked and what it offers. */
function decidersOf(compiled: CompiledForm, one: CompiledQuestion): Set<string> {
  const calculations = new Map<string, Calculation>();
  for (const { question, relevant, calculation } of compiled.questions)
    if (calculation)
      calculations.set(question.name, { name: question.name, expressions: [...relevant, calculation] });
  const expressions = one.choiceFilter ? [...one.relevant, one.choiceFilter] : one.relevant;
  return questionsRead(expressions, calculations, (name) => {
    const other = compiled.byName.get(name);
    return other !== undefined && isAsked(other.question);
  });
}

const hides = (tallied: QuestionTally): boolean =>
  tallied.asked === null ||
  tallied.skipped === null ||
  (tallied.kind === 'choices' && tallied.options.some((option) => option.count === null));

function tallyQuestion(
  compiled: CompiledForm,
  one: CompiledQuestion,
  given: readonly Answer[],
  told: Told,
): QuestionTally {
  const { name, label } = one.question;
  const asked = told === 'nothing' ? null : given.length;
  const answers = given.filter((answer) => answer !== null);
  const common = { name, label, asked };
  if (isSelect(one.question)) return { ...common, ...tallyChoices(compiled, one, given, told) };
  const counts = publish([answers.length, given.length - answers.length], told, suppress);
  const [answered = null, skipped = null] = counts;
  if (one.question.type !== 'integer' && one.question.type !== 'decimal')
    return { kind: 'texts', ...common, answered, skipped };
  const numbers = answers.filter((answer) => typeof answer === 'number');
  const enough = told === 'exactly' ? numbers.length > 0 : told === 'safely' && numbers.length >= FEWEST;
  return { kind: 'numbers', ...common, answered, skipped, summary: enough ? summarise(numbers) : null };
}

function tallyChoices(
  compiled: CompiledForm,
  one: CompiledQuestion,
  given: readonly Answer[],
  told: Told,
): Pick<ChoiceTally, 'kind' | 'several' | 'skipped' | 'options'> {
  const choices = compiled.form.lists[one.question.list ?? ''] ?? [];
  const several = one.question.type === 'select_multiple';
  const counts = choices.map(({ name }) => given.filter((answer) => chose(answer, name)).length);
  const skips = given.filter((answer) => answer === null).length;
  // One a person: options and skips add up to those asked. Several: they add up to nothing that is known.
  const published = publish([...counts, skips], told, several ? suppressEach : suppress);
  const options = choices.map(({ name, label }, index) => ({
    value: name,
    label,
    count: published[index] ?? null,
  }));
  return { kind: 'choices', several, skipped: published.at(-1) ?? null, options };
}

const chose = (answer: Answer, name: string): boolean =>
  typeof answer === 'object' && answer !== null ? answer.includes(name) : answer === name;

function publish(
  counts: readonly number[],
  told: Told,
  hide: (counts: readonly number[]) => Count[],
): readonly Count[] {
  if (told === 'exactly') return counts;
  return told === 'nothing' ? counts.map(() => null) : hide(counts);
}

function summarise(numbers: readonly number[]): NumberSummary {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  return { mean: mean(sorted), median: mean(middle), min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}
