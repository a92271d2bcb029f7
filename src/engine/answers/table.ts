import type { Observation } from '../../domain/indicator.js';
import type { Said } from '../../domain/message.js';
import type { Figure, Figures } from './figures.js';
import { isFew } from './notes.js';
import { casesArgs, sayNumber, unitArgs } from './wording.js';

const MARKABLE = ['partial_period', 'denominator_changed', 'preliminary'];

/** Caveats that a list says beside the figures they belong to, because other figures of the list do not carry them;
 * its notes leave them out. Few cases are always marked. */
export function marksFor(shown: readonly Observation[]): readonly string[] {
  const carrying = (code: string): number => shown.filter((one) => one.caveats.includes(code)).length;
  const some = MARKABLE.filter((code) => carrying(code) > 0 && carrying(code) < shown.length);
  return [...some, 'unstable_small_n'];
}

/** What a line of a list says of one figure: `value`, `unit`, `cases` and `mark` (preliminary, incomplete …). */
export function lineArgs(
  figures: Figures,
  figure: Figure,
  marks: readonly string[],
): Readonly<Record<string, string | number | Said>> {
  const { observation } = figure;
  return {
    ...unitArgs(figures, observation),
    ...casesArgs(casesOf(figures, figure)),
    value: sayNumber(observation.value),
    mark: markOf(figures, observation, marks),
  };
}

function markOf(figures: Figures, observation: Observation, marks: readonly string[]): Said | string {
  const has = (code: string): boolean => marks.includes(code) && observation.caveats.includes(code);
  const word = MARKABLE.find(has);
  const few = isFew(figures, observation);
  if (!word) return few ? { key: 'indicator:mark-few' } : '';
  return { key: `indicator:mark-${word.replace('_', '-')}`, args: { few: few ? ' *' : '' } };
}

/** The number of cases of a rate; of a count that is its value, nothing is added. */
function casesOf(figures: Figures, { observation, period }: Figure): number | undefined {
  if (figures.unit(observation.unit)?.kind !== 'rate') return undefined;
  if (observation.cases !== undefined) return observation.cases;
  const code = figures.indicator(observation.indicator)?.counterpart;
  const series = code ? figures.series(code, observation.territory, observation.disaggregation) : [];
  return series.find((figure) => figure.period.text === period.text)?.observation.value;
}

/** What the star beside a figure means, where one was set. */
export function legend(figures: Figures, shown: readonly Observation[]): Said[] {
  return shown.some((observation) => isFew(figures, observation)) ? [{ key: 'indicator:legend-few' }] : [];
}
