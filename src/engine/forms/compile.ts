import type { Form, Question } from '../../domain/form.js';
import type { Expression } from './expression/ast.js';
import { checkedExpression } from './expression/check.js';

/** A question with its expressions parsed. */
export interface CompiledQuestion {
  readonly question: Question;
  readonly index: number;
  /** Its own condition and those of the groups around it, outermost first; all must hold. */
  readonly relevant: readonly Expression[];
  readonly required?: Expression;
  readonly constraint?: Expression;
  readonly choiceFilter?: Expression;
  readonly calculation?: Expression;
}

export interface CompiledForm {
  readonly form: Form;
  readonly questions: readonly CompiledQuestion[];
  readonly byName: ReadonlyMap<string, CompiledQuestion>;
}

const compiled = new WeakMap<Form, CompiledForm>();

/** Parses the expressions of a form once. Throws ExpressionError for a form that import would have refused. */
export function compileForm(form: Form): CompiledForm {
  const known = compiled.get(form);
  if (known) return known;
  const questions = form.questions.map((question, index) => compileQuestion(form, question, index));
  const byName = new Map(questions.map((one) => [one.question.name, one]));
  const result = { form, questions, byName };
  compiled.set(form, result);
  return result;
}

function compileQuestion(form: Form, question: Question, index: number): CompiledQuestion {
  const { required, constraint, choiceFilter, calculation } = question;
  return {
    question,
    index,
    relevant: relevanceOf(form, question).map(checkedExpression),
    ...(required !== undefined && { required: checkedExpression(required) }),
    ...(constraint !== undefined && { constraint: checkedExpression(constraint) }),
    ...(choiceFilter !== undefined && { choiceFilter: checkedExpression(choiceFilter) }),
    ...(calculation !== undefined && { calculation: checkedExpression(calculation) }),
  };
}

/** Every `relevant` that decides whether the question is asked, the outermost group's first. */
export function relevanceOf(form: Form, question: Question): string[] {
  const conditions = question.relevant === undefined ? [] : [question.relevant];
  const seen = new Set<string>();
  for (let name = question.group; name !== undefined && !seen.has(name); name = form.groups[name]?.parent) {
    seen.add(name);
    const relevant = form.groups[name]?.relevant;
    if (relevant !== undefined) conditions.unshift(relevant);
  }
  return conditions;
}

/** Whether people are asked it: notes are shown, calculations computed. */
export const isAsked = (question: Question): boolean =>
  question.type !== 'note' && question.type !== 'calculate';
export const isSelect = (question: Question): boolean =>
  question.type === 'select_one' || question.type === 'select_multiple';
