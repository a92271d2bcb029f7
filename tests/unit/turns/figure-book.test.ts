import { describe, expect, test } from '@jest/globals';
import type { Observation } from '../../../src/domain/indicator.js';
import { loadCatalogue } from '../../../src/sources/catalogue.js';
import { createFigureBook } from '../../../src/turns/figure-book.js';
import { memoryStore } from '../../conformance/memory-observation-store.js';
import { TestClock } from '../../support/universe.js';

const shipped = await loadCatalogue('data');
const [first] = shipped.observations as readonly [Observation, ...Observation[]];
const corrected = { ...first, value: first.value + 1 };

/** A book over a store that counts how often all figures are read. */
function opened() {
  const store = memoryStore();
  const clock = new TestClock();
  const reads = { count: 0 };
  const all = async () => {
    reads.count += 1;
    return store.all();
  };
  return { store, clock, reads, book: createFigureBook(shipped, { ...store, all }, clock) };
}

const valueOf = (figures: { catalogue: { observations: readonly Observation[] } }): number[] =>
  figures.catalogue.observations
    .filter((one) => one.indicator === first.indicator && one.territory === first.territory)
    .filter((one) => one.period === first.period && one.disaggregation === first.disaggregation)
    .map((one) => one.value);

describe('the figures a service answers from', () => {
  test('are the shipped ones until somebody imports, then the imported one stands in its place', async () => {
    const { store, clock, book } = opened();
    expect(valueOf(await book())).toEqual([first.value]);
    await store.upsert([corrected]);
    clock.advance(2_000);
    expect(valueOf(await book())).toEqual([corrected.value]);
    expect((await book()).catalogue.observations).toHaveLength(shipped.observations.length);
  });

  test('are read again only after an import', async () => {
    const { store, clock, reads, book } = opened();
    await Promise.all([book(), book(), book()]);
    for (let look = 0; look < 5; look += 1) {
      clock.advance(10_000);
      await book();
    }
    expect(reads.count).toBe(1);
    await store.upsert([corrected]);
    clock.advance(10_000);
    await book();
    expect(reads.count).toBe(2);
  });

  test('are not told while the store cannot say whether they were corrected', async () => {
    const { store, clock } = opened();
    let away = false;
    const revision = async () => {
      if (away) throw new Error('away');
      return store.revision();
    };
    const book = createFigureBook(shipped, { ...store, revision }, clock);
    await book();
    away = true;
    clock.advance(1_000);
    expect(valueOf(await book())).toEqual([first.value]);
    clock.advance(10_000);
    await expect(book()).rejects.toThrow('away');
    away = false;
    expect(valueOf(await book())).toEqual([first.value]);
  });
});
