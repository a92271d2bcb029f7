import { beforeAll, describe, expect, test } from '@jest/globals';
import { FACTS, fact, shipped, spanish } from './support.js';

let ask: Awaited<ReturnType<typeof shipped>>['ask'];
beforeAll(async () => {
  ({ ask } = await shipped());
});

const YEARS = ['2018', '2019', '2020', '2021', '2022', '2023', '2024', '2025'];

describe('how a figure went', () => {
  test('a line a year, the change over the whole stretch, preliminary years marked', () => {
    const { text, shown } = ask({ indicators: ['VIF_POL_TASA'], territories: ['76834'], operation: 'trend' });
    const lines = YEARS.map((year) => {
      const { value, cases } = fact('VIF_POL_TASA', '76834', year);
      return `• ${year}: ${spanish(value)} (${spanish(cases ?? 0)} casos)${year === '2025' ? ' (preliminar)' : ''}`;
    });
    expect(text).toContain(lines.join('\n'));
    const change = fact('VIF_POL_TASA', '76834', '2025').value - fact('VIF_POL_TASA', '76834', '2018').value;
    expect(text).toContain(`Entre 2018 y 2025 subió ${spanish(change)} por cada 100.000.`);
    expect(shown.map((one) => one.period)).toEqual(YEARS);
    expect(text).toContain('Fuente: ');
  });

  test('a range of years is enough to ask for it; a changed population is marked and not compared', () => {
    const { text } = ask({ indicators: ['EDU_COB_NETA'], territories: ['76834'], periods: ['2018..2021'] });
    const change = fact('EDU_COB_NETA', '76834', '2019').value - fact('EDU_COB_NETA', '76834', '2021').value;
    expect(text).toMatch(/• 2018: 82,34 \(otra base de población, no se compara\)/);
    expect(text).toContain(`Entre 2019 y 2021 bajó ${spanish(change)} puntos porcentuales.`);
    expect(text).not.toContain('2022');
  });

  test('periods named one by one; the one that has no figure is said and reported', () => {
    const { text, missing } = ask({
      indicators: ['VIF_POL_TASA'],
      territories: ['76834'],
      periods: ['2024', '2010', '2018'],
    });
    expect(text).toContain('• 2018: 147,2');
    expect(text).toContain('• 2024: 278,3');
    expect(text).not.toContain('• 2019');
    expect(text).toContain('Para 2010 no hay cifra');
    expect(missing).toMatchObject([{ period: '2010' }]);
  });

  test('an incomplete year stands in the list but not in the change', () => {
    const { text } = ask({ indicators: ['FEMINICIDIO'], territories: ['76'], operation: 'trend' });
    expect(text).toContain('4 (año incompleto)');
    expect(text).toContain('Entre 2021 y 2022 subió 5 casos.');
  });

  test('one single date cannot show a change, and says so', () => {
    const { text } = ask({ indicators: ['NBI'], territories: ['76834'], operation: 'trend' });
    expect(text).toContain('Solo hay una fecha');
    expect(text).toContain(spanish(fact('NBI', '76834', '2018').value));
  });
});

describe('places side by side', () => {
  test('one period for all, highest first, with the difference', () => {
    const { text } = ask({
      indicators: ['EDU_DESERCION'],
      territories: ['76834', '76111'],
      periods: ['2020'],
    });
    const tulua = fact('EDU_DESERCION', '76834', '2020').value;
    const buga = fact('EDU_DESERCION', '76111', '2020').value;
    expect(buga).toBeGreaterThan(tulua);
    expect(text).toContain(`Guadalajara de Buga: ${spanish(buga)}\nTuluá: ${spanish(tulua)}\n`);
    expect(text).toContain(
      `La diferencia es de ${spanish(buga - tulua)} puntos porcentuales: es más alta en Guadalajara de Buga.`,
    );
  });

  test('places of different size by their rate, few cases marked', () => {
    const { text } = ask({
      indicators: ['VIF_POL_CASOS'],
      territories: ['76834', '76243'],
      operation: 'compare',
    });
    expect(text).toContain(`Tuluá: ${spanish(fact('VIF_POL_TASA', '76834', '2025').value)} (335 casos)`);
    expect(text).toContain(`El Águila: ${spanish(fact('VIF_POL_TASA', '76243', '2025').value)} (3 casos) *`);
    expect(text).toContain('* Menos de 20 casos');
    expect(text).toContain('Comparo con la tasa');
  });

  test('counts that have no rate are said to be only counts', () => {
    const { text } = ask({ indicators: ['VIF_ML_MAYOR_CASOS'], territories: ['76834', '76111'] });
    expect(text).toContain('los lugares con más gente suelen tener más');
  });

  test('a place without the figure is named and reported', () => {
    const { text, missing } = ask({ indicators: ['IPM_CENSAL'], territories: ['76834', '76318'] });
    expect(text).toContain('Guacarí: sin cifra');
    expect(missing).toMatchObject([{ territory: '76318' }]);
  });
});

describe('from the highest to the lowest', () => {
  test('the municipalities that have the figure, and which have none', () => {
    const { text, missing } = ask({ indicators: ['IPM_CENSAL'], territories: ['76834'], operation: 'rank' });
    const ranked = FACTS.filter((row) => row.indicator === 'IPM_CENSAL').sort((a, b) => b.value - a.value);
    expect(ranked).toHaveLength(41);
    for (const position of [0, 1, 2, 3, 4]) {
      expect(text).toContain(`: ${spanish(ranked[position]?.value ?? Number.NaN)}\n`);
    }
    expect(text).toContain(`1. El Águila: ${spanish(ranked[0]?.value ?? Number.NaN)}`);
    const place = ranked.findIndex((row) => row.territory === '76834') + 1;
    expect(text).toContain(`${place}. Tuluá: ${spanish(fact('IPM_CENSAL', '76834', '2018').value)}`);
    expect(text).toContain('Hay cifra de 41 de los 42 municipios. No hay de Guacarí.');
    expect(missing).toMatchObject([{ territory: '76318' }]);
  });

  test('neither the department nor the metropolitan area is among them', () => {
    const { shown } = ask({ indicators: ['VIF_POL_TASA'], territories: ['76'], operation: 'rank' });
    expect(shown.length).toBe(8);
    expect(shown.every((one) => /^76\d{3}$/.test(one.territory))).toBe(true);
  });

  test('where no municipality has one, the nearest figure is given and why', () => {
    const { text } = ask({ indicators: ['FEC_ADOLESC'], operation: 'rank' });
    expect(text).toContain('No puedo ordenar los municipios');
    expect(text).toContain('En Colombia');
  });
});

describe('what a measure is', () => {
  test('what it measures, how it is made, its unit, source and direction; no place is asked', () => {
    const { text, outcome } = ask({ indicators: ['VIF_POL_TASA'], operation: 'define' });
    expect(outcome).toBe('answered');
    expect(text).toContain('Mide cuántos casos de violencia en la familia conoce la Policía');
    expect(text).toContain('se dividen los casos que registra la Policía entre la población');
    expect(text).toContain('casos por cada 100.000 habitantes');
    expect(text).toContain('un número bajo también puede ser porque pocas personas denuncian');
    expect(text).toContain('Fuente: Policía Nacional (vuyt-mqpw)');
    expect(ask({ indicators: ['EDU_COB_NETA'], operation: 'define' }).text).toContain(
      'Entre más alto, mejor',
    );
    expect(ask({ indicators: ['POB_TOTAL'], operation: 'define' }).text).not.toContain('mejor');
  });
});
