import { type Catalogue, withObservations } from '../domain/catalogue.js';
import { type Answers, createAnswers } from '../engine/answers/index.js';
import type { Clock } from '../ports/clock.js';
import type { ObservationStore } from '../ports/observations.js';

/** How long a service may answer from figures it does not know to be the newest, milliseconds. */
const FRESH_MS = 2_000;

/** What is known at the moment: the shipped figures with the imported ones over them. */
export interface Figures {
  readonly catalogue: Catalogue;
  readonly answers: Answers;
}

/**
 * The figures as they are now. Whether somebody imported new ones is one small read every two seconds; only then are
 * all of them read again. @throws Problem `store_away`: a figure that may have been corrected is not told.
 */
export function createFigureBook(
  shipped: Catalogue,
  store: Pick<ObservationStore, 'all' | 'revision'>,
  clock: Pick<Clock, 'now'>,
): () => Promise<Figures> {
  let known: { readonly revision: number; readonly figures: Figures } | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Figures> | undefined;
  const read = async (): Promise<Figures> => {
    const now = clock.now();
    // The number first: rows that are written after it was read are read again under the next one.
    const revision = await store.revision();
    if (known?.revision !== revision) {
      const catalogue = withObservations(shipped, await store.all());
      known = { revision, figures: { catalogue, answers: createAnswers(catalogue) } };
    }
    checkedAt = now;
    return known.figures;
  };
  return async () => {
    if (known && clock.now() - checkedAt < FRESH_MS) return known.figures;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
}
