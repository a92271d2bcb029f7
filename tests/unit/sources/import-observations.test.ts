import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import writeExcelFile from 'write-excel-file/node';
import { observationKey } from '../../../src/domain/indicator.js';
import { knownCodes, loadCatalogue } from '../../../src/sources/catalogue.js';
import { importObservations, readObservationFile } from '../../../src/sources/import-observations.js';
import type { KnownCodes } from '../../../src/sources/observation-rows.js';
import { memoryStore } from '../../conformance/memory-observation-store.js';
import { skipped } from '../../support/skipped.js';

const OURS =
  'indicator,territory_code,territory,period,disaggregation,value,unit,cases,source,confidence,caveats';
const SPANISH =
  'indicador,territorio_cod,territorio,periodo,desagregacion,valor,unidad,n_casos,fuente_oficial,confianza,salvedades';
const GOOD = 'NBI,76834,Tuluá,2018,total,5.55,% personas,,DANE,media,';

let directory: string;
let known: KnownCodes;

async function fileOf(name: string, content: string | Buffer): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, content);
  return file;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'observations-'));
  known = knownCodes(await loadCatalogue('data'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('reading a file of observations', () => {
  test.each([
    ['our header', OURS],
    ['the Spanish header', SPANISH],
    ['a byte order mark', `\uFEFF${OURS}`],
    ['a header in capitals', SPANISH.toUpperCase()],
  ])('takes a row under %s', async (_name, header) => {
    const file = await fileOf('good.csv', `${header}\r\n${GOOD}\r\n`);
    const { accepted, refused } = await readObservationFile(file, known);
    expect(refused).toEqual([]);
    expect(accepted).toEqual([
      {
        indicator: 'NBI',
        territory: '76834',
        period: '2018',
        disaggregation: 'total',
        value: 5.55,
        unit: '% personas',
        source: 'DANE',
        confidence: 'media',
        caveats: [],
      },
    ]);
  });

  test.each([
    ['NIB,76834,Tuluá,2018,total,5.55,%,,DANE,media,', 'unknown_indicator', 'NIB'],
    ['NBI,76999,Macondo,2018,total,5.55,%,,DANE,media,', 'unknown_territory', '76999 Macondo'],
    ['NBI,76834,Tuluá,2018-13,total,5.55,%,,DANE,media,', 'bad_period', '2018-13'],
    ['NBI,76834,Tuluá,2018,total,mucho,%,,DANE,media,', 'bad_value', 'mucho'],
    ['NBI,76834,Tuluá,2018,total,"5,55",%,,DANE,media,', 'bad_value', '5,55'],
    ['NBI,76834,Tuluá,2018,total,,%,,DANE,media,', 'bad_value', ''],
    ['NBI,76834,Tuluá,2018,total,5.55,%,pocos,DANE,media,', 'bad_cases', 'pocos'],
    ['NBI,76834,Tuluá,2018,total,5.55,,,DANE,media,', 'missing_unit', ''],
    ['NBI,76834,Tuluá,2018,total,5.55,%,,,media,', 'missing_source', ''],
    ['NBI,76834,Tuluá,2018,total,5.55,%,,DANE,segura,', 'bad_confidence', 'segura'],
    ['NBI,76834,Tuluá,2018,total,5.55,%,,DANE,media,rumor', 'unknown_caveat', 'rumor'],
    ['NBI,76834,Tuluá,2018,total,5.55,%,,DANE,media,,de más', 'too_many_cells', '12'],
    [GOOD, 'duplicate', '2'],
  ])('refuses %s as %s and loses nothing else', async (bad, reason, what) => {
    const after = 'NBI,76111,Buga,2018,total,5,%,,DANE,media,';
    const file = await fileOf('mixed.csv', [OURS, GOOD, bad, after].join('\n'));
    const { accepted, refused } = await readObservationFile(file, known);
    expect(refused).toEqual([{ row: 3, reason, what }]);
    expect(accepted.map((one) => one.territory)).toEqual(['76834', '76111']);
  });

  test('counts rows as the file does, also after blank lines and cells of two lines', async () => {
    const twoLines = 'NBI,76834,Tuluá,2018,total,5.55,% personas,,"DANE,\ncenso",media,';
    const file = await fileOf('lines.csv', [OURS, twoLines, '', 'X,76834,,2018,,1,%,,DANE,,'].join('\n'));
    const { refused } = await readObservationFile(file, known);
    expect(refused).toEqual([{ row: 5, reason: 'unknown_indicator', what: 'X' }]);
  });

  test('reads what a spreadsheet in Spanish saves: semicolons, decimal commas, Windows-1252', async () => {
    const rows = 'indicador;territorio_cod;periodo;desagregacion;valor;unidad;fuente_oficial\r\n';
    const bytes = Buffer.from(`${rows}NBI;76834;2018;total;5,55;% personas;DANE año\r\n`, 'latin1');
    const { accepted, refused } = await readObservationFile(await fileOf('es.csv', bytes), known);
    expect(refused).toEqual([]);
    expect(accepted[0]).toMatchObject({ value: 5.55, source: 'DANE año', confidence: 'baja' });
  });

  test('reads .xlsx, where codes, years and months became numbers and dates', async () => {
    const file = join(directory, 'book.xlsx');
    const data = [
      SPANISH.split(','),
      ['NBI', 76834, 'Tuluá', 2018, 'total', 5.55, '% personas', null, 'DANE', 'alta', ''],
      [
        'RLCPD',
        0,
        'Colombia',
        { value: new Date(Date.UTC(2020, 6, 1)), format: 'yyyy-mm' },
        'total',
        1322669,
        'personas vivas registradas',
        null,
        'MinSalud',
        'media',
        '',
      ],
      ['NADA', 76834, 'Tuluá', 2018, 'total', 1, '%', null, 'DANE', 'alta', ''],
    ];
    await writeExcelFile(data).toFile(file);
    const { accepted, refused } = await readObservationFile(file, known);
    expect(accepted.map(observationKey)).toEqual(['NBI|76834|2018|total', 'RLCPD|00|2020-07|total']);
    expect(refused).toEqual([{ row: 4, reason: 'unknown_indicator', what: 'NADA' }]);
  });

  test.each([
    ['notes.txt', 'x', 'file_kind_unknown'],
    ['empty.csv', '', 'file_empty'],
    ['other.csv', 'a,b\n1,2\n', 'column_missing'],
    ['broken.xlsx', 'not a book', 'file_unreadable'],
  ])('a file that is none (%s) is refused as a whole', async (name, content, code) => {
    const file = await fileOf(name, content);
    await expect(readObservationFile(file, known)).rejects.toMatchObject({ code });
    await expect(readObservationFile(join(directory, 'nowhere.csv'), known)).rejects.toMatchObject({
      code: 'file_unreadable',
    });
  });
});

describe('importing observations', () => {
  test('says what was added, changed and unchanged; a dry run writes nothing', async () => {
    const store = memoryStore();
    const first = await fileOf('first.csv', [OURS, GOOD, GOOD.replace('76834', '76111')].join('\n'));
    const second = await fileOf(
      'second.csv',
      [OURS, GOOD, GOOD.replace('76834', '76111').replace('5.55', '6')].join('\n'),
    );
    const dry = await importObservations(first, { known, store, dryRun: true });
    expect(dry.changes).toEqual({ added: 2, changed: 0, unchanged: 0 });
    expect(store.rows.size).toBe(0);
    expect((await importObservations(first, { known, store })).changes).toEqual(dry.changes);
    const again = { added: 0, changed: 1, unchanged: 1 };
    expect((await importObservations(second, { known, store, dryRun: true })).changes).toEqual(again);
    expect((await importObservations(second, { known, store })).changes).toEqual(again);
    expect(store.rows.get('NBI|76111|2018|total')?.value).toBe(6);
  });

  const large = '../shared/domain/indicator_values.csv';
  const measure = async () => {
    const { accepted, refused } = await readObservationFile(large, known);
    const reasons = refused.reduce<Record<string, number>>(
      (counts, { reason }) => ({ ...counts, [reason]: (counts[reason] ?? 0) + 1 }),
      {},
    );
    process.stdout.write(
      `accepted ${accepted.length}, refused ${refused.length} ${JSON.stringify(reasons)}\n`,
    );
    expect(accepted.length + refused.length).toBe(8256);
    expect(reasons).toEqual({});
  };
  if (existsSync(large)) test('the large file under the Spanish header', measure);
  else
    skipped('the large file under the Spanish header', `no ${large} here: its 8,256 rows are not measured`);
});
