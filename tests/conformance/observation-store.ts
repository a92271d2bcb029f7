import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Observation } from '../../src/domain/indicator.js';
import type { ObservationStore } from '../../src/ports/observations.js';

const FIGURE: Observation = {
  indicator: 'NBI',
  territory: '76834',
  period: '2018',
  disaggregation: 'total',
  value: 5.55,
  unit: '% personas',
  source: 'DANE',
  confidence: 'media',
  caveats: ['old'],
};

/** What every ObservationStore does. `open` gives an empty one and how to close it. */
export function observationStoreConformance(
  name: string,
  open: () => Promise<{ readonly store: ObservationStore; close(): Promise<void> }>,
): void {
  describe(`${name} keeps observations`, () => {
    let store: ObservationStore;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ store, close } = await open());
    });
    afterEach(() => close());

    test('an empty store has none, and writing none changes nothing', async () => {
      expect(await store.upsert([])).toEqual({ added: 0, changed: 0, unchanged: 0 });
      expect(await store.all()).toEqual([]);
    });

    test('gives back what it was given, without a field more', async () => {
      const withCases = { ...FIGURE, territory: '76111', cases: 12, caveats: [] };
      expect(await store.upsert([FIGURE, withCases])).toEqual({ added: 2, changed: 0, unchanged: 0 });
      const all = (await store.all()).toSorted((a, b) => b.territory.localeCompare(a.territory));
      expect(all.map((one) => ({ ...one, caveats: [...one.caveats] }))).toEqual([FIGURE, withCases]);
    });

    test('one figure per measure, place, period and group: a later one replaces it', async () => {
      await store.upsert([FIGURE]);
      const changes = await store.upsert([
        { ...FIGURE, value: 6 },
        { ...FIGURE, period: '2019' },
        { ...FIGURE, disaggregation: 'cabecera' },
      ]);
      expect(changes).toEqual({ added: 2, changed: 1, unchanged: 0 });
      expect(
        (await store.all()).find((one) => one.period === '2018' && one.disaggregation === 'total')?.value,
      ).toBe(6);
    });

    test('the same row again is unchanged; a new caveat or a lost number of cases is a change', async () => {
      const rows = [FIGURE, { ...FIGURE, period: '2019', cases: 3 }, { ...FIGURE, period: '2020' }];
      await store.upsert(rows);
      expect(await store.upsert(rows)).toEqual({ added: 0, changed: 0, unchanged: 3 });
      const changes = await store.upsert([
        { ...FIGURE, period: '2019' },
        { ...FIGURE, period: '2020', caveats: ['old', 'preliminary'] },
      ]);
      expect(changes).toEqual({ added: 0, changed: 2, unchanged: 0 });
    });

    test('the revision grows with what was written, also when the same is written again, and not without rows', async () => {
      const empty = await store.revision();
      await store.upsert([]);
      expect(await store.revision()).toBe(empty);
      await store.upsert([FIGURE]);
      const written = await store.revision();
      expect(written).toBeGreaterThan(empty);
      await store.upsert([FIGURE]);
      expect(await store.revision()).toBeGreaterThan(written);
    });
  });
}
