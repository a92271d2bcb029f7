import type { Said } from '../../domain/message.js';
import type { Choice } from './choose.js';
import { alignPlaces, type Comparison, sayCountsOnly } from './compare.js';
import type { Figure, Figures, SomeFigures } from './figures.js';
import { sayNotes } from './notes.js';
import { legend, lineArgs, marksFor } from './table.js';
import type { SaidValue } from './value.js';
import { figureArgs, together } from './wording.js';

const HIGHEST = 5;
const LOWEST = 3;
/** So many places without a figure are named; more are only counted. */
const NAMED = 3;

/** All municipalities of the catalogue beside each other. */
export function alignMunicipalities(figures: Figures, choice: Choice): Comparison {
  const municipalities = figures.catalogue.territories.filter((one) => one.kind === 'municipality');
  return alignPlaces(
    figures,
    choice,
    municipalities.map((one) => one.code),
  );
}

/** The highest and the lowest municipalities, the place somebody asked for, and how many have no figure. */
export function sayRanking(
  figures: Figures,
  all: SomeFigures,
  without: readonly string[],
  asked: readonly string[],
  notes: readonly Said[],
): SaidValue {
  const [first] = all;
  const short = all.length <= HIGHEST + LOWEST;
  const top = short ? all : all.slice(0, HIGHEST);
  const bottom = short ? [] : all.slice(-LOWEST);
  const named = all.filter(
    (figure) =>
      asked.includes(figure.observation.territory) && !top.includes(figure) && !bottom.includes(figure),
  );
  const shown = [...top, ...named, ...bottom].map((figure) => figure.observation);
  const marks = marksFor(shown);
  const lines: Said[] = [
    ...top.map((figure) => sayRank(figures, all, figure, marks)),
    ...(bottom.length > 0 ? [{ key: 'indicator:rank-gap' }] : []),
    ...[...named, ...bottom].map((figure) => sayRank(figures, all, figure, marks)),
    sayCoverage(figures, all.length, without),
    ...sayCountsOnly(figures, all),
    ...legend(figures, shown),
    ...notes,
    ...sayNotes(figures, shown, marks),
  ];
  return {
    said: together({ key: 'indicator:rank', args: figureArgs(figures, first, undefined) }, lines),
    shown,
  };
}

/** Places with the same value share the better position. */
function sayRank(figures: Figures, all: readonly Figure[], figure: Figure, marks: readonly string[]): Said {
  const { territory, value } = figure.observation;
  return {
    key: 'indicator:rank-place',
    args: {
      ...lineArgs(figures, figure, marks),
      position: all.findIndex((one) => one.observation.value === value) + 1,
      place: figures.territory(territory)?.name ?? territory,
    },
  };
}

function sayCoverage(figures: Figures, having: number, without: readonly string[]): Said {
  const args = { having, total: having + without.length, without: without.length };
  if (without.length === 0) return { key: 'indicator:rank-all', args };
  if (without.length > NAMED) return { key: 'indicator:rank-coverage', args };
  const places = without.map((code) => figures.territory(code)?.name ?? code).join(', ');
  return { key: 'indicator:rank-coverage-named', args: { ...args, places } };
}
