import { beforeAll, describe, expect, test } from '@jest/globals';
import { FACTS, fact, shipped, spanish } from './support.js';

let ask: Awaited<ReturnType<typeof shipped>>['ask'];
beforeAll(async () => {
  ({ ask } = await shipped());
});

describe('a figure', () => {
  test('family violence in Tuluá is the rate with its cases, the change and the department', () => {
    const { text, outcome } = ask({ indicators: ['VIF_POL_TASA', 'VIF_POL_CASOS'], territories: ['76834'] });
    const latest = fact('VIF_POL_TASA', '76834', '2025');
    const earlier = fact('VIF_POL_TASA', '76834', '2024');
    const department = fact('VIF_POL_TASA', '76', '2025');
    expect(outcome).toBe('answered');
    expect(text).toContain(
      'En Tuluá, en 2025, la tasa de violencia intrafamiliar denunciada ante la Policía',
    );
    expect(text).toContain(`fue de ${spanish(latest.value)} casos por cada 100.000 habitantes`);
    expect(text).toContain(`(${spanish(fact('VIF_POL_CASOS', '76834', '2025').value)} casos)`);
    expect(text).toContain(`Bajó ${spanish(earlier.value - latest.value)} por cada 100.000`);
    expect(text).toContain(`comparado con 2024 (era ${spanish(earlier.value)})`);
    expect(text).toContain(`En el Valle del Cauca fue de ${spanish(department.value)}`);
    expect(text).toContain('un número bajo puede ser subregistro');
    expect(text).toContain('Cifra preliminar');
    expect(text).toContain(latest.source);
    expect(text).not.toMatch(/mejor|empeor|porque|gracias a|debido/i);
  });

  test('the number of cases comes with its rate', () => {
    const { text } = ask({ indicators: ['VIF_POL_CASOS'], territories: ['76834'], periods: ['2024'] });
    expect(text).toContain(`fue de ${spanish(fact('VIF_POL_CASOS', '76834', '2024').value)} casos.`);
    expect(text).toContain(
      `Es decir: ${spanish(fact('VIF_POL_TASA', '76834', '2024').value)} casos por cada 100.000`,
    );
  });

  test('poverty in El Águila: no earlier figure, no department, "por verificar" once', () => {
    const { text } = ask({ indicators: ['IPM_CENSAL', 'IPM_ECV'], territories: ['76243'] });
    expect(text).toContain(`En El Águila, en 2018,`);
    expect(text).toContain(`${spanish(fact('IPM_CENSAL', '76243', '2018').value)} % de las personas`);
    expect(text).toContain('Para el Valle del Cauca no tenemos esta misma medida en 2018');
    expect(text).toContain('Es el dato más reciente que tenemos');
    expect(text.match(/por verificar/g)).toHaveLength(1);
    expect(text).not.toMatch(/Subió|Bajó/);
  });

  test('net school coverage in Palmira in 2022, beside a departmental mean that says what it is', () => {
    const { text } = ask({ indicators: ['EDU_COB_NETA'], territories: ['76520'], periods: ['2022'] });
    const now = fact('EDU_COB_NETA', '76520', '2022');
    const before = fact('EDU_COB_NETA', '76520', '2021');
    const department = fact('EDU_COB_NETA', '76', '2022');
    expect(text).toContain(
      `En Palmira, en 2022, la cobertura neta en educación fue de ${spanish(now.value)} %.`,
    );
    expect(text).toContain(
      `Subió ${spanish(now.value - before.value)} puntos porcentuales comparado con 2021`,
    );
    expect(text).toContain(`En el Valle del Cauca fue de ${spanish(department.value)} %`);
    expect(text).toContain('Promedio ponderado de los municipios');
    expect(text).toContain(`Fuentes: ${now.source}; ${department.source}.`);
  });

  test('the department stands beside the country', () => {
    const { text } = ask({ indicators: ['IPM_ECV'], territories: ['76'], periods: ['2024'] });
    expect(text).toContain(`En Colombia fue de ${spanish(fact('IPM_ECV', '00', '2024').value)} %`);
  });

  test('a figure of low confidence is said to be unverified, once', () => {
    const { text } = ask({
      indicators: ['DESEMPLEO_JUV'],
      territories: ['76001AM'],
      periods: ['2021-02..2021-04'],
    });
    expect(text).toContain('los meses de febrero a abril de 2021');
    expect(text.match(/por verificar/g)).toHaveLength(1);
  });

  test('fewer than 20 cases bring a warning, for a rate and for a count', () => {
    expect(fact('VIF_POL_TASA', '76243', '2024').cases).toBeLessThan(20);
    expect(ask({ indicators: ['VIF_POL_TASA'], territories: ['76243'] }).text).toContain('menos de 20 casos');
    const few = ask({ indicators: ['VIF_ML_MAYOR_CASOS'], territories: ['76834'], periods: ['2022'] });
    expect(few.text).toContain('fue de 1 caso.');
    expect(few.text).toContain('menos de 20 casos');
    expect(ask({ indicators: ['VIF_POL_TASA'], territories: ['76834'] }).text).not.toContain('20 casos');
  });

  test.each([
    [
      'across a changed population',
      'EDU_COB_NETA',
      '76520',
      '2019',
      'No se compara con 2018: cambió la población',
    ],
    ['with an incomplete year', 'FEMINICIDIO', '76', '2025', 'no es un año completo'],
    ['with another season', 'DESEMPLEO_JUV', '76001AM', '2025', 'otra época del año'],
  ])('is not compared %s', (_why, indicator, territory, period, reason) => {
    const { text, outcome } = ask({ indicators: [indicator], territories: [territory], periods: [period] });
    expect(outcome).toBe('answered');
    expect(text).toContain(reason);
    expect(text).not.toMatch(/Subió|Bajó/);
  });

  test('a year asked for finds the quarter or the stretch inside it', () => {
    expect(
      ask({ indicators: ['TRABAJO_INFANTIL'], territories: ['76001AM'], periods: ['2022'] }).text,
    ).toContain('el cuarto trimestre de 2022');
    const partial = ask({ indicators: ['FEMINICIDIO'], territories: ['76'], periods: ['2025'] }).text;
    expect(partial).toContain('del 1 de enero al 11 de julio de 2025');
    expect(partial).toContain('No es el año completo');
  });
});

