import type { Observation } from '../../domain/indicator.js';
import type { Said } from '../../domain/message.js';
import { dayOf, sayPeriod, yearOf } from '../../domain/period.js';
import { changeSince } from './change.js';
import { type Figure, type Figures, figureFor } from './figures.js';
import { isFew, sayNotes } from './notes.js';
import { figureArgs, sayNumber, sayPlace, together, unitArgs } from './wording.js';

/** A latest figure older than this is said to be the latest there is. */
const OLD_AFTER_YEARS = 3;
const FEW = 'unstable_small_n';

export interface SaidValue {
  readonly said: Said;
  readonly shown: readonly Observation[];
}

/** One figure with all that belongs to it: place, period, unit, cases, few-cases warning, change, the department
 * beside it, warnings and source. `latest`: nobody asked for a period. `now` in milliseconds. `notes`
 * are said above the sources. */
export function sayValue(
  figures: Figures,
  figure: Figure,
  options: { readonly latest: boolean; readonly now: number; readonly notes?: readonly Said[] },
): SaidValue {
  const { observation } = figure;
  const counterpart = counterpartOf(figures, figure);
  const isRate = figures.unit(observation.unit)?.kind !== 'count';
  const cases = isRate ? (observation.cases ?? counterpart?.value) : undefined;
  const casesSource =
    isRate && observation.cases === undefined && counterpart !== undefined ? counterpart : undefined;
  const rate = isRate ? undefined : counterpart;
  const series = figures.series(observation.indicator, observation.territory, observation.disaggregation);
  const change = changeSince(figures, series, figure);
  const beside = sayBeside(figures, figure);
  const shown = [observation, casesSource, rate, change?.earlier?.observation, beside.observation].filter(
    (one) => one !== undefined,
  );
  const lines = [
    ...(rate ? [sayRate(figures, rate)] : []),
    ...(options.latest && isOld(figure, options.now) ? [{ key: 'indicator:latest' }] : []),
    ...sayFew(figures, figure, cases, change?.earlier),
    ...(change ? [change.said] : []),
    ...(beside.said ? [beside.said] : []),
    ...(options.notes ?? []),
    ...sayNotes(figures, shown, [FEW]),
  ];
  return {
    said: together({ key: 'indicator:value', args: figureArgs(figures, figure, cases) }, lines),
    shown,
  };
}

/** For a rate its cases, for cases their rate: same place, period and group. */
function counterpartOf(figures: Figures, { observation, period }: Figure): Observation | undefined {
  const code = figures.indicator(observation.indicator)?.counterpart;
  if (!code) return undefined;
  const series = figures.series(code, observation.territory, observation.disaggregation);
  return series.find((figure) => figure.period.text === period.text)?.observation;
}

function sayRate(figures: Figures, rate: Observation): Said {
  return {
    key: 'indicator:rate-beside',
    args: { ...unitArgs(figures, rate), value: sayNumber(rate.value) },
  };
}

function isOld({ period }: Figure, now: number): boolean {
  return yearOf(dayOf(now)) - yearOf(period.end) > OLD_AFTER_YEARS;
}

/** The warning under 20 cases, for the figure and for the earlier one it was compared with. */
function sayFew(figures: Figures, figure: Figure, cases: number | undefined, earlier?: Figure): Said[] {
  const known = cases === undefined ? figure.observation : { ...figure.observation, cases };
  if (isFew(figures, known)) {
    const rate = figures.unit(figure.observation.unit)?.kind !== 'count';
    return [{ key: rate ? 'indicator:few-cases' : 'indicator:few-counted' }];
  }
  if (!earlier || !isFew(figures, earlier.observation)) return [];
  return [{ key: 'indicator:few-cases-earlier', args: { earlier: sayPeriod(earlier.period) } }];
}

/** The same measure, group and period one level up: the department beside a municipality (saying so where there is
 * none), the country beside the department. */
function sayBeside(figures: Figures, figure: Figure): { said?: Said; observation?: Observation } {
  const { observation, period } = figure;
  const parent = figures.territory(observation.territory)?.parent;
  if (!parent) return {};
  const series = figures.series(observation.indicator, parent, observation.disaggregation);
  const found = figureFor(series, period);
  const place = sayPlace(figures, parent);
  if (found?.period.text === period.text) {
    const { observation: beside } = found;
    const args = { ...unitArgs(figures, beside), place, value: sayNumber(beside.value) };
    return { said: { key: 'indicator:beside', args }, observation: beside };
  }
  if (figures.territory(parent)?.kind !== 'department') return {};
  return { said: { key: 'indicator:beside-none', args: { place, period: sayPeriod(period) } } };
}
