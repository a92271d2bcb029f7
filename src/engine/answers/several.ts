import type { Said } from '../../domain/message.js';
import { type Period, sayPeriod, within } from '../../domain/period.js';
import { askedPeriod, type Choice, chooseGroup, focusOf, missingOf } from './choose.js';
import { alignPlaces, type Comparison, sayComparison } from './compare.js';
import { type Figure, type Figures, hasFigures } from './figures.js';
import type { Answer } from './query.js';
import { alignMunicipalities, sayRanking } from './rank.js';
import { answerValue } from './single.js';
import { isRange, pointsFor, sayTrend } from './trend.js';
import type { SaidValue } from './value.js';
import { together } from './wording.js';

/** How a measure went in one place; where only one period is there, that one. */
export function answerTrend(figures: Figures, choice: Choice, now: number): Answer {
  const territory = choice.territories[0] ?? '';
  const points = pointsFor(figures, choice, territory);
  if (!hasFigures(points) || points.length < 2) {
    return answerValue(figures, choice, now, points.length === 1 ? [{ key: 'indicator:trend-single' }] : []);
  }
  const absent = absentPeriods(choice, points);
  const { said, shown } = sayTrend(figures, points, [...absent.map(sayAbsent), ...choice.groupNote]);
  const missing = absent.map((period) => ({ ...missingOf(choice, territory), period: period.text }));
  return { outcome: 'answered', said: [said], focus: focusOf(choice), missing, shown };
}

/** Several places side by side. */
export function answerComparison(figures: Figures, choice: Choice, now: number): Answer {
  const { choice: fair, note } = asRate(figures, choice);
  const found = aligned(fair, (one) => alignPlaces(figures, one, fair.territories));
  const { figures: compared, without } = found.comparison;
  if (!hasFigures(compared)) return answerValue(figures, choice, now);
  const notes = [...note, ...fair.groupNote];
  return answerList(choice, fair, found, sayComparison(figures, compared, without, notes));
}

/** The municipalities from the highest to the lowest figure. */
export function answerRanking(figures: Figures, choice: Choice, now: number): Answer {
  const { choice: fair, note } = asRate(figures, choice);
  const found = aligned(fair, (one) => alignMunicipalities(figures, one));
  const { figures: ranked, without } = found.comparison;
  if (!hasFigures(ranked)) return answerValue(figures, choice, now, [{ key: 'indicator:rank-none' }]);
  const notes = [...note, ...fair.groupNote];
  return answerList(choice, fair, found, sayRanking(figures, ranked, without, choice.territories, notes));
}

interface Aligned {
  readonly comparison: Comparison;
  /** The period asked for, where nobody has a figure of it and the latest ones were taken instead. */
  readonly absent: Period | null;
}

function aligned(choice: Choice, align: (choice: Choice) => Comparison): Aligned {
  const comparison = align(choice);
  const absent = askedPeriod(choice);
  if (comparison.figures.length > 0 || !absent) return { comparison, absent: null };
  return { comparison: align({ ...choice, periods: [] }), absent };
}

function answerList(choice: Choice, fair: Choice, { comparison, absent }: Aligned, value: SaidValue): Answer {
  const missing = comparison.without.map((territory) => missingOf(fair, territory));
  const focus = focusOf(choice);
  if (!absent) return { outcome: 'answered', said: [value.said], focus, missing, shown: value.shown };
  const lead: Said = { key: 'indicator:nearest-date', args: { asked: sayPeriod(absent) } };
  const asked = comparison.figures.map((figure) => missingOf(fair, figure.observation.territory));
  return {
    outcome: 'nearest',
    said: [together(lead, [value.said])],
    focus,
    missing: [...asked, ...missing],
    shown: value.shown,
  };
}

/** Places of different size are compared by their rate where there is one, not by their number of cases. */
function asRate(figures: Figures, choice: Choice): { choice: Choice; note: readonly Said[] } {
  const indicator = figures.indicator(choice.indicator);
  const rate = indicator?.counterpart;
  const counted = figures.unit(indicator?.unit ?? '')?.kind === 'count';
  if (!rate || !counted || figures.territoriesWith(rate).size === 0) return { choice, note: [] };
  const fair = { ...choice, indicator: rate, ...chooseGroup(figures, rate, choice.query) };
  return { choice: fair, note: [{ key: 'indicator:compare-as-rate' }] };
}

/** Periods named one by one that have no figure. */
function absentPeriods(choice: Choice, points: readonly Figure[]): Choice['periods'] {
  if (choice.periods.length < 2) return [];
  return choice.periods.filter(
    (period) => !isRange(period) && !points.some((point) => within(point.period, period)),
  );
}

function sayAbsent(period: Choice['periods'][number]): Said {
  return { key: 'indicator:period-missing', args: { period: sayPeriod(period) } };
}