describe('a figure of a group', () => {
  test('is the one of the population asked about, and names it', () => {
    const { text } = ask({
      indicators: ['VIF_POL_TASA'],
      territories: ['76834'],
      populations: ['adolescencia'],
    });
    expect(text).toContain('(personas de 0 a 17 años)');
    expect(text).toContain(
      `fue de ${spanish(fact('VIF_POL_TASA', '76834', '2025', '0-17 años').value)} casos`,
    );
    expect(text).toContain(
      `En el Valle del Cauca fue de ${spanish(fact('VIF_POL_TASA', '76', '2025', '0-17 años').value)}`,
    );
  });

  test('is said not to exist where the figures are not separated by it', () => {
    const { text } = ask({
      indicators: ['VIF_POL_TASA'],
      territories: ['76834'],
      populations: ['adulto_mayor'],
    });
    expect(text).toContain('no está separada por ese grupo');
    expect(text).toContain(spanish(fact('VIF_POL_TASA', '76834', '2025').value));
    const about = ask({ indicators: ['EDU_DESERCION'], territories: ['76834'], populations: ['infancia'] });
    expect(about.text).not.toContain('no está separada');
  });

  test('a level or an area by its code', () => {
    const level = ask({ indicators: ['EDU_COB_NETA'], territories: ['76834'], disaggregation: 'media' });
    expect(level.text).toContain('(media, grados 10 y 11)');
    expect(level.text).toContain(spanish(fact('EDU_COB_NETA', '76834', '2022', 'media').value));
    const area = ask({ indicators: ['NBI'], territories: ['76834'], disaggregation: 'cabecera' });
    expect(area.text).toContain(spanish(fact('NBI', '76834', '2018', 'cabecera').value));
    const none = ask({ indicators: ['IPM_CENSAL'], territories: ['76834'], disaggregation: 'cabecera' });
    expect(none.text).toContain('no está separada para: cabecera urbana');
  });
});

describe('what has to be asked first', () => {
  test('a place, unless only one has the figure', () => {
    const asked = ask({ indicators: ['VIF_POL_TASA'] });
    expect(asked.outcome).toBe('needs_territory');
    expect(asked.text).toContain('¿De qué municipio');
    expect(asked.focus).toMatchObject({ indicator: 'VIF_POL_TASA', territories: [] });
    expect(ask({ indicators: ['FEMINICIDIO'] }).text).toContain('En el Valle del Cauca');
    expect(ask({ indicators: ['FEC_ADOLESC'] }).text).toContain('En Colombia');
  });

  test('which of the places that share a name', () => {
    const asked = ask({ indicators: ['NBI'], territories: ['76111', '76113'], territoryAmbiguous: true });
    expect(asked.outcome).toBe('needs_territory');
    expect(asked.said[0]?.options?.map((option) => option.value)).toEqual(['76111', '76113']);
    expect(asked.text).toContain('1. Guadalajara de Buga\n2. Bugalagrande');
  });

  test('a matter, from a menu that begins with those of the population and has figures for the place', () => {
    const asked = ask({ territories: ['76834'], populations: ['adulto_mayor'] });
    expect(asked.outcome).toBe('needs_indicator');
    expect(asked.said[0]?.options?.[0]?.value).toBe('VIF_ML_MAYOR_CASOS');
    const offered = asked.said[0]?.options?.map((option) => option.value) ?? [];
    expect(offered).not.toContain('MORT_INF');
    expect(offered.length).toBeGreaterThan(5);
    for (const code of offered) {
      expect(FACTS.some((one) => one.indicator === code && one.territory === '76834')).toBe(true);
    }
  });

  test('codes nobody knows and periods that are none are left out', () => {
    const { outcome, text } = ask({
      indicators: ['NADA', 'NBI'],
      territories: ['99999', '76834'],
      periods: ['mañana'],
    });
    expect(outcome).toBe('answered');
    expect(text).toContain(spanish(fact('NBI', '76834', '2018').value));
  });
});
