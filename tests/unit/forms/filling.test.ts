import { describe, expect, test } from '@jest/globals';
import type { Form } from '../../../src/domain/form.js';
import {
  closingNotes,
  currentQuestion,
  sayQuestion,
  summarize,
} from '../../../src/engine/forms/asked-question.js';
import {
  type Asking,
  answer,
  back,
  correct,
  finish,
  startFilling,
} from '../../../src/engine/forms/filling.js';
import type { Filling } from '../../../src/engine/forms/filling.js';
import { importForm } from '../../../src/engine/forms/xlsform/import-form.js';
import { plainReader } from '../../fixtures/forms/plain-reader.js';
import { workbookOf } from '../../fixtures/forms/workbook.js';

/** 15 May 2026, 10:00 in Colombia. */
const NOW = Date.UTC(2026, 4, 15, 15);
const asking: Asking = { now: NOW, locale: 'es-CO', reader: plainReader };

const PARK = workbookOf({
  survey: [
    [
      'type',
      'name',
      'label',
      'relevant',
      'required',
      'constraint',
      'constraint_message',
      'choice_filter',
      'calculation',
    ],
    ['note', 'saludo', '¡Hola!'],
    ['select_one municipio', 'municipio', '¿Dónde vive?', '', 'yes'],
    ['select_one barrio', 'barrio', '¿En cuál barrio?', '', 'yes', '', '', 'municipio=${municipio}'],
    ['begin_group', 'niños_'.replace('ñ', 'n'), 'Sus hijos'],
    [
      'integer',
      'hijos',
      '¿Cuántos hijos tiene?',
      '',
      '',
      '. >= 0 and . <= 20',
      'Escriba un número de 0 a 20.',
    ],
    ['integer', 'menores', '¿Cuántos son menores de edad?', '${hijos} > 0', 'yes', '. <= ${hijos}'],
    ['end_group'],
    ['calculate', 'mayores', '', '', '', '', '', '', '${hijos} - ${menores}'],
    ['text', 'por_que', '¿Por qué?', '${mayores} > 1'],
    ['note', 'gracias', 'Gracias por su tiempo.'],
  ],
  choices: [
    ['list_name', 'name', 'label', 'municipio'],
    ['municipio', 'cali', 'Cali'],
    ['municipio', 'tulua', 'Tuluá'],
    ['barrio', 'siloe', 'Siloé', 'cali'],
    ['barrio', 'melendez', 'Meléndez', 'cali'],
    ['barrio', 'centro', 'El Centro', 'tulua'],
  ],
});

const formOf = (workbook: typeof PARK): Form => {
  const { form, refusals } = importForm(workbook, 'es-CO');
  expect(refusals).toEqual([]);
  if (!form) throw new Error('the form was refused');
  return form;
};

function answerAll(form: Form, texts: string[], from = startFilling(form)): Filling {
  return texts.reduce((filling, text) => {
    const answered = answer(form, filling, text, asking);
    expect(answered).toMatchObject({ accepted: true });
    return answered.filling;
  }, from);
}

const openName = (form: Form, filling: Filling) => currentQuestion(form, filling, asking)?.name ?? null;

