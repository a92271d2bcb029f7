import type { Recognition } from '../../domain/understanding.js';
import type { Figures } from './figures.js';
import type { Query } from './query.js';

/** The question inside what was understood, with what only the catalogue's words tell: whether a policy or a document
 * is asked about, and the level or area of a figure (media, rural). */
export function readQuery(figures: Figures, recognition: Recognition): Query {
  const text = comparable(recognition.text);
  const has = (words: readonly string[]): boolean =>
    comparableWords(words).some((word) => text.includes(word));
  const subject = figures.catalogue.subjects.find((one) => has(one.words))?.subject ?? 'figure';
  /** Groups of people come with the recognition's population; levels and areas are found here. */
  const level = figures.catalogue.disaggregations.find(
    (one) => one.populations.length === 0 && has(one.words),
  );
  return {
    indicators: recognition.indicator,
    territories: recognition.territory,
    periods: recognition.period,
    operation: recognition.operation,
    populations: recognition.population,
    sex: recognition.sex,
    territoryAmbiguous: recognition.territoryAmbiguous,
    disaggregation: level && level.code !== 'total' ? level.code : null,
    subject,
  };
}

/** Of the catalogue's lists, which stay as they are. */
const known = new WeakMap<readonly string[], readonly string[]>();

function comparableWords(words: readonly string[]): readonly string[] {
  const before = known.get(words);
  if (before) return before;
  const found = words.map(comparable);
  known.set(words, found);
  return found;
}

/** Lower case, without accents, with one space around every word, so that only whole words match. */
function comparable(text: string): string {
  const words = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .match(/[\p{L}\p{N}]+/gu);
  return ` ${(words ?? []).join(' ')} `;
}
