import { describe, expect, test } from '@jest/globals';
import { createUnderstander } from '../../../src/engine/understanding/index.js';
import { loadUnderstanding } from '../../../src/sources/understanding.js';

const NOW = Date.parse('2026-11-23T15:00:00Z');
const municipality = (code: string, name: string, aliases: string[] = []) => ({
  code,
  name,
  kind: 'municipality' as const,
  aliases,
  demonyms: [],
});
const understander = createUnderstander({
  territories: [
    municipality('76834', 'Tuluá', ['tulua']),
    municipality('76111', 'Guadalajara de Buga', ['buga']),
    municipality('76113', 'Bugalagrande', ['buga la grande']),
    municipality('76243', 'El Águila', ['aguila']),
    municipality('76520', 'Palmira'),
    municipality('76823', 'Toro'),
    municipality('76736', 'Sevilla'),
  ],
  localities: [{ name: 'Rozo', territory: '76520' }],
  indicators: [
    { code: 'VIF_POL_TASA', counterpart: 'VIF_POL_CASOS' },
    { code: 'VIF_POL_CASOS', counterpart: 'VIF_POL_TASA' },
    { code: 'IPM_CENSAL' },
    { code: 'EDU_COB_NETA' },
    { code: 'HOMICIDIO_CASOS', counterpart: 'HOMICIDIO_TASA' },
    { code: 'HOMICIDIO_TASA', counterpart: 'HOMICIDIO_CASOS' },
  ],
  ...loadUnderstanding('.'),
});
const understand = (text: string) => understander.understand(text, { now: NOW });

describe('a message about figures', () => {
  test('"cuánta violencia" is the rate with its cases beside it', () => {
    expect(understand('oiga cuanta violencia intrafamiliar hay en tulua')).toMatchObject({
      intent: 'indicator',
      territory: ['76834'],
      indicator: ['VIF_POL_TASA', 'VIF_POL_CASOS'],
      operation: 'value',
      danger: false,
      dangerDoubt: false,
    });
  });

  test.each([
    ['ipm de el aguila', '76243', 'IPM_CENSAL', []],
    ['cobertura neta en palmira 2022', '76520', 'EDU_COB_NETA', ['2022']],
    ['cuantos homicidios hubo en buga el año pasado', '76111', 'HOMICIDIO_CASOS', ['2025']],
  ])('%s', (text, territory, indicator, period) => {
    const found = understand(text);
    expect(found.intent).toBe('indicator');
    expect(found.territory).toEqual([territory]);
    expect(found.indicator[0]).toBe(indicator);
    expect(found.period).toEqual(period);
  });

  test('a follow-up carries only what it says', () => {
    expect(understand('y en buga?')).toMatchObject({
      intent: 'indicator',
      territory: ['76111'],
      indicator: [],
    });
  });
});

describe('places', () => {
  test.each([
    ['ipm en bugalagrande', ['76113']],
    ['ipm en buga la grande', ['76113']],
    ['ipm de rozo', ['76520']],
    ['ipm de rozo, palmira', ['76520']],
    ['me embistio un toro', []],
    ['ipm en toro', ['76823']],
    ['ipm de Sevilla España', []],
    ['ipm de tuluá y palmira', ['76834', '76520']],
  ])('%s', (text, codes) => {
    expect(understand(text).territory).toEqual(codes);
  });
});

describe('common words that are names', () => {
  test.each([
    ['toro ipm', ['76823']],
    ['vivo en toro', ['76823']],
    ['el toro del vecino se soltó', []],
    ['la familia de carlos toro', []],
    ['voy a toro', ['76823']],
    ['toro, norte del valle', ['76823']],
    ['sevilla españa', []],
    ['el profesor de palmira me acosa', ['76520']],
    ['vivo en un barrio de palmira', ['76520']],
    ['plmira homicidios', ['76520']],
    ['76520 nbi', ['76520']],
    ['me deben 76520 pesos', []],
    ['palmira, medellin y buga', ['76520', '76111']],
  ])('%s', (text, codes) => {
    expect(understand(text).territory).toEqual(codes);
  });
});

describe('what asks for a figure', () => {
  test('an official code is that indicator, whatever the words sound like', () => {
    expect(understand('HOMICIDIO_TASA de palmira').indicator).toEqual(['HOMICIDIO_TASA', 'HOMICIDIO_CASOS']);
    expect(understand('edu_cob_neta de palmira').indicator).toEqual(['EDU_COB_NETA']);
  });

  test('what no indicator measures is answered with none', () => {
    expect(understand('cuantas motos se roban en palmira').indicator).toEqual([]);
  });

  test.each([
    ['que es peor buga o tulua en violencia intrafamiliar', 'compare'],
    ['donde hay mas homicidios, en palmira o en tulua', 'compare'],
    ['que es la violencia intrafamiliar', 'define'],
    ['en que puesto esta tulua en homicidios', 'rank'],
    ['los homicidios en tulua han subido o bajado', 'trend'],
  ])('%s: %s', (text, operation) => {
    expect(understand(text).operation).toBe(operation);
  });
});

describe('danger', () => {
  test.each([
    'mi marido me tiene encerrada y no me deja salir',
    'llegó tomado y está rompiendo todo',
    'ya no quiero vivir',
  ])('%s', (text) => {
    expect(understander.judgeDanger(text).danger).toBe(true);
    expect(understand(text)).toMatchObject({ danger: true, intent: 'report', urgency: 'P0' });
  });

  test.each([
    'me muero de la risa',
    'cuántos homicidios hubo en tulua',
    'tarea sobre el suicidio',
  ])('not: %s', (text) => {
    expect(understander.judgeDanger(text)).toMatchObject({ danger: false, doubt: false });
  });
});

test.each([
  ['hola', 'greet'],
  ['menú', 'help'],
  ['ayuda', 'help'],
  ['cancelar', 'cancel'],
  ['mil gracias', 'thanks'],
  ['quién ganó el partido', 'unknown'],
  ['de la y en', 'unknown'],
  ['', 'unknown'],
  ['🤷', 'unknown'],
])('%s is %s', (text, intent) => {
  expect(understand(text).intent).toBe(intent);
});
