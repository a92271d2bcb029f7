import type { Said } from '../../domain/message.js';
import { type Period, sayPeriod, within } from '../../domain/period.js';
import { sayWholeChange, whyNotCompared } from './change.js';
import type { Choice } from './choose.js';
import type { Figure, Figures, SomeFigures } from './figures.js';
import { sayNotes } from './notes.js';
import { legend, lineArgs, marksFor } from './table.js';
import type { SaidValue } from './value.js';
import { figureArgs, together } from './wording.js';

/** The most points that are said; the newest ones. */
const MOST = 8;

/** The figures of one place that a question about several periods asks for: those inside a range, those named one by
 * one, or the whole series. Oldest first. */
export function pointsFor(figures: Figures, choice: Choice, territory: string): Figure[] {
  const series = figures.series(choice.indicator, territory, choice.disaggregation);
  const { periods } = choice;
  const inside = (figure: Figure, period: Period): boolean => within(figure.period, period);
  const single = periods.length === 1 && !isRange(periods[0]);
  const asked =
    periods.length === 0 || single
      ? series
      : series.filter((figure) => periods.some((one) => inside(figure, one)));
  return asked.slice(-MOST);
}

/** Whether a period is a stretch of several years, so that asking for it asks how a figure went. */
export function isRange(period: Period | undefined): boolean {
  return period?.form === 'years';
}

/** How a figure went: a line a period, the change over the whole stretch where it may be compared, and what belongs to
 * the figures; `notes` are said above the sources. */
export function sayTrend(figures: Figures, points: SomeFigures, notes: readonly Said[]): SaidValue {
  const shown = points.map((point) => point.observation);
  const last = points.at(-1) ?? points[0];
  const marks = marksFor(shown);
  const lines: Said[] = points.map((point) => ({
    key: 'indicator:trend-point',
    args: { ...lineArgs(figures, point, marks), period: sayPeriod(point.period) },
  }));
  const said = together({ key: 'indicator:trend', args: figureArgs(figures, last, undefined) }, [
    ...lines,
    ...sayWhole(figures, points),
    ...legend(figures, shown),
    ...notes,
    ...sayNotes(figures, shown, marks),
  ]);
  return { said, shown };
}

/** From the first point that may be compared with the last one, to the last one. */
function sayWhole(figures: Figures, points: readonly Figure[]): Said[] {
  const whole = points.filter((point) => !point.observation.caveats.includes('partial_period'));
  const last = whole.at(-1);
  const first = whole.find((point) => last && point !== last && !whyNotCompared(point, last));
  return first && last ? [sayWholeChange(figures, first, last)] : [];
}
