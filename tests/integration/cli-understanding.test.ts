import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Installation } from '../support/participa.js';

let here: Installation;
beforeAll(() => {
  here = new Installation();
});
afterAll(() => here.remove());

const lines = <T>(out: string): T[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

/** The fields of the contract of `participa understand`, in its order. */
const FIELDS = [
  'text',
  'intent',
  'confidence',
  'danger',
  'urgency',
  'territory',
  'indicator',
  'period',
  'operation',
  'service',
  'population',
  'age',
  'sex',
  'dangerDoubt',
];

describe('participa understand', () => {
  test('one object a line with the fields of the contract, empty where nothing fits', async () => {
    const said = [
      'VIF_POL_TASA 76834 2012-Q4',
      'homicidios en el valle de febrero a abril de 2021',
      'pobreza en barragan',
      'tengo 15 años y soy mujer, no me dan cupo en el colegio en tulua',
      'asdf qwer zxcv',
    ];
    const ran = await here.run(['understand'], `${said.join('\n')}\n`);
    expect([ran.code, ran.err]).toEqual([0, '']);
    const found = lines<Record<string, unknown>>(ran.out);
    expect(found.map(({ text }) => text)).toEqual(said);
    for (const one of found) expect(Object.keys(one)).toEqual(FIELDS);
    expect(found[0]).toMatchObject({
      territory: ['76834'],
      indicator: ['VIF_POL_TASA', 'VIF_POL_CASOS'],
      period: ['2012-Q4'],
      operation: 'value',
    });
    expect(found[1]).toMatchObject({ territory: ['76'], period: ['2021-02..2021-04'], operation: 'trend' });
    // Barragán lies in Tuluá and in Caicedonia.
    expect(found[2]?.['territory']).toEqual(expect.arrayContaining(['76122', '76834']));
    expect(found[3]).toMatchObject({ age: 15, sex: 'f', population: ['adolescencia', 'juventud'] });
    expect(found[4]).toMatchObject({
      intent: 'unknown',
      territory: [],
      indicator: [],
      period: [],
      service: [],
      operation: null,
      age: null,
      sex: null,
      urgency: null,
    });
  }, 60_000);

  test('--explain says why', async () => {
    const ran = await here.run(['understand', '--explain'], 'ipm de toro\n');
    const [found] = lines<{ why: string[] }>(ran.out);
    expect(found?.why).toEqual(expect.arrayContaining([expect.stringContaining('"toro" follows "de"')]));
  }, 60_000);
});

describe('participa misunderstood', () => {
  test('gives what was not understood, the most frequent first, without what tells who wrote', async () => {
    const personal = [
      'xyzzy plugh me llamo Rosalba Quintero frobnitz',
      'xyzzy plugh 3001234567 frobnitz',
      'xyzzy plugh cedula 31234567 frobnitz',
      'xyzzy plugh rosalba@correo.example frobnitz',
      'xyzzy plugh calle 5 # 12-34 frobnitz',
    ];
    for (const [i, text] of personal.entries())
      await here.run(['chat', '--from', `persona ${i}`], `${text}\n`);
    for (const from of ['dos', 'tres']) await here.run(['chat', '--from', from], 'xyzzy plugh frobnitz\n');
    const ran = await here.run(['misunderstood']);
    expect([ran.code, ran.err]).toEqual([0, '']);
    const found = lines<{ text: string; times: number; last: string }>(ran.out);
    expect(found[0]).toEqual({
      text: 'xyzzy plugh frobnitz',
      times: 2,
      last: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
    expect(found.map(({ text }) => text)).toEqual(expect.arrayContaining([expect.stringContaining('xyzzy')]));
    expect(ran.out).not.toMatch(/rosalba|quintero|3001234567|31234567|12-34/i);
  }, 120_000);
});
