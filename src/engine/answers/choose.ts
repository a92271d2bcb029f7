import type { Said } from '../../domain/message.js';
import { type Period, readPeriod } from '../../domain/period.js';
import type { Population } from '../../domain/understanding.js';
import type { Figures } from './figures.js';
import type { Focus, Missing, Query } from './query.js';

/** A question with its choices made: one measure, its group, the places and the periods. */
export interface Choice {
  readonly query: Query;
  readonly indicator: string;
  readonly disaggregation: string;
  /** What to say where the figures are not separated by the group that was asked for. */
  readonly groupNote: readonly Said[];
  readonly territories: readonly string[];
  /** Oldest first. */
  readonly periods: readonly Period[];
}

/** The period asked for where it is one. */
export function askedPeriod(choice: Choice): Period | null {
  return choice.periods.at(-1) ?? null;
}

export function choosePeriods(texts: readonly string[]): Period[] {
  return texts
    .flatMap((text) => readPeriod(text) ?? [])
    .sort((a, b) => a.end - b.end || a.start - b.start)
    .filter((period, index, all) => period.text !== all[index - 1]?.text);
}

/** The measure that is answered: the best candidate, or in its stead the counterpart that the words also mean, or a
 * variant of it, where only that one has figures for the places. Undefined where no candidate is known. */
export function chooseIndicator(
  figures: Figures,
  query: Query,
  territories: readonly string[],
): string | undefined {
  const first = query.indicators.map((code) => figures.indicator(code)).find((one) => one !== undefined);
  if (!first) return undefined;
  const counterpart = query.indicators.filter((code) => code === first.counterpart);
  const has = (code: string): boolean => {
    const places = figures.territoriesWith(code);
    return territories.length > 0 ? territories.some((one) => places.has(one)) : places.size > 0;
  };
  return [first.code, ...counterpart, ...first.variants].find(has) ?? first.code;
}

/** The group of the measure that fits what was asked: named, of the population, or the usual one. */
export function chooseGroup(
  figures: Figures,
  indicator: string,
  query: Query,
): Pick<Choice, 'disaggregation' | 'groupNote'> {
  const available = figures.disaggregations(indicator);
  const usual = available[0] ?? 'total';
  if (query.disaggregation) {
    if (available.includes(query.disaggregation)) {
      return { disaggregation: query.disaggregation, groupNote: [] };
    }
    const group = figures.disaggregation(query.disaggregation);
    const args = {
      group: group?.phrase || query.disaggregation,
      plainGroup: group?.plain || query.disaggregation,
    };
    return { disaggregation: usual, groupNote: [{ key: 'indicator:group-none', args }] };
  }
  const wanted = populationsAsked(query);
  if (wanted.length === 0) return { disaggregation: usual, groupNote: [] };
  const fitting = available.find((code) => speaksOf(figures.disaggregation(code)?.populations, wanted));
  if (fitting) return { disaggregation: fitting, groupNote: [] };
  const about = speaksOf(figures.indicator(indicator)?.groups, wanted);
  return { disaggregation: usual, groupNote: about ? [] : [{ key: 'indicator:group-whole' }] };
}

export function focusOf(choice: Choice): Focus {
  const { query } = choice;
  return {
    indicator: choice.indicator,
    territories: [...choice.territories],
    periods: choice.periods.map((period) => period.text),
    operation: query.operation,
    populations: [...(query.populations ?? [])],
    sex: query.sex ?? null,
    disaggregation: query.disaggregation ?? null,
  };
}

export function missingOf(choice: Choice, territory: string | undefined): Missing {
  return {
    subject: 'figure',
    indicator: choice.indicator,
    territory: territory ?? null,
    period: askedPeriod(choice)?.text ?? null,
    disaggregation: choice.disaggregation,
  };
}

function populationsAsked(query: Query): readonly Population[] {
  const asked = (query.populations ?? []).filter((one) => one !== 'adulto' && one !== 'jac');
  return asked.length === 0 && query.sex === 'f' ? ['mujer_adulta'] : asked;
}

function speaksOf(populations: readonly string[] | undefined, wanted: readonly Population[]): boolean {
  return wanted.some((one) => populations?.includes(one));
}
