import type { Observation } from '../../domain/indicator.js';
import type { Said } from '../../domain/message.js';
import { sayPeriod } from '../../domain/period.js';
import type { Figure, Figures } from './figures.js';

type Args = Readonly<Record<string, string | number | Said>>;

const NUMBERS = new Intl.NumberFormat('es-CO', { maximumFractionDigits: 2 });

/** A number as Colombia writes it: decimal comma, thousands dot, at most two decimals. */
export function sayNumber(value: number): string {
  return NUMBERS.format(Math.abs(value) < 0.005 ? 0 : value);
}

/** `name` and `plainName` of an indicator. */
export function nameArgs(figures: Figures, code: string): Args {
  const indicator = figures.indicator(code);
  return { name: indicator?.shortName ?? code, plainName: indicator?.plainName ?? code };
}

/** A place as it stands after "en" or "para". */
export function sayPlace(figures: Figures, code: string): string {
  const territory = figures.territory(code);
  return territory?.sayAs ?? territory?.name ?? code;
}

/** `unit` and `plainUnit`, in the singular for exactly one. A unit the catalogue does not know is said as it came. */
export function unitArgs(figures: Figures, observation: Observation): Args {
  const unit = figures.unit(observation.unit);
  if (!unit) return { unit: observation.unit, plainUnit: observation.unit };
  const single = observation.value === 1 && unit.kind !== 'rate' && unit.kind !== 'percent';
  return { unit: single ? unit.one : unit.many, plainUnit: single ? unit.one : unit.plainMany };
}

/** `group`: the part of the population or the level a figure speaks of, empty where it is what the measure is
 * always given for. */
export function groupArgs(figures: Figures, observation: Observation): Args {
  const usual = figures.disaggregations(observation.indicator)[0];
  if (observation.disaggregation === usual) return { group: '' };
  const group = figures.disaggregation(observation.disaggregation);
  const phrase = group?.phrase || observation.disaggregation;
  return { group: { key: 'indicator:group', args: { group: phrase, plainGroup: group?.plain || phrase } } };
}

/** `cases`: " (335 casos)", empty where the number of cases is not known or is the value itself. */
export function casesArgs(cases: number | undefined): Args {
  if (cases === undefined) return { cases: '' };
  return { cases: { key: 'indicator:cases', args: { count: cases, cases: sayNumber(cases) } } };
}

/** Everything a sentence about one figure needs. */
export function figureArgs(figures: Figures, figure: Figure, cases: number | undefined): Args {
  const { observation } = figure;
  return {
    ...nameArgs(figures, observation.indicator),
    ...unitArgs(figures, observation),
    ...groupArgs(figures, observation),
    ...casesArgs(cases),
    place: sayPlace(figures, observation.territory),
    period: sayPeriod(figure.period),
    value: sayNumber(observation.value),
  };
}

/** Several said under the first one, in one message. */
export function together(first: Said, rest: readonly Said[]): Said {
  const lines = [...(first.lines ?? []), ...rest.flatMap(flat)];
  return lines.length > 0 ? { ...first, lines } : first;
}

function flat(said: Said): Said[] {
  const { lines = [], ...head } = said;
  return [head, ...lines];
}
