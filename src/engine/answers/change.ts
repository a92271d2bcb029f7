import type { Said } from '../../domain/message.js';
import { sameSeason, sayPeriod } from '../../domain/period.js';
import type { Figure, Figures } from './figures.js';
import { sayNumber } from './wording.js';

export interface Change {
  readonly said: Said;
  /** The earlier figure, where the two were compared. */
  readonly earlier?: Figure;
}

/** What changed since the earlier figure of the same measure, place and group: the difference in the unit and
 * "subió" or "bajó", never why. Not compared across a changed population, an incomplete year, another unit or
 * another season. Null where there is no earlier figure. */
export function changeSince(figures: Figures, series: readonly Figure[], figure: Figure): Change | null {
  const earlier = series[series.indexOf(figure) - 1];
  if (!earlier) return null;
  const obstacle = whyNotCompared(earlier, figure);
  if (obstacle) return { said: { key: obstacle, args: { earlier: sayPeriod(earlier.period) } } };
  return { said: sayChange(figures, earlier, figure), earlier };
}

/** The key that says why two figures of one series are not subtracted, or null when they may be. */
export function whyNotCompared(earlier: Figure, later: Figure): string | null {
  const has = (code: string): boolean =>
    earlier.observation.caveats.includes(code) || later.observation.caveats.includes(code);
  if (has('denominator_changed')) return 'indicator:change-denominator';
  if (has('partial_period')) return 'indicator:change-partial';
  if (earlier.observation.unit !== later.observation.unit) return 'indicator:change-unit';
  return sameSeason(earlier.period, later.period) ? null : 'indicator:change-season';
}

/** "subió", "bajó" or "igual" since the earlier figure. */
export function sayChange(figures: Figures, earlier: Figure, later: Figure): Said {
  return sayDifference(figures, earlier, later, 'change');
}

/** The same over a stretch whose two ends are named. */
export function sayWholeChange(figures: Figures, earlier: Figure, later: Figure): Said {
  return sayDifference(figures, earlier, later, 'change-whole');
}

function sayDifference(figures: Figures, earlier: Figure, later: Figure, key: string): Said {
  const change = Math.round((later.observation.value - earlier.observation.value) * 100) / 100;
  const direction = change > 0 ? 'up' : change < 0 ? 'down' : 'same';
  const unit = figures.unit(later.observation.unit);
  const size = Math.abs(change);
  const single = size === 1 && (unit?.kind === 'count' || unit?.kind === 'people');
  return {
    key: `indicator:${key}-${direction}`,
    args: {
      earlier: sayPeriod(earlier.period),
      later: sayPeriod(later.period),
      previous: sayNumber(earlier.observation.value),
      change: sayNumber(size),
      unit: single ? unit.one : (unit?.change ?? later.observation.unit),
    },
  };
}
