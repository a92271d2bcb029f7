import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import readXlsx from 'read-excel-file/node';
import writeXlsx from 'write-excel-file/node';
import { keyring, readSecretKey } from '../../src/engine/sealing/keyring.js';
import { connectStore } from '../../src/store/connect.js';
import { hostStore } from '../../src/store/embedded/host.js';
import { createStores } from '../../src/store/index.js';
import { Installation } from '../support/participa.js';
import { realIds } from '../support/real.js';

type Row = readonly (string | null)[];
const cells = (rows: readonly Row[]) => rows.map((row) => row.map((value) => value && { value }));

/** An XLSForm with one question, open from 2020 to 2099 unless said otherwise. */
async function formFile(name: string, over: { survey?: Row[]; opens?: string; label?: string } = {}) {
  const survey = over.survey ?? [
    ['type', 'name', 'label'],
    ['select_one parque', 'obra', over.label ?? '¿Qué arreglamos primero?'],
  ];
  const choices: Row[] = [
    ['list_name', 'name', 'label'],
    ['parque', 'cancha', 'La cancha'],
    ['parque', 'juegos', 'Los juegos'],
    ['parque', 'luz', 'La luz'],
  ];
  const settings: Row[] = [
    ['form_id', 'form_title', 'default_language', 'opens', 'closes', 'kind'],
    ['parque', 'El parque', 'es-CO', over.opens ?? '2020-01-01', '2099-12-31', 'sondeo'],
  ];
  const sheets = Object.entries({ survey, choices, settings }).map(([sheet, rows]) => ({
    sheet,
    data: cells(rows),
  }));
  return here.file(name, await writeXlsx(sheets as never).toBuffer());
}

/** Records answers as turns do, in the installation's own store, while no command runs. */
async function answer(counts: Readonly<Record<string, number>>): Promise<void> {
  const hosted = await hostStore({ directory: join(here.folder, 'var', 'store') }, (error) => {
    throw error;
  });
  const connection = await connectStore(hosted.uri);
  const secret = readSecretKey(readFileSync(join(here.folder, 'var', 'secret.key'), 'utf8').trim());
  const { responses } = createStores(connection, keyring(new Map([[1, secret]])), realIds, Date.now);
  for (const [obra, count] of Object.entries(counts))
    for (let nth = 0; nth < count; nth += 1) {
      const person = `${obra}-${nth}`;
      const response = { consultation: 'parque', person, at: Date.now(), locale: 'es-CO', answers: { obra } };
      await responses.record(`parque:${person}`, response);
    }
  await connection.close();
  await hosted.stop();
}

let here: Installation;
beforeAll(() => {
  here = new Installation();
});
afterAll(() => here.remove());

describe('participa import consultation', () => {
  test('lists everything that is wrong by sheet and row, takes nothing, and ends with 1', async () => {
    const file = await formFile('wrong.xlsx', {
      survey: [
        ['type', 'name', 'label'],
        ['select_one no_hay', 'uno', '¿Uno?'],
        ['geopoint', 'dos', '¿Dos?'],
      ],
    });
    const ran = await here.run(['import', 'consultation', file]);
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/Hoja survey, fila 2, .*no_hay/);
    expect(ran.out).toMatch(/Hoja survey, fila 3, .*geopoint/);
    expect((await here.run(['consultation', 'list'])).out).toContain('No hay consultas');
  }, 60_000);

  test('is new, the same, and refused with another question after it opened', async () => {
    const first = await here.run(['import', 'consultation', await formFile('form.xlsx')]);
    expect(first.err).toBe('');
    expect(first.out).toContain('La consulta parque es nueva');
    const again = await here.run(['import', 'consultation', await formFile('form.xlsx')]);
    expect(again.out).toContain('ya estaba así');
    const other = await formFile('form.xlsx', { label: '¿Qué pintamos?' });
    const changed = await here.run(['import', 'consultation', other]);
    expect(changed.code).toBe(1);
    expect(changed.err).toMatch(/^participa: consultation_already_open: [^\n]+\n$/);
  }, 60_000);
});

describe('participa consultation', () => {
  test('shows how many took part but no result before closing', async () => {
    await answer({ cancha: 7, juegos: 9, luz: 2 });
    const list = await here.run(['consultation', 'list']);
    expect(list.out).toContain('parque · El parque');
    expect(list.out).toContain('Estado: abierta');
    expect(list.out).toContain('Participaron: 18');
    const results = await here.run(['consultation', 'results', 'parque']);
    expect(results.code).toBe(1);
    expect(results.out).toBe('');
    expect(results.err).toMatch(/^participa: consultation_not_closed: /);
  }, 60_000);

  test('closed, it stays closed and its result hides small groups in every format', async () => {
    const closed = await here.run(['consultation', 'close', 'parque']);
    expect(closed.out).toContain('quedó cerrada');
    const reopened = await here.run(['consultation', 'open', 'parque']);
    expect(reopened.code).toBe(1);
    expect(reopened.err).toMatch(/^participa: consultation_closed: /);
    const json = JSON.parse((await here.run(['consultation', 'results', 'parque'])).out);
    expect(json.responses).toBe(18);
    expect(json.note).toContain('No son una elección');
    const counts = Object.fromEntries(
      json.questions[0].options.map((it: { value: string; count: number | null }) => [it.value, it.count]),
    );
    // 2 is under 5; 7, the smallest other count, would give it away.
    expect(counts).toEqual({ cancha: null, juegos: 9, luz: null });
    const csv = await here.run(['consultation', 'results', 'parque', '--format', 'csv']);
    expect(csv.out).toContain('obra,chosen,juegos,Los juegos,9,0');
    expect(csv.out).toContain('obra,chosen,luz,La luz,,1');
    const out = here.file('results.xlsx');
    const told = await here.run(['consultation', 'results', 'parque', '--format', 'xlsx', '--out', out]);
    expect(told.out).toContain('results.xlsx');
    const sheets = await readXlsx(readFileSync(out));
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['resultados', 'preguntas']);
    expect(sheets[0]?.data).toContainEqual(['obra', 'chosen', 'juegos', 'Los juegos', 9, 0]);
  }, 90_000);

  test('a result that was told stays, whoever withdraws or comes late: the difference would tell on them', async () => {
    await answer({ tarde: 1, juegos: 12 });
    const json = JSON.parse((await here.run(['consultation', 'results', 'parque'])).out);
    expect(json.responses).toBe(18);
  }, 60_000);

  test('one that is not there, and a format that is not there, are coded lines', async () => {
    const absent = await here.run(['consultation', 'close', 'otra']);
    expect([absent.code, absent.err]).toEqual([
      1,
      'participa: consultation_unknown: no hay ninguna consulta otra.\n',
    ]);
    const format = await here.run(['consultation', 'results', 'parque', '--format', 'pdf']);
    expect(format.err).toMatch(/^participa: format_unknown: .*json, csv, xlsx/);
  }, 60_000);
});
