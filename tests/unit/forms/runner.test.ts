import { describe, expect, test } from '@jest/globals';
import type { FlowInput, Frame } from '../../../src/engine/flow/state.js';
import { finish, startFilling } from '../../../src/engine/forms/filling.js';
import { formFromQuestions } from '../../../src/engine/forms/from-questions.js';
import { createFormRunner, fillingSlot, readSlot } from '../../../src/engine/forms/runner.js';
import { plainReader } from '../../fixtures/forms/plain-reader.js';

const label = (text: string) => ({ 'es-CO': text });
const form = formFromQuestions({
  id: 'R01',
  title: label('Preguntas'),
  defaultLocale: 'es-CO',
  yes: label('Sí'),
  no: label('No'),
  questions: [
    { id: 'vive', kind: 'yes_no', ask: label('¿Vive con usted?'), required: true },
    {
      id: 'donde',
      kind: 'choose',
      ask: label('¿En dónde?'),
      options: [
        { value: 'cali', label: label('Cali') },
        { value: 'palmira', label: label('Palmira') },
      ],
      relevant: "${vive} = 'no'",
    },
    { id: 'cuantos', kind: 'integer', ask: label('¿Cuántos son?') },
    { id: 'algo', kind: 'text', ask: label('¿Algo más?') },
  ],
});

const runner = createFormRunner({
  form: (id) => (id === 'R01' ? form : undefined),
  reader: () => plainReader,
});
const input = (text: string, choice?: string): FlowInput =>
  ({ text, locale: 'es-CO', now: 0, ...(choice !== undefined && { choice }) }) as FlowInput;
const begin = (): Frame => ({
  dialog: 'd',
  hash: 'h',
  step: 's',
  slots: { questions: fillingSlot(startFilling(form)) },
  trail: [],
  tries: 0,
});
const asked = (frame: Frame): string | null => {
  const question = runner.question(frame, 'questions', input(''));
  return question ? String(question.said[0]?.args?.['text']) : null;
};
const say = (frame: Frame, ...texts: string[]) =>
  texts.map((text) => runner.answer(frame, 'questions', input(text))).at(-1);

describe('a form inside a dialog', () => {
  test('asks a service’s questions one after another', () => {
    const frame = begin();
    expect(asked(frame)).toBe('¿Vive con usted?');
    expect(runner.question(frame, 'questions', input(''))?.options).toEqual([
      { value: 'yes', label: 'Sí' },
      { value: 'no', label: 'No' },
    ]);
    say(frame, 'no', '1', '3');
    expect(asked(frame)).toBe('¿Algo más?');
    say(frame, 'nada');
    expect(asked(frame)).toBeNull();
    const filling = readSlot(frame, 'questions');
    expect(filling && finish(form, filling, { now: 0, locale: 'es-CO' })).toEqual({
      vive: 'no',
      donde: 'cali',
      cuantos: 3,
      algo: 'nada',
    });
  });

  test('a tapped option counts by its value, an old one of another question does not', () => {
    const frame = begin();
    runner.answer(frame, 'questions', input('Sí', 'yes'));
    expect(asked(frame)).toBe('¿Cuántos son?');
    expect(runner.answer(frame, 'questions', input('Sí', 'yes'))).toMatchObject({
      said: [{ key: 'form:old-option' }],
    });
  });

  test('goes back, until there is nothing before', () => {
    const frame = begin();
    say(frame, 'sí');
    expect(runner.back(frame, 'questions', input('atrás'))).toBe(true);
    expect(asked(frame)).toBe('¿Vive con usted?');
    expect(runner.back(frame, 'questions', input('atrás'))).toBe(false);
  });

  test('an earlier answer is corrected in the person’s own words', () => {
    const frame = begin();
    say(frame, 'no', 'cali');
    expect(say(frame, 'no, era Palmira')).toEqual({
      said: [{ key: 'form:corrected', args: { question: '¿En dónde?', text: 'Palmira' } }],
    });
    expect(readSlot(frame, 'questions')?.answers).toEqual({ vive: 'no', donde: 'palmira' });
    expect(asked(frame)).toBe('¿Cuántos son?');
  });

  test('a form that is gone ends the step', () => {
    const frame = begin();
    frame.slots['questions'] = fillingSlot({ form: 'R99', answers: {}, trail: [] });
    expect(runner.question(frame, 'questions', input(''))).toBeNull();
    expect(runner.answer(frame, 'questions', input('1'))).toBeNull();
    expect(runner.back(frame, 'questions', input(''))).toBe(false);
  });
});
