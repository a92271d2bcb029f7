import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Answers, createAnswers, type Query } from '../../../src/engine/answers/index.js';
import { loadCatalogue } from '../../../src/sources/catalogue.js';
import { words } from './words.js';

const NOW = Date.UTC(2026, 10, 23);
const say = words('es-CO');
let answers: Answers;

/** The data file, read here independently of the service's reader: indicator|territory|period|group -> row. */
const facts = new Map(
  readFileSync('data/observations.csv', 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const cells = [...line.matchAll(/("([^"]|"")*"|[^,]*)(,|$)/g)].map((match) => match[1] ?? '');
      const [indicator, territory, , period, group, value, , cases] = cells;
      return [`${indicator}|${territory}|${period}|${group}`, { value: Number(value), cases: Number(cases) }];
    }),
);
const fact = (key: string): { value: number; cases: number } => {
  const found = facts.get(key) as { value: number; cases: number } | undefined;
  if (!found) throw new Error(`no row ${key}`);
  return found;
};
const spanish = (value: number): string => {
  const [whole = '', decimals] = String(Math.round(value * 100) / 100).split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, '.') + (decimals ? `,${decimals}` : '');
};
const ask = (query: Partial<Query>): { text: string; outcome: string } => {
  const answer = answers.answer(
    { indicators: [], territories: [], periods: [], operation: null, ...query },
    NOW,
  );
  return { text: answer.said.map(say).join('\n\n'), outcome: answer.outcome };
};

beforeAll(async () => {
  answers = createAnswers(await loadCatalogue('data'));
});

describe('a figure', () => {
  test('family violence in Tuluá is the rate with its cases, the change and the department', () => {
    const { text, outcome } = ask({ indicators: ['VIF_POL_TASA', 'VIF_POL_CASOS'], territories: ['76834'] });
    const latest = fact('VIF_POL_TASA|76834|2025|total');
    const earlier = fact('VIF_POL_TASA|76834|2024|total');
    const department = fact('VIF_POL_TASA|76|2025|total');
    expect(outcome).toBe('answered');
    expect(text).toContain('En Tuluá, en 2025,');
    expect(text).toContain(`${spanish(latest.value)} casos por cada 100.000 habitantes`);
    expect(text).toContain(`(${spanish(latest.cases)} casos)`);
    expect(text).toContain(`Bajó ${spanish(earlier.value - latest.value)} casos por cada 100.000 habitantes`);
    expect(text).toContain(`comparado con 2024 (era ${spanish(earlier.value)})`);
    expect(text).toContain(`En el Valle del Cauca fue de ${spanish(department.value)}`);
    expect(text).toContain('un número bajo puede ser subregistro');
    expect(text).toContain('Cifra preliminar');
    expect(text).toContain('Policía Nacional SIEDCO');
  });

  test('poverty in El Águila has no earlier figure and no department beside it, and says so', () => {
    const { text } = ask({ indicators: ['IPM_CENSAL', 'IPM_ECV'], territories: ['76243'] });
    expect(text).toContain(`${spanish(fact('IPM_CENSAL|76243|2018|total').value)} % de las personas`);
    expect(text).toContain('en 2018');
    expect(text).toContain('Para el Valle del Cauca no tenemos esta misma medida en 2018');
    expect(text.match(/por verificar/g)).toHaveLength(1);
    expect(text).not.toMatch(/Subió|Bajó/);
  });

  test('net school coverage in Palmira in 2022', () => {
    const { text } = ask({ indicators: ['EDU_COB_NETA'], territories: ['76520'], periods: ['2022'] });
    const change = fact('EDU_COB_NETA|76520|2022|total').value - fact('EDU_COB_NETA|76520|2021|total').value;
    expect(text).toContain(`${spanish(fact('EDU_COB_NETA|76520|2022|total').value)} %`);
    expect(text).toContain(`Subió ${spanish(change)} puntos porcentuales`);
    expect(text).toContain(
      `En el Valle del Cauca fue de ${spanish(fact('EDU_COB_NETA|76|2022|total').value)}`,
    );
    expect(text).toContain('Promedio ponderado');
  });

  test('figures across a changed population are not compared', () => {
    const { text } = ask({ indicators: ['EDU_COB_NETA'], territories: ['76520'], periods: ['2019'] });
    expect(text).toContain('No se compara con 2018');
    expect(text).not.toMatch(/Subió|Bajó/);
  });
});
