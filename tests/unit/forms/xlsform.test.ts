import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { localize } from '../../../src/domain/form.js';
import { importConsultation } from '../../../src/engine/forms/xlsform/import-consultation.js';
import { importForm } from '../../../src/engine/forms/xlsform/import-form.js';
import { languageTag } from '../../../src/engine/forms/xlsform/language.js';
import { type Cell, cellText, sayFinding } from '../../../src/engine/forms/xlsform/workbook.js';
import { workbookOf } from '../../fixtures/forms/workbook.js';

interface Case {
  name: string;
  survey: Cell[][];
  choices?: Cell[][];
  settings?: Cell[][];
  /** Sheet, row, column and code of each refusal, in order. */
  refused: string[];
  /** What pyxform 4.5.0 (ODK's own converter) says of the same workbook; recorded. */
  pyxform: 'accepts' | 'refuses';
}

const cases = JSON.parse(readFileSync('tests/fixtures/forms/xlsform-cases.json', 'utf8')) as Case[];
const texts = JSON.parse(readFileSync('locales/es-CO/form.json', 'utf8')) as Record<string, string>;

describe('importing a workbook', () => {
  test.each(cases)('$name', ({ survey, choices, settings, refused }) => {
    const workbook = workbookOf({ survey, ...(choices && { choices }), ...(settings && { settings }) });
    const { form, refusals } = importForm(workbook, 'es-CO');
    expect(refusals.map(({ sheet, row, column, code }) => `${sheet} ${row} ${column} ${code}`)).toEqual(
      refused,
    );
    expect(form === null).toBe(refused.length > 0);
  });

  test('takes nothing that ODK itself refuses', () => {
    const refusedByOdk = cases.filter((one) => one.pyxform === 'refuses');
    expect(refusedByOdk.length).toBeGreaterThan(10);
    expect(refusedByOdk.filter((one) => one.refused.length === 0)).toEqual([]);
  });

  test('every refusal has its words and its arguments', () => {
    for (const { survey, choices, settings } of cases) {
      const workbook = workbookOf({ survey, ...(choices && { choices }), ...(settings && { settings }) });
      const { refusals, notices } = importForm(workbook, 'es-CO');
      for (const finding of [...refusals, ...notices]) {
        const said = sayFinding(finding, 'refused');
        const why = said.args?.['why'] as { key: string; args: Record<string, unknown> };
        const text = texts[why.key.replace('form:', '')];
        expect([why.key, typeof text]).toEqual([why.key, 'string']);
        const wanted = [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1] ?? '');
        expect([why.key, wanted.filter((name) => why.args[name] === undefined)]).toEqual([why.key, []]);
      }
    }
  });

  test('numbers, booleans and dates in cells are read as people mean them', () => {
    const { form } = importForm(
      workbookOf({
        survey: [
          ['type', 'name', 'label', 'required', 'default'],
          ['select_one nivel', 'nivel', 'Nivel', true, 1],
          ['date', 'dia', 'Día', false, new Date(Date.UTC(2026, 4, 24))],
        ],
        choices: [
          ['list_name', 'name', 'label'],
          ['nivel', 1, 2026],
        ],
      }),
      'es-CO',
    );
    expect(form?.questions).toMatchObject([
      { name: 'nivel', required: 'true()', default: '1' },
      { name: 'dia', default: '2026-05-24' },
    ]);
    expect(form?.questions[1]).not.toHaveProperty('required');
    expect(form?.lists['nivel']).toEqual([{ name: '1', label: { 'es-CO': '2026' } }]);
  });

  test('a workbook without sheets says which are missing', () => {
    const { form, refusals } = importForm({ sheets: [] }, 'es-CO');
    expect(form).toBeNull();
    expect(refusals.map(({ code, args }) => [code, args['sheet']])).toEqual(
      expect.arrayContaining([
        ['sheet-missing', 'survey'],
        ['sheet-missing', 'settings'],
      ]),
    );
  });

  test('a translation that is missing and a look without effect are noticed, not refused', () => {
    const { form, notices } = importForm(
      workbookOf({
        survey: [
          ['type', 'name', 'label::Español (es)', 'label::English (en)', 'appearance'],
          ['text', 'a', 'A', '', 'multiline'],
        ],
      }),
      'es-CO',
    );
    expect(form).not.toBeNull();
    expect(notices.map(({ column, code }) => `${column} ${code}`)).toEqual([
      'appearance without-effect',
      'label::English (en) translation-missing',
    ]);
  });
});

describe('whatever stands in a workbook', () => {
  const cell: fc.Arbitrary<Cell> = fc.oneof(
    fc.constantFrom<Cell>(
      'type',
      'name',
      'label',
      'text',
      'select_one l',
      'begin_group',
      'end_group',
      'calculate',
    ),
    fc.constantFrom<Cell>(
      'relevant',
      'constraint',
      'calculation',
      'choice_filter',
      'default',
      'list_name',
      'l',
      'a',
    ),
    fc.constantFrom<Cell>(
      '${a} > 1',
      '${b} + ${a}',
      '.',
      'if(1, 2, 3)',
      '__proto__',
      'constructor',
      'label::x (es)',
    ),
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.date({ noInvalidDate: false }),
    fc.constantFrom(null, undefined),
  );
  const rows = fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 8 });

  test('it is refused or taken, never thrown at, and what is taken can be stored', () => {
    fc.assert(
      fc.property(rows, rows, rows, (survey, choices, settings) => {
        const head = ['type', 'name', 'label', 'relevant', 'calculation', 'choice_filter'];
        const workbook = workbookOf({ survey: [head, ...survey], choices, settings });
        const { consultation, refusals } = importConsultation(workbook, 'es-CO');
        expect(consultation === null).toBe(refusals.length > 0);
        const { form } = importForm(workbookOf({ survey: [head, ...survey] }), 'es-CO');
        if (form) expect(JSON.parse(JSON.stringify(form))).toEqual(form);
      }),
      { numRuns: 300 },
    );
  });
});

test.each<[Cell, string]>([
  [new Date(Date.UTC(2026, 4, 24, 17, 59, 59, 999)), '2026-05-24T18:00:00'],
  [new Date(Date.UTC(2026, 4, 23, 23, 59, 59, 999)), '2026-05-24'],
  [new Date(Number.NaN), ''],
  [12, '12'],
  [0.5, '0.5'],
  [true, 'true'],
  ['  a b ', 'a b'],
  [null, ''],
])('the cell %p reads %s', (cell, text) => {
  expect(cellText(cell)).toBe(text);
});

describe('languages', () => {
  test.each([
    ['Español (es)', 'es'],
    ['English (en)', 'en'],
    ['Lectura fácil (es-co-x-facil)', 'es-CO-x-facil'],
    ['Español', 'es'],
    ['es-CO', 'es-CO'],
    ['Nasa Yuwe', null],
    ['Nasa Yuwe (pbb)', 'pbb'],
    ['', null],
  ])('%s is %s', (text, tag) => {
    expect(languageTag(text)).toBe(tag);
  });

  const label = { es: 'casa', 'es-CO-x-facil': 'la casa', en: 'home' };
  test.each([
    ['es-CO-x-facil', 'la casa'],
    ['es-CO', 'casa'],
    ['en-GB', 'home'],
    ['fr', 'casa'],
  ])('a text for %s', (locale, text) => {
    expect(localize(label, locale, 'es')).toBe(text);
  });

  test('the same language in another place is better than another language', () => {
    expect(localize({ en: 'home', 'es-MX': 'casa' }, 'es-CO', 'en')).toBe('casa');
  });
});
