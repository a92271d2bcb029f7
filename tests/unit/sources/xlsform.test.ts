import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import writeExcelFile from 'write-excel-file/node';
import { importConsultation } from '../../../src/engine/forms/xlsform/import-consultation.js';
import type { Cell } from '../../../src/engine/forms/xlsform/workbook.js';
import { readWorkbook } from '../../../src/sources/xlsform.js';

const SURVEY: Cell[][] = [
  [
    'type',
    'name',
    'label::Español (es-CO)',
    'label::English (en)',
    'relevant',
    'required',
    'constraint',
    'default',
  ],
  ['select_one si_no', 'parque', '¿Quiere el parque?', 'Do you want the park?', null, true],
  [null, null, null],
  ['integer', 'edad', '¿Cuántos años tiene?', 'How old are you?', "${parque} = 'si'", null, '. >= 14', 18],
  ['date', 'dia', '¿Qué día?', 'What day?', null, null, null, new Date(Date.UTC(2026, 4, 24))],
];
const CHOICES: Cell[][] = [
  ['list_name', 'name', 'label::Español (es-CO)', 'label::English (en)'],
  ['si_no', 'si', 'Sí', 'Yes'],
  ['si_no', 'no', 'No', 'No'],
];
const SETTINGS: Cell[][] = [
  ['form_id', 'form_title', 'opens', 'closes', 'kind', 'once_per_person'],
  [
    'parque',
    'El parque',
    new Date(Date.UTC(2026, 4, 1)),
    new Date(Date.UTC(2026, 4, 10, 18)),
    'sondeo',
    true,
  ],
];

/** Cells as write-excel-file wants them, with a date format where there is a date. */
const written = (rows: Cell[][]) =>
  rows.map((row) =>
    row.map((cell) => {
      if (cell === null || cell === undefined) return null;
      if (cell instanceof Date) return { value: cell, type: Date, format: 'dd/mm/yyyy hh:mm' };
      return { value: cell };
    }),
  );

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xlsform-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function workbook(survey: Cell[][] = SURVEY): Promise<string> {
  const file = join(folder, `form-${Math.round(survey.length)}.xlsx`);
  const sheets = [
    { sheet: 'survey', data: written(survey) },
    { sheet: 'choices', data: written(CHOICES) },
    { sheet: 'settings', data: written(SETTINGS) },
  ];
  await writeExcelFile(sheets as never).toFile(file);
  return file;
}

const PARK = {
  id: 'parque',
  kind: 'sondeo',
  opensAt: Date.parse('2026-05-01T05:00:00Z'),
  closesAt: Date.parse('2026-05-10T23:00:00Z'),
  oncePerPerson: true,
  form: {
    questions: [
      {
        name: 'parque',
        label: { 'es-CO': '¿Quiere el parque?', en: 'Do you want the park?' },
        required: 'true()',
      },
      { name: 'edad', relevant: "${parque} = 'si'", constraint: '. >= 14', default: '18' },
      { name: 'dia', default: '2026-05-24' },
    ],
    lists: { si_no: [{ name: 'si', label: { 'es-CO': 'Sí', en: 'Yes' } }, { name: 'no' }] },
  },
};

describe('reading a workbook from a file', () => {
  test('written with a library', async () => {
    const { consultation, refusals } = importConsultation(await readWorkbook(await workbook()), 'es-CO');
    expect(refusals).toEqual([]);
    expect(consultation).toMatchObject(PARK);
  });

  // tests/fixtures/forms/README.md says how it was made.
  test('saved by LibreOffice Calc', async () => {
    const saved = await readWorkbook('tests/fixtures/forms/parque-libreoffice.xlsx');
    const { consultation, refusals } = importConsultation(saved, 'es-CO');
    expect(refusals).toEqual([]);
    expect(consultation).toMatchObject(PARK);
  });

  test('row numbers are the spreadsheet’s, empty rows counted', async () => {
    const broken = [...SURVEY, [null], ['geopoint', 'donde', '¿Dónde?', 'Where?']];
    const { refusals } = importConsultation(await readWorkbook(await workbook(broken)), 'es-CO');
    expect(refusals.map(({ sheet, row, code }) => `${sheet} ${row} ${code}`)).toEqual([
      'survey 7 unsupported-type',
    ]);
  });

  test.each<[string, Uint8Array | null, string]>([
    ['is not there', null, 'file_unreadable'],
    ['is empty', new Uint8Array(), 'workbook_unreadable'],
    ['is text', Buffer.from('type,name,label\n'), 'workbook_unreadable'],
    ['is a broken zip', Buffer.from('PK\u0003\u0004 and then nothing'), 'workbook_unreadable'],
    ['is an .xls', Buffer.from('d0cf11e0a1b11ae1'.padEnd(1024, '0'), 'hex'), 'workbook_old_format'],
    ['is far too large', new Uint8Array(5_000_001), 'workbook_too_large'],
  ])('a file that %s', async (name, bytes, code) => {
    const file = join(folder, `${name.replaceAll(/\W/g, '-')}.xlsx`);
    if (bytes) await writeFile(file, bytes);
    await expect(readWorkbook(file)).rejects.toMatchObject({ name: 'Problem', code });
  });
});
