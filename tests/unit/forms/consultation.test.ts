import { describe, expect, test } from '@jest/globals';
import { type Consultation, readMoment, responseKey, statusAt } from '../../../src/domain/consultation.js';
import { importConsultation } from '../../../src/engine/forms/xlsform/import-consultation.js';
import type { Cell } from '../../../src/engine/forms/xlsform/workbook.js';
import { workbookOf } from '../../fixtures/forms/workbook.js';

const utc = (text: string): number => Date.parse(text);

describe('when a consultation opens and closes', () => {
  // Colombia is five hours behind UTC all year round.
  test.each<[string, 'opens' | 'closes', string]>([
    ['2026-05-24', 'opens', '2026-05-24T05:00:00Z'],
    ['2026-05-24', 'closes', '2026-05-25T05:00:00Z'],
    ['24/05/2026', 'closes', '2026-05-25T05:00:00Z'],
    ['4/5/2026 8:00', 'opens', '2026-05-04T13:00:00Z'],
    ['2026-05-24 18:00', 'closes', '2026-05-24T23:00:00Z'],
    ['2026-05-24T18:00:00', 'closes', '2026-05-24T23:00:00Z'],
    ['2026-05-24T18:00Z', 'closes', '2026-05-24T18:00:00Z'],
    ['2026-05-24T18:00-03:00', 'closes', '2026-05-24T21:00:00Z'],
  ])('%s %s at %s', (text, edge, expected) => {
    expect(readMoment(text, edge)).toBe(utc(expected));
  });

  test.each([
    '',
    'mañana',
    '2026-02-30',
    '31/04/2026',
    '2026-05-24 25:00',
    '2026-13-01',
  ])('%s is no date', (text) => {
    expect(readMoment(text, 'opens')).toBeNull();
  });

  const consultation = {
    status: 'draft',
    opensAt: utc('2026-05-01T05:00:00Z'),
    closesAt: utc('2026-05-11T05:00:00Z'),
  } as Consultation;

  test('the time opens and closes it', () => {
    expect(statusAt(consultation, consultation.opensAt - 1)).toBe('draft');
    expect(statusAt(consultation, consultation.opensAt)).toBe('open');
    expect(statusAt(consultation, consultation.closesAt - 1)).toBe('open');
    expect(statusAt(consultation, consultation.closesAt)).toBe('closed');
  });

  test('an official may open or close it earlier, and what is closed stays closed', () => {
    const now = consultation.opensAt - 1;
    expect(statusAt({ ...consultation, status: 'open' }, now)).toBe('open');
    expect(statusAt({ ...consultation, status: 'closed' }, consultation.opensAt)).toBe('closed');
  });

  test('one person has one response, unless the consultation says otherwise', () => {
    const once = { ...consultation, id: 'parque', oncePerPerson: true };
    expect(responseKey(once, 'p1', 'a')).toBe(responseKey(once, 'p1', 'b'));
    expect(responseKey(once, 'p1', 'a')).not.toBe(responseKey(once, 'p2', 'a'));
    const often = { ...once, oncePerPerson: false };
    expect(responseKey(often, 'p1', 'a')).not.toBe(responseKey(often, 'p1', 'b'));
  });
});

describe('importing a consultation', () => {
  const importWith = (header: Cell[], row: Cell[]) =>
    importConsultation(
      workbookOf({
        survey: [
          ['type', 'name', 'label'],
          ['text', 'idea', '¿Qué propone?'],
        ],
        settings: [
          ['id', 'form_title', ...header],
          ['parque-2026', 'El parque', ...row],
        ],
      }),
      'es-CO',
    );

  test('reads its settings', () => {
    const { consultation, refusals } = importWith(
      ['opens', 'closes', 'kind', 'once_per_person'],
      [new Date(Date.UTC(2026, 4, 1)), new Date(Date.UTC(2026, 4, 10)), 'Sondeo', 'yes'],
    );
    expect(refusals).toEqual([]);
    expect(consultation).toMatchObject({
      id: 'parque-2026',
      title: { 'es-CO': 'El parque' },
      kind: 'sondeo',
      opensAt: utc('2026-05-01T05:00:00Z'),
      closesAt: utc('2026-05-11T05:00:00Z'),
      oncePerPerson: true,
      status: 'draft',
    });
  });

  test.each<[string, Cell[], Cell[], string[]]>([
    ['nothing', [], [], ['opens setting-missing', 'closes setting-missing', 'kind setting-missing']],
    [
      'no dates',
      ['opens', 'closes', 'kind'],
      ['pronto', 'luego', 'sondeo'],
      ['opens bad-moment', 'closes bad-moment'],
    ],
    [
      'the wrong way round',
      ['opens', 'closes', 'kind'],
      ['2026-05-10', '2026-05-09', 'sondeo'],
      ['closes closes-before-opens'],
    ],
    ['an election', ['opens', 'closes', 'kind'], ['2026-05-10', '2026-05-11', 'eleccion'], ['kind bad-kind']],
    [
      'perhaps',
      ['opens', 'closes', 'kind', 'once_per_person'],
      ['2026-05-10', '2026-05-11', 'consulta', 'perhaps'],
      ['once_per_person bad-yes-no'],
    ],
  ])('%s is refused', (_name, header, row, expected) => {
    const { consultation, refusals } = importWith(header, row);
    expect(consultation).toBeNull();
    expect(refusals.map(({ column, code }) => `${column} ${code}`)).toEqual(expected);
    expect(refusals.every(({ sheet, row: number }) => sheet === 'settings' && number === 2)).toBe(true);
  });

  test.each([
    'Elección del consejo',
    'Elecciones 2026',
    'Consulta popular del agua',
    'Referendo',
  ])('«%s» is never what a consultation is called', (title) => {
    const { refusals } = importConsultation(
      workbookOf({
        survey: [
          ['type', 'name', 'label'],
          ['text', 'idea', '¿Qué propone?'],
        ],
        settings: [
          ['id', 'form_title', 'opens', 'closes', 'kind'],
          ['x', title, '2026-05-10', '2026-05-11', 'consulta'],
        ],
      }),
      'es-CO',
    );
    expect(refusals.map(({ code }) => code)).toEqual(['called-an-election']);
  });
});
