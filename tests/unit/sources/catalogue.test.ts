import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withObservations } from '../../../src/domain/catalogue.js';
import { loadCatalogue } from '../../../src/sources/catalogue.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catalogue-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** data/ with one file changed. */
async function dataWith(name: string, change: (text: string) => string): Promise<string> {
  await cp('data', directory, { recursive: true, force: true });
  await writeFile(join(directory, name), change(await readFile(join('data', name), 'utf8')));
  return directory;
}

describe('the shipped catalogue', () => {
  test('holds the 42 municipalities, with their certified secretariats and the places above them', async () => {
    const { territories } = await loadCatalogue('data');
    const municipalities = territories.filter((one) => one.kind === 'municipality');
    expect(municipalities).toHaveLength(42);
    expect(municipalities.every((one) => one.parent === '76')).toBe(true);
    expect(municipalities.filter((one) => one.certifiedEducation).map((one) => one.name)).toEqual([
      'Cali',
      'Buenaventura',
      'Guadalajara de Buga',
      'Cartago',
      'Jamundí',
      'Palmira',
      'Tuluá',
      'Yumbo',
    ]);
    expect(territories.find((one) => one.code === '76001AM')).toMatchObject({
      kind: 'metropolitan_area',
      parent: '76',
    });
    expect(territories.find((one) => one.code === '76823')?.needsContext).toBe(true);
    expect(territories.find((one) => one.code === '76109')?.demonyms).toEqual([
      'bonaverense',
      'porteño',
      'porteña',
    ]);
  });

  test('is read whole and frozen', async () => {
    const catalogue = await loadCatalogue('data');
    const lines = (await readFile('data/observations.csv', 'utf8')).trim().split('\n').length - 1;
    expect(catalogue.observations).toHaveLength(lines);
    expect(catalogue.indicators).toHaveLength(69);
    expect(catalogue.caveats).toHaveLength(13);
    expect(Object.isFrozen(catalogue.observations)).toBe(true);
    expect(Object.isFrozen(catalogue.observations[0])).toBe(true);
    expect(Object.isFrozen(catalogue.indicators[0])).toBe(true);
  });

  test('has words for everything a citizen may be told', async () => {
    const { indicators, units, disaggregations, observations, caveats } = await loadCatalogue('data');
    for (const one of indicators) {
      expect([one.code, /^(el|la|los|las) /.test(one.shortName)]).toEqual([one.code, true]);
      expect([one.code, /^(el|la|los|las) /.test(one.plainName)]).toEqual([one.code, true]);
      expect([one.code, one.measures === '', one.formulaWords === '']).toEqual([one.code, false, false]);
    }
    const said = new Set(units.map((one) => one.unit));
    const used = [...observations.map((one) => one.unit), ...indicators.map((one) => one.unit)];
    expect([...new Set(used)].filter((unit) => !said.has(unit))).toEqual([]);
    const groups = new Set(disaggregations.map((one) => one.code));
    expect(observations.filter((one) => !groups.has(one.disaggregation))).toEqual([]);
    for (const { code, text, plain } of caveats)
      expect([code, text.endsWith('.'), plain.endsWith('.')]).toEqual([code, true, true]);
  });

  test('counterparts point at each other', async () => {
    const { indicators } = await loadCatalogue('data');
    const byCode = new Map(indicators.map((one) => [one.code, one]));
    const paired = indicators.filter((one) => one.counterpart);
    expect(paired.length).toBeGreaterThan(15);
    for (const one of paired) expect(byCode.get(one.counterpart ?? '')?.counterpart).toBe(one.code);
  });

  test.each([
    ['observations.csv', (text: string) => text.replace('76001AM', '76002AM'), 'row 2: unknown_territory'],
    ['indicators.csv', (text: string) => text.replace('lower_is_better', 'less is more'), 'less is more'],
    ['indicators.csv', (text: string) => text.replace(/^POB_0_17/m, 'POB_TOTAL'), 'POB_TOTAL'],
    ['topics.csv', (text: string) => text.replace('NBI', 'NIB'), 'NIB'],
    ['localities.csv', (text: string) => text.replace('76001', '05001'), '05001'],
  ])('a %s that does not fit stops the start and says where', async (name, change, where) => {
    await expect(loadCatalogue(await dataWith(name, change))).rejects.toMatchObject({
      code: 'catalogue_invalid',
      message: expect.stringContaining(where),
    });
  });

  test('a file without a column it needs stops the start', async () => {
    const data = await dataWith('caveats.csv', (text) => text.replace('es_co_x_facil', 'easy'));
    await expect(loadCatalogue(data)).rejects.toMatchObject({ code: 'column_missing' });
  });
});

test('imported figures stand over the shipped ones', async () => {
  const catalogue = await loadCatalogue('data');
  const [shipped] = catalogue.observations;
  if (!shipped) throw new Error('no observations');
  const changed = { ...shipped, value: 99 };
  const added = { ...shipped, period: '1999' };
  const merged = withObservations(catalogue, [changed, added]);
  expect(merged.observations).toHaveLength(catalogue.observations.length + 1);
  expect(merged.observations).not.toContain(shipped);
  expect(merged.observations).toEqual(expect.arrayContaining([changed, added]));
  expect(withObservations(catalogue, [])).toBe(catalogue);
});
