import type { Said } from '../../domain/message.js';
import { dayOf, sayPeriod } from '../../domain/period.js';
import { askedPeriod, type Choice, chooseGroup } from './choose.js';
import { type Figure, type Figures, figureFor, nearestFigure } from './figures.js';
import { nameArgs, sayPlace } from './wording.js';

/** The nearest figure to one that does not exist, with the sentence that says what it is instead. */
export interface Nearest {
  readonly figure: Figure;
  readonly said: Said;
  /** What to say where the figure is not separated by the group that was asked for. */
  readonly notes: readonly Said[];
}

/** Another period of the same place first, then the counterpart and the related measures the person may have meant,
 * then the metropolitan area, department or country clearly named as not the place, then other related measures. */
export function findNearest(
  figures: Figures,
  choice: Choice,
  territory: string,
  now: number,
): Nearest | undefined {
  return (
    otherPeriod(figures, choice, territory, now) ??
    otherMeasure(figures, choice, territory, likely(figures, choice)) ??
    widerPlace(figures, choice, territory) ??
    otherMeasure(figures, choice, territory, figures.indicator(choice.indicator)?.related ?? [])
  );
}

function otherPeriod(figures: Figures, choice: Choice, territory: string, now: number): Nearest | undefined {
  const asked = askedPeriod(choice);
  const figure =
    asked && nearestFigure(figures.series(choice.indicator, territory, choice.disaggregation), asked);
  if (!asked || !figure) return undefined;
  const args = {
    ...nameArgs(figures, choice.indicator),
    place: sayPlace(figures, territory),
    asked: sayPeriod(asked),
  };
  const key = asked.start > dayOf(now) ? 'indicator:nearest-future' : 'indicator:nearest-period';
  return { figure, said: { key, args }, notes: choice.groupNote };
}

/** The counterpart, and those related measures that the person's words may also mean. */
function likely(figures: Figures, choice: Choice): string[] {
  const indicator = figures.indicator(choice.indicator);
  const meant = (indicator?.related ?? []).filter((code) => choice.query.indicators.includes(code));
  return indicator?.counterpart ? [indicator.counterpart, ...meant] : meant;
}

function otherMeasure(
  figures: Figures,
  choice: Choice,
  territory: string,
  codes: readonly string[],
): Nearest | undefined {
  const asked = askedPeriod(choice);
  for (const code of codes) {
    const { disaggregation, groupNote } = chooseGroup(figures, code, choice.query);
    const series = figures.series(code, territory, disaggregation);
    const figure = figureFor(series, asked) ?? (asked ? nearestFigure(series, asked) : undefined);
    if (!figure) continue;
    const args = { ...nameArgs(figures, choice.indicator), place: sayPlace(figures, territory) };
    return { figure, said: { key: 'indicator:nearest-measure', args }, notes: groupNote };
  }
  return undefined;
}

function widerPlace(figures: Figures, choice: Choice, territory: string): Nearest | undefined {
  const asked = askedPeriod(choice);
  for (const wider of widerThan(figures, territory)) {
    const series = figures.series(choice.indicator, wider, choice.disaggregation);
    const figure = figureFor(series, asked) ?? (asked ? nearestFigure(series, asked) : undefined);
    if (!figure) continue;
    const args = {
      ...nameArgs(figures, choice.indicator),
      place: sayPlace(figures, territory),
      wider: sayPlace(figures, wider),
    };
    return { figure, said: { key: 'indicator:nearest-place', args }, notes: choice.groupNote };
  }
  return undefined;
}

/** The metropolitan area whose name carries the place, the department, the country, and at last any metropolitan
 * area of the department. */
function widerThan(figures: Figures, territory: string): string[] {
  const place = figures.territory(territory);
  if (!place?.parent) return [];
  const areas = figures.catalogue.territories.filter(
    (one) => one.kind === 'metropolitan_area' && one.code !== territory && one.parent === place.parent,
  );
  const own = place.kind === 'municipality' ? areas.filter((area) => area.name.includes(place.name)) : [];
  const up: string[] = [];
  for (let at = place.parent as string | undefined; at; at = figures.territory(at)?.parent) up.push(at);
  const others = place.kind === 'metropolitan_area' ? [] : areas.filter((area) => !own.includes(area));
  return [...own.map((area) => area.code), ...up, ...others.map((area) => area.code)];
}
