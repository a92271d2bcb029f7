import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Consultation, ConsultationKind, Response } from '../../../src/domain/consultation.js';
import type { Answers } from '../../../src/domain/form.js';
import {
  codebookTable,
  exportedResponse,
  harmless,
  responseTable,
  tallyTable,
} from '../../../src/engine/forms/export.js';
import { tally } from '../../../src/engine/forms/tally.js';
import { importForm } from '../../../src/engine/forms/xlsform/import-form.js';
import { workbookOf } from '../../fixtures/forms/workbook.js';

const { form } = importForm(
  workbookOf({
    survey: [
      ['type', 'name', 'label', 'relevant', 'calculation', 'required'],
      ['note', 'hola', 'Hola'],
      ['select_one si_no', 'parque', '¿Quiere el parque?', '', '', 'yes'],
      ['text', 'por_que', '¿Por qué no?', "${parque} = 'no'"],
      ['select_multiple tema', 'temas', '¿Qué debe tener?'],
      ['integer', 'edad', '¿Cuántos años tiene?'],
      ['calculate', 'mayor', '', '', '${edad} >= 60'],
    ],
    choices: [
      ['list_name', 'name', 'label'],
      ['si_no', 'si', 'Sí'],
      ['si_no', 'no', 'No'],
      ['si_no', 'blanco', 'En blanco'],
      ['tema', 'agua', 'Agua'],
      ['tema', 'sombra', '=SUMA(1)'],
    ],
  }),
  'es-CO',
);
if (!form) throw new Error('the form was refused');

const CLOSED = 1_000_000;
const consultation = (kind: ConsultationKind): Consultation => ({
  id: 'parque',
  title: { 'es-CO': 'El parque' },
  kind,
  opensAt: 0,
  closesAt: CLOSED,
  oncePerPerson: true,
  form,
  status: 'open',
});

/** 12 May 2026, 23:30 in Colombia. */
const AT = Date.UTC(2026, 4, 13, 4, 30);
const respond = (count: number, answers: Answers): Response[] =>
  Array.from({ length: count }, (_one, index) => ({
    consultation: 'parque',
    person: `p${String(index).padStart(3, '0')}`,
    at: AT,
    locale: 'es-CO',
    answers,
  }));
const YES: Answers = { parque: 'si', temas: ['agua', 'sombra'], edad: 30, mayor: 'false' };
const NO: Answers = { parque: 'no', por_que: '=1+1', temas: ['agua'], edad: 70, mayor: 'true' };
const BLANK: Answers = { parque: 'blanco', temas: null, edad: null, mayor: null };

const counted = (kind: ConsultationKind, responses: Response[]) => {
  const { questions } = tally(consultation(kind), responses, CLOSED);
  return Object.fromEntries(questions.map((question) => [question.name, question]));
};
const countsOf = (question: unknown): (number | null)[] =>
  (question as { options: { count: number | null }[] }).options.map(({ count }) => count);

