import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Form, Question } from '../../../src/domain/form.js';
import {
  currentQuestion,
  describeQuestion,
  sayQuestion,
  summarize,
} from '../../../src/engine/forms/asked-question.js';
import {
  type Asking,
  type Filling,
  MOST_BYTES,
  answer,
  back,
  correct,
  finish,
  startFilling,
} from '../../../src/engine/forms/filling.js';
import { plainReader } from '../../fixtures/forms/plain-reader.js';

const asking: Asking = { now: Date.UTC(2026, 4, 15, 15), locale: 'es-CO', reader: plainReader };
const label = (text: string) => ({ 'es-CO': text });
const YES_NO = ['si', 'no'].map((name) => ({ name, label: label(name) }));

/** A question that says under which answer to which question before it is asked, in a form this test understands
 * without the engine. */
interface Plan {
  kind: 'choice' | 'number' | 'text';
  dependsOn: { question: number; on: string } | null;
  required: boolean;
  /** Of a number: at most the number answered before. */
  bounded: boolean;
}

const plans: fc.Arbitrary<Plan[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('choice' as const, 'number' as const, 'text' as const),
    dependsOn: fc.option(fc.record({ question: fc.nat(11), on: fc.constantFrom('si', 'no') }), { nil: null }),
    required: fc.boolean(),
    bounded: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

/** The choice question before `index` that the plan depends on, if there is one. */
const master = (all: readonly Plan[], index: number): number | null => {
  const wanted = all[index]?.dependsOn?.question ?? -1;
  return wanted >= 0 && wanted < index && all[wanted]?.kind === 'choice' ? wanted : null;
};

const numberBefore = (all: readonly Plan[], index: number): number =>
  all.findLastIndex((plan, at) => at < index && plan.kind === 'number');

function formOf(all: readonly Plan[]): Form {
  const questions = all.map((plan, index): Question => {
    const on = master(all, index);
    const before = numberBefore(all, index);
    const type = { choice: 'select_one', number: 'integer', text: 'text' } as const;
    return {
      name: `q${index}`,
      type: type[plan.kind],
      label: label(`¿${index}?`),
      ...(plan.kind === 'choice' && { list: 'si_no' }),
      ...(plan.required && { required: 'true()' }),
      ...(on !== null && { relevant: `\${q${on}} = '${plan.dependsOn?.on}'` }),
      ...(plan.kind === 'number' &&
        plan.bounded &&
        before >= 0 && { constraint: `\${q${before}} = '' or . <= \${q${before}}` }),
    };
  });
  return {
    id: 'f',
    title: label('f'),
    defaultLocale: 'es-CO',
    questions,
    groups: {},
    lists: { si_no: YES_NO },
  };
}

/** Whether a question should be asked, worked out from the answers without the engine. */
function shouldBeAsked(
  all: readonly Plan[],
  answers: Readonly<Record<string, string>>,
  index: number,
): boolean {
  const on = master(all, index);
  if (on === null) return true;
  return shouldBeAsked(all, answers, on) && answers[`q${on}`] === all[index]?.dependsOn?.on;
}

const TEXTS = ['1', '2', 'si', 'no', '0', '3', '7', 'saltar', '', 'algo', '-1'];
type Action = { do: 'answer' | 'correct' | 'back'; text: string; at: number };
const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.record({
    do: fc.constantFrom(
      'answer' as const,
      'answer' as const,
      'answer' as const,
      'correct' as const,
      'back' as const,
    ),
    text: fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'grapheme' })),
    at: fc.nat(11),
  }),
  { maxLength: 40 },
);

function perform(form: Form, filling: Filling, action: Action): Filling {
  if (action.do === 'back') return back(form, filling, asking);
  if (action.do === 'answer') return answer(form, filling, action.text, asking).filling;
  return correct(form, filling, `q${action.at}`, action.text, asking).filling;
}

describe('whatever people do', () => {
  test('no question is asked that is not relevant, and none that is relevant is forgotten', () => {
    fc.assert(
      fc.property(plans, actions, (all, todo) => {
        const form = formOf(all);
        let filling = startFilling(form);
        for (const action of todo) {
          filling = perform(form, filling, action);
          const open = currentQuestion(form, filling, asking);
          const expected = all.findIndex(
            (_plan, index) =>
              filling.answers[`q${index}`] === undefined && shouldBeAsked(all, filling.answers, index),
          );
          expect(open?.name ?? null).toBe(expected < 0 ? null : `q${expected}`);
        }
        const answers = finish(form, filling, asking);
        const relevant = all.flatMap((_plan, index) =>
          shouldBeAsked(all, filling.answers, index) ? [`q${index}`] : [],
        );
        if (answers) expect(Object.keys(answers)).toEqual(relevant);
      }),
    );
  });

  test('going back after an answer leaves everything as it was before', () => {
    fc.assert(
      fc.property(plans, actions, fc.constantFrom(...TEXTS), (all, todo, text) => {
        const form = formOf(all);
        const before = todo.reduce((filling, action) => perform(form, filling, action), startFilling(form));
        const answered = answer(form, before, text, asking);
        if (answered.accepted) expect(back(form, answered.filling, asking)).toEqual(before);
        else expect(answered.filling).toBe(before);
      }),
    );
  });

  test('a form that was corrected is the form that was answered so from the start', () => {
    fc.assert(
      fc.property(plans, actions, (all, todo) => {
        const form = formOf(all);
        const corrected = todo.reduce(
          (filling, action) => perform(form, filling, action),
          startFilling(form),
        );
        let straight = startFilling(form);
        for (
          let open = currentQuestion(form, straight, asking);
          open;
          open = currentQuestion(form, straight, asking)
        ) {
          const given = corrected.answers[open.name];
          if (given === undefined) break;
          const answered = answer(
            form,
            straight,
            given === '' ? 'saltar' : optionNumber(open.type, given),
            asking,
          );
          expect([open.name, answered.accepted]).toEqual([open.name, true]);
          straight = answered.filling;
        }
        const whole = finish(form, corrected, asking);
        if (whole) expect(finish(form, straight, asking)).toEqual(whole);
      }),
    );
  });

  test('any text at all is answered, never thrown at', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3000 }),
      fc.constantFrom('${q0}', '$t(x)', '{{x}}'),
    );
    fc.assert(
      fc.property(plans, fc.array(anyText, { maxLength: 20 }), (all, texts) => {
        const form = formOf(all);
        let filling = startFilling(form);
        for (const text of texts) {
          const answered = answer(form, filling, text, asking);
          if (!answered.accepted) expect(answered.problem.key).toMatch(/^form:/);
          filling = answered.filling;
          expect(Buffer.byteLength(JSON.stringify(filling))).toBeLessThanOrEqual(MOST_BYTES);
          expect(JSON.parse(JSON.stringify(filling))).toEqual(filling);
          const open = currentQuestion(form, filling, asking);
          if (open) expect(sayQuestion(open).key).toBe('form:question');
          expect(summarize(form, filling, asking).length).toBe(Object.keys(filling.answers).length);
          expect(describeQuestion(form, filling, asking, 'toString')).toBeNull();
        }
      }),
      { numRuns: 60 },
    );
  });
});

const optionNumber = (type: string, given: string): string =>
  type === 'select_one' ? String(['si', 'no'].indexOf(given) + 1) : given;
