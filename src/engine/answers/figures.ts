import type { Catalogue } from '../../domain/catalogue.js';
import type { Caveat, Disaggregation, Indicator, Observation, Unit } from '../../domain/indicator.js';
import { comparePeriods, type Period, parsePeriod, within } from '../../domain/period.js';
import type { Territory } from '../../domain/territory.js';

/** An official figure with its period read. */
export interface Figure {
  readonly observation: Observation;
  readonly period: Period;
}

/** At least one figure. */
export type SomeFigures = readonly [Figure, ...Figure[]];

export function hasFigures(figures: readonly Figure[]): figures is SomeFigures {
  return figures.length > 0;
}

/** The catalogue, indexed once for answering. */
export interface Figures {
  readonly catalogue: Catalogue;
  indicator(code: string): Indicator | undefined;
  territory(code: string): Territory | undefined;
  unit(code: string): Unit | undefined;
  caveat(code: string): Caveat | undefined;
  disaggregation(code: string): Disaggregation | undefined;
  /** Every figure of one measure in one place for one group, oldest first. */
  series(indicator: string, territory: string, disaggregation: string): readonly Figure[];
  /** The groups a measure comes in, the one it is usually given for first. */
  disaggregations(indicator: string): readonly string[];
  /** The places that have any figure of a measure. */
  territoriesWith(indicator: string): ReadonlySet<string>;
}

export function indexFigures(catalogue: Catalogue): Figures {
  const byKey = <T>(items: readonly T[], key: (item: T) => string): Map<string, T> =>
    new Map(items.map((item) => [key(item), item]));
  const indicators = byKey(catalogue.indicators, (one) => one.code);
  const territories = byKey(catalogue.territories, (one) => one.code);
  const units = byKey(catalogue.units, (one) => one.unit);
  const caveats = byKey(catalogue.caveats, (one) => one.code);
  const disaggregations = byKey(catalogue.disaggregations, (one) => one.code);
  const { series, groups, places } = indexObservations(catalogue.observations);
  return {
    catalogue,
    indicator: (code) => indicators.get(code),
    territory: (code) => territories.get(code),
    unit: (code) => units.get(code),
    caveat: (code) => caveats.get(code),
    disaggregation: (code) => disaggregations.get(code),
    series: (indicator, territory, disaggregation) =>
      series.get(`${indicator}|${territory}|${disaggregation}`) ?? NO_FIGURES,
    disaggregations: (indicator) => groups.get(indicator) ?? NO_GROUPS,
    territoriesWith: (indicator) => places.get(indicator) ?? NO_PLACES,
  };
}

const NO_FIGURES: readonly Figure[] = Object.freeze([]);
const NO_GROUPS: readonly string[] = Object.freeze([]);
const NO_PLACES: ReadonlySet<string> = new Set();

interface Indexed {
  readonly series: Map<string, Figure[]>;
  readonly groups: Map<string, string[]>;
  readonly places: Map<string, Set<string>>;
}

function indexObservations(observations: readonly Observation[]): Indexed {
  const periods = new Map<string, Period>();
  const series = new Map<string, Figure[]>();
  const counts = new Map<string, Map<string, number>>();
  const places = new Map<string, Set<string>>();
  for (const observation of observations) {
    const { indicator, territory, disaggregation } = observation;
    let period = periods.get(observation.period);
    if (!period) periods.set(observation.period, (period = parsePeriod(observation.period)));
    const key = `${indicator}|${territory}|${disaggregation}`;
    const figures = series.get(key);
    if (figures) figures.push({ observation, period });
    else series.set(key, [{ observation, period }]);
    const count = counts.get(indicator) ?? new Map<string, number>();
    counts.set(indicator, count.set(disaggregation, (count.get(disaggregation) ?? 0) + 1));
    const known = places.get(indicator);
    if (known) known.add(territory);
    else places.set(indicator, new Set([territory]));
  }
  for (const figures of series.values()) figures.sort((a, b) => comparePeriods(a.period, b.period));
  const groups = new Map([...counts].map(([indicator, count]) => [indicator, usualFirst(count)]));
  return { series, groups, places };
}

/** The total first where there is one, otherwise the group with most figures. */
function usualFirst(counts: ReadonlyMap<string, number>): string[] {
  const rank = ([group, count]: [string, number]): number => (group === 'total' ? Infinity : count);
  return [...counts].sort((a, b) => rank(b) - rank(a)).map(([group]) => group);
}

/** The figure for a period: the latest one where none is asked; otherwise that very period, or the latest that lies
 * wholly inside it (a quarter inside the year). */
export function figureFor(series: readonly Figure[], asked: Period | null): Figure | undefined {
  if (!asked) return series.at(-1);
  return (
    series.find((figure) => figure.period.text === asked.text) ??
    series.findLast((figure) => within(figure.period, asked))
  );
}

/** The figure nearest in time to a period; of two equally near, the newer. */
export function nearestFigure(series: readonly Figure[], asked: Period): Figure | undefined {
  const distance = (figure: Figure): number =>
    Math.max(0, asked.start - figure.period.end, figure.period.start - asked.end);
  return series.reduce<Figure | undefined>(
    (best, figure) => (best && distance(best) < distance(figure) ? best : figure),
    undefined,
  );
}
