import { readFileSync } from 'node:fs';
import { createAnswers, type Answer, type Answers, type Query } from '../../../src/engine/answers/index.js';
import { createTexts } from '../../../src/engine/texts/texts.js';
import { loadCatalogue } from '../../../src/sources/catalogue.js';
import { loadTexts } from '../../../src/sources/locales.js';

export const NOW = Date.UTC(2026, 10, 23, 15);
export const LOCALES = ['es-CO', 'es-CO-x-facil'];

const texts = createTexts(loadTexts('locales'));

/** Everything an answer says, as the citizen reads it. */
export function textOf(answer: Answer, locale = 'es-CO'): string {
  return answer.said.map((said) => texts.say(locale, said).text).join('\n\n');
}

export interface Asked extends Answer {
  readonly text: string;
}

/** Asks the shipped catalogue. */
export async function shipped(): Promise<{
  answers: Answers;
  ask: (query: Partial<Query>, now?: number) => Asked;
}> {
  const answers = createAnswers(await loadCatalogue('data'));
  const ask = (query: Partial<Query>, now = NOW): Asked => {
    const answer = answers.answer(
      { indicators: [], territories: [], periods: [], operation: null, ...query },
      now,
    );
    return { ...answer, text: textOf(answer) };
  };
  return { answers, ask };
}

/** A row of the data file, read independently of the service's own reader. */
export interface Fact {
  readonly indicator: string;
  readonly territory: string;
  readonly period: string;
  readonly group: string;
  readonly value: number;
  readonly unit: string;
  readonly cases: number | null;
  readonly source: string;
  readonly confidence: string;
  readonly caveats: readonly string[];
}

export const FACTS: readonly Fact[] = readFileSync('data/observations.csv', 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((match) =>
      (match[1] ?? '').replace(/^"|"$/g, '').replaceAll('""', '"'),
    );
    const [indicator = '', territory = '', , period = '', group = '', value, unit = '', cases] = cells;
    const [source = '', confidence = '', caveats = ''] = cells.slice(8);
    return {
      indicator,
      territory,
      period,
      group,
      value: Number(value),
      unit,
      cases: cases ? Number(cases) : null,
      source,
      confidence,
      caveats: caveats ? caveats.split(';') : [],
    };
  });

const byKey = new Map(
  FACTS.map((fact) => [`${fact.indicator} ${fact.territory} ${fact.period} ${fact.group}`, fact]),
);

export function findFact(
  indicator: string,
  territory: string,
  period: string,
  group: string,
): Fact | undefined {
  return byKey.get(`${indicator} ${territory} ${period} ${group}`);
}

const series = new Map<string, Fact[]>();
for (const one of FACTS) {
  const key = `${one.indicator} ${one.territory}`;
  series.set(key, [...(series.get(key) ?? []), one]);
}

/** Every row of one measure in one place. */
export function factsOf(indicator: string, territory: string): readonly Fact[] {
  return series.get(`${indicator} ${territory}`) ?? [];
}

/** @throws where the data file has no such row */
export function fact(indicator: string, territory: string, period: string, group = 'total'): Fact {
  const found = findFact(indicator, territory, period, group);
  if (!found) throw new Error(`no row ${indicator} ${territory} ${period} ${group}`);
  return found;
}

/** A number as Colombia writes it, made without Intl. */
export function spanish(value: number): string {
  const [whole = '', decimals] = String(Math.round(value * 100) / 100).split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, '.') + (decimals ? `,${decimals}` : '');
}