describe('filling in a form', () => {
  const form = formOf(PARK);

  test('asks one question after another and shows notes before the question they precede', () => {
    const first = currentQuestion(form, startFilling(form), asking);
    expect(first).toMatchObject({ name: 'municipio', notes: ['¡Hola!'], required: true, number: 1 });
    expect(first?.options).toEqual([
      { value: 'cali', label: 'Cali' },
      { value: 'tulua', label: 'Tuluá' },
    ]);
  });

  test('offers only the choices that the filter lets through', () => {
    const asked = currentQuestion(form, answerAll(form, ['Tuluá']), asking);
    expect(asked?.options.map((option) => option.value)).toEqual(['centro']);
  });

  test('skips what is not relevant and answers with typed values', () => {
    const filling = answerAll(form, ['1', '2', '0']);
    expect(openName(form, filling)).toBeNull();
    expect(finish(form, filling, asking)).toEqual({
      municipio: 'cali',
      barrio: 'melendez',
      hijos: 0,
      mayores: null,
    });
  });

  test('says what is wrong with an answer and stays where it is', () => {
    const filling = answerAll(form, ['1', '2']);
    const wrong = answer(form, filling, '21', asking);
    expect(wrong).toEqual({
      accepted: false,
      filling,
      problem: { key: 'form:message', args: { text: 'Escriba un número de 0 a 20.' } },
    });
    expect(answer(form, filling, 'muchos', asking)).toMatchObject({ problem: { key: 'form:not-a-number' } });
    expect(answer(form, filling, '1,5', asking)).toMatchObject({
      problem: { key: 'form:not-a-whole-number' },
    });
  });

  test('a required question is not skipped, an optional one is', () => {
    expect(answer(form, startFilling(form), 'saltar', asking)).toMatchObject({
      accepted: false,
      problem: { key: 'form:required' },
    });
    expect(finish(form, answerAll(form, ['1', '2', 'saltar']), asking)).toMatchObject({ hijos: null });
  });

  test('goes back one answer at a time', () => {
    const filling = answerAll(form, ['1', '2', '3']);
    expect(openName(form, filling)).toBe('menores');
    const once = back(form, filling, asking);
    expect(openName(form, once)).toBe('hijos');
    expect(openName(form, back(form, once, asking))).toBe('barrio');
    expect(back(form, startFilling(form), asking)).toEqual(startFilling(form));
  });

  test('a correction voids what no longer holds and asks it again', () => {
    const filling = answerAll(form, ['cali', 'siloe', '3', '1', 'porque sí']);
    const moved = correct(form, filling, 'municipio', 'tulua', asking);
    expect(moved).toMatchObject({ accepted: true, voided: ['barrio'] });
    expect(openName(form, moved.filling)).toBe('barrio');
    const done = answerAll(form, ['1'], moved.filling);
    expect(finish(form, done, asking)).toEqual({
      municipio: 'tulua',
      barrio: 'centro',
      hijos: 3,
      menores: 1,
      mayores: 2,
      por_que: 'porque sí',
    });
  });

  test('a correction drops answers that are not relevant any more', () => {
    const filling = answerAll(form, ['cali', 'siloe', '3', '1', 'porque sí']);
    const none = correct(form, filling, 'hijos', '0', asking);
    expect(none).toMatchObject({ accepted: true, voided: ['menores', 'por_que'] });
    expect(openName(form, none.filling)).toBeNull();
    expect(back(form, none.filling, asking).answers).toEqual({
      municipio: 'cali',
      barrio: 'siloe',
      menores: '1',
      por_que: 'porque sí',
    });
  });

  test('a correction that is invalid changes nothing', () => {
    const filling = answerAll(form, ['cali', 'siloe', '3']);
    expect(correct(form, filling, 'hijos', '99', asking)).toMatchObject({ accepted: false, filling });
    expect(correct(form, filling, 'menores', '1', asking)).toMatchObject({
      problem: { key: 'form:not-answered' },
    });
  });

  test('going back after a correction goes to the question before the open one', () => {
    const filling = answerAll(form, ['cali', 'siloe', '3', '1']);
    const moved = correct(form, filling, 'municipio', 'tulua', asking).filling;
    const again = answerAll(form, ['1'], moved);
    const open = (from: Filling) => openName(form, from);
    expect(open(again)).toBe('por_que');
    const once = back(form, again, asking);
    expect(open(once)).toBe('barrio');
    const twice = back(form, once, asking);
    expect(open(twice)).toBe('municipio');
    expect(back(form, twice, asking)).toBe(twice);
    expect(twice.answers).toEqual({ barrio: 'siloe', hijos: '3', menores: '1' });
  });

  test('an optional question is asked again when a correction makes it required', () => {
    const needing = formOf(
      workbookOf({
        survey: [
          ['type', 'name', 'label', 'required', 'required_message'],
          ['select_one si_no', 'viene', '¿Viene?', 'yes'],
          ['text', 'nombre', '¿Quién viene?', "${viene} = 'si'", 'Diga quién viene.'],
        ],
        choices: [
          ['list_name', 'name', 'label'],
          ['si_no', 'si', 'Sí'],
          ['si_no', 'no', 'No'],
        ],
      }),
    );
    const skipped = answerAll(needing, ['no', 'saltar']);
    expect(openName(needing, skipped)).toBeNull();
    const moved = correct(needing, skipped, 'viene', 'si', asking);
    expect(moved).toMatchObject({ accepted: true, voided: ['nombre'] });
    expect(answer(needing, moved.filling, 'saltar', asking)).toMatchObject({
      problem: { key: 'form:message', args: { text: 'Diga quién viene.' } },
    });
  });

  test('a calculation that is not relevant is empty for whatever reads it', () => {
    const reading = formOf(
      workbookOf({
        survey: [
          ['type', 'name', 'label', 'relevant', 'calculation'],
          ['integer', 'edad', '¿Edad?'],
          ['begin_group', 'mayores', '', '${edad} >= 60'],
          ['calculate', 'desde', '', '', '${edad} - 60'],
          ['end_group'],
          ['text', 'nada', '¿Menor?', "${desde} = ''"],
        ],
      }),
    );
    expect(openName(reading, answerAll(reading, ['30']))).toBe('nada');
    const older = answerAll(reading, ['61']);
    expect(finish(reading, older, asking)).toEqual({ edad: 61, desde: 1 });
  });
});