describe('tally', () => {
  test('there is none before the consultation closed', () => {
    expect(() => tally(consultation('consulta'), [], CLOSED - 1)).toThrow(
      expect.objectContaining({ code: 'consultation_not_closed' }),
    );
  });

  test('a decision of a body is exact', () => {
    const result = counted('consulta', [...respond(9, YES), ...respond(2, NO), ...respond(1, BLANK)]);
    expect(countsOf(result['parque'])).toEqual([9, 2, 1]);
    expect(result['por_que']).toMatchObject({ kind: 'texts', asked: 2, answered: 2, skipped: 0 });
    expect(countsOf(result['temas'])).toEqual([11, 9]);
    expect(result['temas']).toMatchObject({ several: true, asked: 12, skipped: 1 });
    expect(result['edad']).toMatchObject({
      answered: 11,
      skipped: 1,
      summary: { min: 30, max: 70, median: 30 },
    });
    expect((result['edad'] as { summary: { mean: number } }).summary.mean).toBeCloseTo(
      (9 * 30 + 2 * 70) / 11,
    );
    expect(result['mayor']).toBeUndefined();
    expect(result['hola']).toBeUndefined();
  });

  test('a median between two numbers is their mean', () => {
    const ages = [10, 20, 40, 90].flatMap((edad) => respond(1, { ...YES, edad }));
    expect(counted('consulta', ages)['edad']).toMatchObject({
      summary: { median: 30, mean: 40, min: 10, max: 90 },
    });
  });

  test('an open poll tells no count under five, nor what would give it away', () => {
    const result = counted('sondeo', [...respond(30, YES), ...respond(12, NO), ...respond(3, BLANK)]);
    expect(countsOf(result['parque'])).toEqual([30, null, null]);
    // Asked of those who said no, whose number is hidden.
    expect(result['por_que']).toMatchObject({ asked: null, answered: null, skipped: null });
    expect(countsOf(result['temas'])).toEqual([42, 30]);
    expect(result['temas']).toMatchObject({ skipped: null });
    expect(result['edad']).toMatchObject({ asked: 45, answered: null, skipped: null, summary: { max: 70 } });
  });

  test('how many were asked is not told when few were not', () => {
    const result = counted('encuesta', [...respond(20, NO), ...respond(3, YES)]);
    expect(countsOf(result['parque'])).toEqual([null, null, 0]);
    expect(result['por_que']).toMatchObject({ asked: null, answered: null, skipped: null });
  });

  test('everything is told where nobody can be singled out', () => {
    const result = counted('sondeo', [...respond(30, YES), ...respond(12, NO)]);
    expect(countsOf(result['parque'])).toEqual([30, 12, 0]);
    expect(result['por_que']).toMatchObject({ asked: 12, answered: 12, skipped: 0 });
  });

  test('few responses tell nothing but how many they are', () => {
    const { responses, questions } = tally(consultation('sondeo'), respond(4, YES), CLOSED);
    expect(responses).toBe(4);
    expect(questions.map((question) => question.asked)).toEqual([null, null, null, null]);
    expect(JSON.stringify(questions)).not.toMatch(/"count":\d|"mean"/);
  });

  test('responses to another consultation do not count', () => {
    const others = respond(9, YES).map((response) => ({ ...response, consultation: 'otra' }));
    expect(tally(consultation('consulta'), others, CLOSED).responses).toBe(0);
  });
});

describe('export', () => {
  const responses = [...respond(1, NO), ...respond(1, YES).map((one) => ({ ...one, person: 'a' }))];

  test('a column a question and one for each option of several, in no telling order', () => {
    expect(responseTable(consultation('consulta'), responses)).toEqual({
      header: ['day', 'locale', 'parque', 'por_que', 'temas', 'temas/agua', 'temas/sombra', 'edad', 'mayor'],
      rows: [
        ['2026-05-12', 'es-CO', 'si', null, 'agua sombra', 1, 1, 30, 'false'],
        ['2026-05-12', 'es-CO', 'no', "'=1+1", 'agua', 1, 0, 70, 'true'],
      ],
    });
  });

  test('no cell can become a formula', () => {
    for (const start of ['=', '+', '-', '@', '\t', '\r']) expect(harmless(`${start}1`)).toBe(`'${start}1`);
    expect(harmless('1+1')).toBe('1+1');
    const { rows } = codebookTable(consultation('consulta'), 'es-CO');
    expect(rows).toContainEqual(['temas', 'select_multiple', 'sombra', "'=SUMA(1)"]);
  });

  test('a tally as a table says what is hidden', () => {
    const poll = consultation('sondeo');
    const table = tallyTable(
      poll,
      tally(poll, [...respond(30, YES), ...respond(12, NO), ...respond(3, BLANK)], CLOSED),
      'es-CO',
    );
    expect(table.header).toEqual(['question', 'measure', 'option', 'label', 'value', 'hidden']);
    expect(table.rows[0]).toEqual(['', 'responses', '', '', 45, 0]);
    expect(table.rows).toContainEqual(['parque', 'chosen', 'si', 'Sí', 30, 0]);
    expect(table.rows).toContainEqual(['parque', 'chosen', 'blanco', 'En blanco', null, 1]);
    expect(table.rows.every((row) => row.length === table.header.length)).toBe(true);
  });

  test('a response as JSON is what docs/schemas/response.schema.json says', () => {
    const ajv = new Ajv2020({ strict: true });
    addFormats.default(ajv);
    const validate = ajv.compile(
      JSON.parse(readFileSync('docs/schemas/response.schema.json', 'utf8')) as object,
    );
    for (const response of [...respond(1, YES), ...respond(1, NO), ...respond(1, BLANK)]) {
      expect([validate(exportedResponse(response)), validate.errors]).toEqual([true, null]);
      expect(exportedResponse(response)).not.toHaveProperty('person');
    }
    expect(validate({ ...exportedResponse(respond(1, YES)[0] as Response), person: 'p' })).toBe(false);
    expect(validate({ consultation: 'parque', day: '2026-05-12', locale: 'es-CO', answers: { a: [] } })).toBe(
      false,
    );
  });
});
