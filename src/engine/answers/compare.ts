import type { Said } from '../../domain/message.js';
import { comparePeriods, type Period } from '../../domain/period.js';
import { askedPeriod, type Choice } from './choose.js';
import { type Figure, type Figures, figureFor, type SomeFigures } from './figures.js';
import { sayNotes } from './notes.js';
import { legend, lineArgs, marksFor } from './table.js';
import type { SaidValue } from './value.js';
import { figureArgs, sayNumber, sayPlace, together } from './wording.js';

export interface Comparison {
  /** Figures of one and the same period, highest first. */
  readonly figures: readonly Figure[];
  /** Places without a figure of that period. */
  readonly without: readonly string[];
}

/** The places' figures of the period asked for, or of the latest period that most of them have. */
export function alignPlaces(figures: Figures, choice: Choice, territories: readonly string[]): Comparison {
  const seriesOf = (territory: string): readonly Figure[] =>
    figures.series(choice.indicator, territory, choice.disaggregation);
  const period = commonPeriod(territories.map(seriesOf), askedPeriod(choice));
  const found = new Map(
    territories.map((territory) => [territory, period && figureFor(seriesOf(territory), period)]),
  );
  return {
    figures: [...found.values()]
      .flatMap((figure) => (figure && figure.period.text === period?.text ? [figure] : []))
      .sort((a, b) => b.observation.value - a.observation.value),
    without: territories.filter((territory) => found.get(territory)?.period.text !== period?.text || !period),
  };
}

/** The latest period that the most series share, inside the one asked for. */
function commonPeriod(seriesList: readonly (readonly Figure[])[], asked: Period | null): Period | undefined {
  const counts = new Map<string, { period: Period; count: number }>();
  for (const series of seriesList) {
    const usable = asked ? [figureFor(series, asked)].flatMap((figure) => figure ?? []) : series;
    for (const { period } of usable) {
      const entry = counts.get(period.text) ?? { period, count: 0 };
      entry.count += 1;
      counts.set(period.text, entry);
    }
  }
  const best = [...counts.values()].sort((a, b) => b.count - a.count || comparePeriods(b.period, a.period));
  return best[0]?.period;
}

/** Several places side by side, highest first, and the difference where they are two; `notes` are said above the
 * sources. */
export function sayComparison(
  figures: Figures,
  compared: SomeFigures,
  without: readonly string[],
  notes: readonly Said[],
): SaidValue {
  const shown = compared.map((figure) => figure.observation);
  const [first] = compared;
  const marks = marksFor(shown);
  const lines: Said[] = [
    ...compared.map((figure) => sayPlaceLine(figures, figure, marks)),
    ...without.map((code) => ({
      key: 'indicator:compare-missing',
      args: { place: figures.territory(code)?.name ?? code },
    })),
    ...sayDifference(figures, compared),
    ...sayCountsOnly(figures, compared),
    ...legend(figures, shown),
    ...notes,
    ...sayNotes(figures, shown, marks),
  ];
  return {
    said: together({ key: 'indicator:compare', args: figureArgs(figures, first, undefined) }, lines),
    shown,
  };
}

function sayPlaceLine(figures: Figures, figure: Figure, marks: readonly string[]): Said {
  const { territory } = figure.observation;
  const place = figures.territory(territory)?.name ?? territory;
  return { key: 'indicator:compare-place', args: { ...lineArgs(figures, figure, marks), place } };
}

function sayDifference(figures: Figures, [higher, lower, ...more]: readonly Figure[]): Said[] {
  if (!higher || !lower || more.length > 0) return [];
  const { observation: high } = higher;
  const { observation: low } = lower;
  const difference = sayNumber(high.value - low.value);
  if (difference === '0') return [{ key: 'indicator:compare-same' }];
  const unit = figures.unit(high.unit)?.change ?? high.unit;
  const place = sayPlace(figures, high.territory);
  return [{ key: 'indicator:compare-difference', args: { difference, unit, place } }];
}

/** Where only counts can be compared, that large places have more of everything. */
export function sayCountsOnly(figures: Figures, compared: readonly Figure[]): Said[] {
  const unit = figures.unit(compared[0]?.observation.unit ?? '');
  return unit?.kind === 'count' ? [{ key: 'indicator:compare-counts' }] : [];
}