describe('how a question is put', () => {
  const form = formOf(PARK);

  test('a note is shown once, a heading where its group begins, the last note at the end', () => {
    const at = (texts: string[]) => currentQuestion(form, answerAll(form, texts), asking);
    expect(at(['1'])).toMatchObject({ name: 'barrio', notes: [], heading: '' });
    expect(at(['1', '1'])).toMatchObject({ name: 'hijos', heading: 'Sus hijos', number: 3 });
    expect(at(['1', '1', '2'])).toMatchObject({ name: 'menores', heading: '', number: 4 });
    expect(closingNotes(form, answerAll(form, ['1', '1', '0']), asking)).toEqual(['Gracias por su tiempo.']);
  });

  test('is said with its heading, its hint and how to skip', () => {
    const asked = currentQuestion(form, answerAll(form, ['1', '1']), asking);
    expect(asked && sayQuestion(asked)).toEqual({
      key: 'form:heading',
      args: { text: 'Sus hijos' },
      lines: [
        { key: 'form:question', args: { number: 3, total: 3, text: '¿Cuántos hijos tiene?' } },
        { key: 'form:optional' },
      ],
    });
  });

  test('a summary speaks in the words of the choices', () => {
    expect(summarize(form, answerAll(form, ['1', '2', '0']), asking)).toEqual([
      { name: 'municipio', label: '¿Dónde vive?', answer: 'Cali' },
      { name: 'barrio', label: '¿En cuál barrio?', answer: 'Meléndez' },
      { name: 'hijos', label: '¿Cuántos hijos tiene?', answer: '0' },
    ]);
  });

  test('texts show earlier answers, and a default is taken by skipping', () => {
    const greeting = formOf(
      workbookOf({
        survey: [
          ['type', 'name', 'label', 'required', 'default'],
          ['text', 'nombre', '¿Su nombre?'],
          ['date', 'dia', '¿Qué día viene, ${nombre}?', 'yes', 'today()'],
        ],
      }),
    );
    const filling = answerAll(greeting, ['Luz']);
    expect(currentQuestion(greeting, filling, asking)).toMatchObject({
      label: '¿Qué día viene, Luz?',
      preset: '2026-05-15',
    });
    expect(answerAll(greeting, ['saltar'], filling).answers['dia']).toBe('2026-05-15');
  });

  test('a select without any choice left is passed over', () => {
    const narrow = formOf(
      workbookOf({
        survey: [
          ['type', 'name', 'label', 'required', 'choice_filter'],
          ['integer', 'nivel', '¿Nivel?'],
          ['select_one cosa', 'cosa', '¿Cuál?', 'yes', 'nivel <= ${nivel}'],
        ],
        choices: [
          ['list_name', 'name', 'label', 'nivel'],
          ['cosa', 'a', 'A', 2],
        ],
      }),
    );
    expect(openName(narrow, answerAll(narrow, ['1']))).toBeNull();
    expect(openName(narrow, answerAll(narrow, ['2']))).toBe('cosa');
  });
});
