import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Recognition } from '../../../src/domain/understanding.js';
import { type Focus, followUp, type Query } from '../../../src/engine/answers/index.js';
import { fact, shipped, spanish } from './support.js';

let shop: Awaited<ReturnType<typeof shipped>>;
beforeAll(async () => {
  shop = await shipped();
});

const query = (part: Partial<Query>): Query => ({
  indicators: [],
  territories: [],
  periods: [],
  operation: null,
  ...part,
});
const next = (focus: Focus | null, part: Partial<Query>): ReturnType<typeof shop.ask> =>
  shop.ask(followUp(query(part), focus));

describe('a follow-up', () => {
  test('"y en buga?" keeps the matter and gives that place\'s latest figure', () => {
    const { focus } = shop.ask({ indicators: ['VIF_POL_TASA'], territories: ['76834'] });
    const { text } = next(focus, { territories: ['76111'] });
    expect(text).toContain(`fue de ${spanish(fact('VIF_POL_TASA', '76111', '2025').value)}`);
  });

  test('"y en buga?" after a year that was named keeps the year', () => {
    const { focus } = shop.ask({ indicators: ['EDU_COB_NETA'], territories: ['76520'], periods: ['2021'] });
    const { text } = next(focus, { territories: ['76111'] });
    expect(text).toContain(
      `en 2021, la cobertura neta en educación fue de ${spanish(fact('EDU_COB_NETA', '76111', '2021').value)}`,
    );
  });

  test('"y en 2020?" keeps matter and place; a new matter keeps the place and gives its latest', () => {
    const first = shop.ask({ indicators: ['VIF_POL_TASA'], territories: ['76834'] });
    const second = next(first.focus, { periods: ['2020'] });
    expect(second.text).toContain(`En Tuluá, en 2020,`);
    expect(next(second.focus, { indicators: ['DSEX_POL_TASA'] }).text).toContain(
      `En Tuluá, en 2025, la tasa de delitos sexuales denunciados ante la Policía fue de ${spanish(fact('DSEX_POL_TASA', '76834', '2025').value)}`,
    );
  });

  test('the group asked about stays with the matter, not with a new one', () => {
    const { focus } = shop.ask({
      indicators: ['VIF_POL_TASA'],
      territories: ['76834'],
      populations: ['infancia'],
    });
    expect(next(focus, { territories: ['76111'] }).text).toContain('0 a 17 años');
    expect(next(focus, { indicators: ['HOMICIDIO_TASA'] }).text).not.toContain('no está separada');
  });

  test('a ranking stays one for another year; one place after a comparison is a figure', () => {
    const ranking = shop.ask({ indicators: ['VIF_POL_TASA'], operation: 'rank' });
    expect(next(ranking.focus, { periods: ['2020'] }).text).toContain('En 2020, de mayor a menor');
    expect(next(ranking.focus, { periods: ['2020'], operation: 'value' }).text).toContain('de mayor a menor');
    const compared = shop.ask({ indicators: ['NBI'], territories: ['76834', '76111'], operation: 'compare' });
    expect(next(compared.focus, { territories: ['76520'] }).text).toContain('En Palmira, en 2018');
    const defined = shop.ask({ indicators: ['NBI'], operation: 'define' });
    expect(next(defined.focus, { territories: ['76520'] }).text).toContain('En Palmira, en 2018');
  });

  test('a place answers the question which place', () => {
    const { focus } = shop.ask({ indicators: ['NBI'] });
    expect(next(focus, { territories: ['76834'] }).text).toContain(
      spanish(fact('NBI', '76834', '2018').value),
    );
  });

  test('a ranking asked for anew is of all municipalities, whatever was spoken of before', () => {
    const { focus } = shop.ask({ indicators: ['EDU_COB_NETA'], territories: ['76834'], periods: ['2021'] });
    const { text, outcome } = next(focus, { indicators: ['NBI'], operation: 'rank' });
    expect(outcome).toBe('answered');
    expect(text).not.toContain('Tuluá');
  });

  test('a policy asked about is not the figure spoken of before', () => {
    const { focus } = shop.ask({ indicators: ['NBI'], territories: ['76834'] });
    expect(next(focus, { subject: 'policy' }).text).toContain('Esa política aún no está cargada');
  });

  test('without anything spoken of before, the question stays as it is', () => {
    const asked = query({ territories: ['76834'] });
    expect(followUp(asked, null)).toBe(asked);
  });
});

describe('a question read from what was understood', () => {
  const recognition = (text: string, part: Partial<Recognition>): Recognition =>
    ({
      text,
      intent: 'indicator',
      confidence: 1,
      territory: [],
      indicator: [],
      period: [],
      operation: null,
      population: [],
      sex: null,
      territoryAmbiguous: false,
      ...part,
    }) as unknown as Recognition;

  test.each([
    ['¿Cómo va la política de juventud en Tuluá?', 'policy'],
    ['quien responde por esa meta', 'policy'],
    ['Deme la FICHA TÉCNICA del homicidio', 'document'],
    ['me manda el manual por favor', 'document'],
    ['cuántos homicidios hay en Tuluá', 'figure'],
    ['cuántas metáforas', 'figure'],
  ])('%s asks for a %s', (text, subject) => {
    expect(shop.answers.query(recognition(text, {})).subject).toBe(subject);
  });

  test.each([
    ['cobertura neta en educación media en palmira', 'media'],
    ['cobertura en MEDIA', 'media'],
    ['nbi en la zona rural de tulua', 'centros poblados y rural disperso'],
    ['nbi del casco urbano', 'cabecera'],
    ['cobertura en primaria', 'primaria'],
    ['en media hora me cuenta la cobertura', null],
    ['cuántos niños menores de edad', null],
  ])('%s names the level or area %s', (text, level) => {
    expect(shop.answers.query(recognition(text, {})).disaggregation).toBe(level);
  });

  test('carries over what was recognized', () => {
    const part = {
      indicator: ['NBI'],
      territory: ['76111', '76113'],
      period: ['2018'],
      operation: 'value' as const,
      population: ['infancia' as const],
      sex: 'f' as const,
      territoryAmbiguous: true,
    };
    expect(shop.answers.query(recognition('nbi', part))).toEqual({
      indicators: ['NBI'],
      territories: ['76111', '76113'],
      periods: ['2018'],
      operation: 'value',
      populations: ['infancia'],
      sex: 'f',
      territoryAmbiguous: true,
      disaggregation: null,
      subject: 'figure',
    });
  });
});
