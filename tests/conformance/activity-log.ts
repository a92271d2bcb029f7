import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ActivityLog } from '../../src/ports/activity-log.js';

/** What every ActivityLog holds. */
export function describeActivityLog(
  name: string,
  open: () => Promise<{ log: ActivityLog; stop(): Promise<void> }>,
): void {
  describe(`activity log ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.stop());

    test('numbers from 1 without gaps, each conversation for itself', async () => {
      const { log } = opened;
      expect(await log.append('a', 'x', { text: 'uno' })).toEqual({ seq: 1, isNew: true });
      expect(await log.append('a', 'y', { text: 'dos' })).toEqual({ seq: 2, isNew: true });
      expect(await log.append('b', 'x', { text: 'otra' })).toEqual({ seq: 1, isNew: true });
      expect(await log.after('a', 0, 10)).toEqual([
        { seq: 1, activity: { text: 'uno' } },
        { seq: 2, activity: { text: 'dos' } },
      ]);
      expect(await log.after('a', 1, 10)).toEqual([{ seq: 2, activity: { text: 'dos' } }]);
      expect(await log.after('a', 0, 1)).toEqual([{ seq: 1, activity: { text: 'uno' } }]);
      expect(await log.after('a', 2, 10)).toEqual([]);
    });

    test('what is appended twice is there once, as it was first', async () => {
      const { log } = opened;
      await log.append('c', 'x', { text: 'uno' });
      await log.append('c', 'y', { text: 'dos' });
      expect(await log.append('c', 'x', { text: 'changed' })).toEqual({ seq: 1, isNew: false });
      expect((await log.after('c', 0, 10)).map(({ activity }) => activity.text)).toEqual(['uno', 'dos']);
    });

    test('many at once get one number each, also the same one from several sides', async () => {
      const { log } = opened;
      const ids = ['1', '2', '3', '4', '1', '2', '3', '4'];
      const appended = await Promise.all(ids.map((id) => log.append('d', id, { text: id })));
      expect(appended.filter(({ isNew }) => isNew)).toHaveLength(4);
      const rows = await log.after('d', 0, 10);
      expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
      expect(rows.map(({ activity }) => activity.text).toSorted()).toEqual(['1', '2', '3', '4']);
    });

    test('what is forgotten is gone, the rest stays', async () => {
      const { log } = opened;
      await log.append('e', 'x', { text: 'uno' });
      await log.append('f', 'x', { text: 'otra' });
      await log.forget('e');
      expect(await log.after('e', 0, 10)).toEqual([]);
      expect(await log.after('f', 0, 10)).toHaveLength(1);
    });
  });
}
