import type { Operation } from '../../domain/understanding.js';
import type { PatternBook } from './pattern-book.js';

const WHAT_ONE_ASKS = ['define', 'rank', 'compare', 'trend'] as const;

/** What is to be done with a figure; `places` counts every place that is named, `towns` the municipalities. */
export function findOperation(
  words: readonly string[],
  named: { readonly places: number; readonly towns: number; readonly periods: readonly string[] },
  patterns: PatternBook,
): Operation {
  const found = patterns.namesIn(words);
  for (const operation of WHAT_ONE_ASKS) {
    // "Buga o Tuluá, ¿dónde hay más?": who names the places wants these two, and not the list of all.
    if (operation === 'rank' && named.towns > 1) continue;
    if (found.includes(operation)) return operation;
  }
  if (named.places > 1) return 'compare';
  if (named.periods.some((period) => period.includes('..'))) return 'trend';
  return named.periods.length > 1 ? 'compare' : 'value';
}
