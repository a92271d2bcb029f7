import { beforeAll, describe, expect, test } from '@jest/globals';
import { fact, shipped, spanish } from './support.js';

let ask: Awaited<ReturnType<typeof shipped>>['ask'];
beforeAll(async () => {
  ({ ask } = await shipped());
});

describe('where there is no such figure', () => {
  test('another period of the same place comes first, and the missing one is reported', () => {
    const { outcome, text, missing, focus } = ask({
      indicators: ['EDU_COB_NETA'],
      territories: ['76520'],
      periods: ['2015'],
    });
    expect(outcome).toBe('nearest');
    expect(text).toContain('Para Palmira no tenemos la cobertura neta en educación en 2015');
    expect(text).toContain(
      `en 2018, la cobertura neta en educación fue de ${spanish(fact('EDU_COB_NETA', '76520', '2018').value)}`,
    );
    expect(missing).toEqual([
      {
        subject: 'figure',
        indicator: 'EDU_COB_NETA',
        territory: '76520',
        period: '2015',
        disaggregation: 'total',
      },
    ]);
    expect(focus).toMatchObject({ indicator: 'EDU_COB_NETA', territories: ['76520'], periods: ['2015'] });
  });

  test('a period still to come is said to be one', () => {
    const { text } = ask({ indicators: ['VIF_POL_TASA'], territories: ['76834'], periods: ['2027'] });
    expect(text).toContain('Todavía no hay cifras de 2027');
    expect(text).toContain('en 2025');
  });

  test('Guacarí has no census poverty: its basic needs, named as another measure', () => {
    const { outcome, text, missing } = ask({ indicators: ['IPM_CENSAL'], territories: ['76318'] });
    expect(outcome).toBe('nearest');
    expect(text).toContain('otra medida');
    expect(text).toContain('necesidades básicas insatisfechas');
    expect(text).toContain(spanish(fact('NBI', '76318', '2018').value));
    expect(missing[0]).toMatchObject({ indicator: 'IPM_CENSAL', territory: '76318', period: null });
  });

  test('the other IPM where only that one is measured, by its own name and without an excuse', () => {
    const department = ask({ indicators: ['IPM_CENSAL'], territories: ['76'], periods: ['2024'] });
    expect(department.outcome).toBe('answered');
    expect(department.text).toContain('según la Encuesta de Calidad de Vida (IPM)');
    expect(department.text).toContain(spanish(fact('IPM_ECV', '76', '2024').value));
    const place = ask({ indicators: ['IPM_ECV', 'IPM_CENSAL'], territories: ['76243'] });
    expect(place.outcome).toBe('answered');
    expect(place.text).toContain(spanish(fact('IPM_CENSAL', '76243', '2018').value));
    expect(place.text).not.toContain('no tenemos la pobreza');
  });

  test('cases where the words mean them too and there is no rate', () => {
    const { outcome, text } = ask({
      indicators: ['VIF_ML_MAYOR_TASA', 'VIF_ML_MAYOR_CASOS'],
      territories: ['76834'],
    });
    expect(outcome).toBe('answered');
    expect(text).toContain('Solo se tiene el número de casos, no la tasa');
  });

  test('a measure that only municipalities have: which one is asked', () => {
    const { outcome, text, focus, missing } = ask({ indicators: ['EDU_DESERCION'], territories: ['76'] });
    expect(outcome).toBe('needs_territory');
    expect(text).toContain('¿De qué municipio');
    expect(focus).toMatchObject({ indicator: 'EDU_DESERCION', territories: [] });
    expect(missing).toMatchObject([{ territory: '76' }]);
  });

  test('the latest comparison or ranking where the year asked for has none', () => {
    const compared = ask({
      indicators: ['HOMICIDIO_TASA'],
      territories: ['76834', '76111'],
      periods: ['2020'],
    });
    expect(compared.outcome).toBe('nearest');
    expect(compared.text).toContain('No hay cifras de 2020. Le doy las más recientes:\nEn 2024, ');
    expect(compared.missing).toMatchObject([{ period: '2020' }, { period: '2020' }]);
    const ranked = ask({ indicators: ['VIF_POL_TASA'], periods: ['2010'], operation: 'rank' });
    expect(ranked.text).toContain('No hay cifras de 2010');
    expect(ranked.text).toContain('En 2025, de mayor a menor');
  });

  test('a group that no figure is separated by is said beside the nearest one too', () => {
    const { text } = ask({
      indicators: ['DSEX_ML_NNA_TASA'],
      territories: ['76109'],
      populations: ['infancia'],
    });
    expect(text).toContain('otra medida');
    expect(text).toContain('no está separada por ese grupo');
  });

  test('the counterpart before a wider place', () => {
    const { text } = ask({ indicators: ['HOMICIDIO_CASOS'], territories: ['76834'] });
    expect(text).toContain('la tasa de homicidios fue de');
    expect(text).toContain(spanish(fact('HOMICIDIO_TASA', '76834', '2024').value));
  });

  test('a measure the words may also mean, when it is about the same matter', () => {
    const { text } = ask({
      indicators: ['POB_MONETARIA', 'IPM_CENSAL', 'HOMICIDIO_TASA'],
      territories: ['76834'],
    });
    expect(text).toContain(spanish(fact('IPM_CENSAL', '76834', '2018').value));
    expect(text).not.toContain('homicidios');
  });

  test('the department, clearly not the municipality', () => {
    const { text } = ask({ indicators: ['FEMINICIDIO'], territories: ['76834'] });
    expect(text).toContain('Hay una cifra para el Valle del Cauca; no es para Tuluá');
    expect(text).toContain('En el Valle del Cauca, en los días');
  });

  test('the metropolitan area is never shown as Cali', () => {
    const { text, shown } = ask({ indicators: ['DESEMPLEO_JUV'], territories: ['76001'] });
    expect(shown[0]?.territory).toBe('76001AM');
    expect(text).toContain('el área metropolitana de Cali y Yumbo; no es para Cali');
    expect(text).toContain('En el área metropolitana de Cali y Yumbo, en');
    expect(text).not.toMatch(/En Cali\b/);
  });

  test('the country', () => {
    const { text } = ask({ indicators: ['FEC_ADOLESC'], territories: ['76834'] });
    expect(text).toContain('Hay una cifra para Colombia; no es para Tuluá');
    expect(text).toContain(spanish(fact('FEC_ADOLESC', '00', '2020').value));
  });

  test('a figure of another municipality is not given: only where it exists', () => {
    const { outcome, text, shown, said } = ask({ indicators: ['MORT_INF'], territories: ['76834'] });
    expect(outcome).toBe('not_loaded');
    expect(said[0]?.options).toEqual([{ value: '76001', label: 'Cali' }]);
    expect(shown).toEqual([]);
    expect(text).not.toMatch(/\d,\d/);
  });

  test('a measure without any figure is said not to be loaded, and what can be asked', () => {
    const { outcome, text, missing } = ask({ indicators: ['SUICIDIO_TASA'], territories: ['76834'] });
    expect(outcome).toBe('not_loaded');
    expect(text).toContain('aún no está cargado: la tasa de suicidio');
    expect(text).toContain('1. Violencia intrafamiliar');
    expect(missing).toHaveLength(1);
  });

  test('policies and documents are not invented; a measure is defined where its sheet is asked for', () => {
    const policy = ask({ territories: ['76834'], subject: 'policy' });
    expect(policy.outcome).toBe('not_loaded');
    expect(policy.text).toContain('Esa política aún no está cargada');
    expect(policy.missing).toMatchObject([{ subject: 'policy', territory: '76834' }]);
    const sheet = ask({ indicators: ['HOMICIDIO_TASA'], subject: 'document' });
    expect(sheet.text).toContain('Ese documento aún no está cargado');
    expect(sheet.text).toContain('se dividen los homicidios entre la población');
  });
});
