import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Case, NewCase } from '../../src/domain/case.js';
import { afterDelivery, afterTold } from '../../src/domain/case-lifecycle.js';
import { LEASE_MS } from '../../src/domain/delivery.js';
import { transition } from '../../src/domain/workflow.js';
import { URGENCIES } from '../../src/domain/urgency.js';
import type { CaseStore, DeliveryQueue, LeaseOrder } from '../../src/ports/case-stores.js';
import { changeCase } from '../../src/ports/change-case.js';
import { agenciesWith, comisaria, freshCase, NOW, openedCase } from '../fixtures/case.js';

const ORDER: LeaseOrder = { urgencies: URGENCIES, limit: 10, perBody: 10, underWay: new Map() };

export interface CaseStoresRun {
  readonly cases: CaseStore;
  readonly queue: DeliveryQueue;
  close(): Promise<void>;
}

/** What every implementation of CaseStore and DeliveryQueue promises. */
export function caseStoresConformance(name: string, start: () => Promise<CaseStoresRun>): void {
  const agencies = agenciesWith();
  const opened = (over: Partial<NewCase> & { code: string; id: string }): Case => openedCase(over, agencies);
  const one = opened({ id: 'c1', code: 'L45Q-2PXR-9HQR' });

  describe(`${name} as case stores`, () => {
    let run: CaseStoresRun;
    beforeEach(async () => {
      run = await start();
    });
    afterEach(() => run.close());

    test('a case comes back as it was stored, by id and by code', async () => {
      expect(await run.cases.open(one)).toEqual(one);
      expect(await run.cases.find({ id: 'c1' })).toEqual(one);
      expect(await run.cases.find({ code: one.code })).toEqual(one);
      expect(await run.cases.find({ id: 'none' })).toBeNull();
    });

    test('opened twice, also at once, it exists once and the first stands', async () => {
      const again = { ...one, territory: '76001' };
      const results = await Promise.all([run.cases.open(one), run.cases.open(again), run.cases.open(one)]);
      const stored = await run.cases.find({ id: 'c1' });
      for (const result of results) expect(result).toEqual(stored);
      expect(await run.cases.open(again)).toEqual(stored);
    });

    test('an update on an older version changes nothing', async () => {
      await run.cases.open(one);
      const next = { ...one, version: 2, sendsNews: true };
      expect(await run.cases.update('c1', 1, next)).toBe(true);
      expect(await run.cases.update('c1', 1, { ...one, version: 2, territory: null })).toBe(false);
      expect(await run.cases.find({ id: 'c1' })).toEqual(next);
      expect(await run.cases.update('none', 1, next)).toBe(false);
    });

    test('twenty changes at once are all there', async () => {
      await run.cases.open(one);
      const add = (nth: number) =>
        changeCase(run.cases, 'c1', (of) => {
          const event = {
            id: `m${nth}`,
            type: 'message',
            by: { kind: 'gobernacion', id: 'o' },
            text: 's',
          } as const;
          const result = transition(of, event, agencies, NOW);
          return result.ok ? result.case : of;
        });
      for (let round = 0; round < 4; round += 1)
        await Promise.all([0, 1, 2, 3, 4].map((nth) => add(round * 5 + nth)));
      const stored = await run.cases.find({ id: 'c1' });
      expect(stored?.history.filter(({ event }) => event === 'message')).toHaveLength(20);
      expect(stored?.version).toBe(21);
    });

    test('a due delivery is leased once, also when two ask at once, until its lease runs out', async () => {
      await run.cases.open(one);
      const both = await Promise.all([run.queue.lease(NOW, ORDER), run.queue.lease(NOW, ORDER)]);
      const leased = both.flat();
      expect(leased.map(({ delivery }) => [delivery.event, delivery.state])).toEqual([
        ['case.created', 'leased'],
      ]);
      expect((await run.cases.find({ id: 'c1' }))?.deliveries[0]?.state).toBe('leased');
      expect(await run.queue.lease(NOW + LEASE_MS - 1, ORDER)).toEqual([]);
      const [again] = await run.queue.lease(NOW + LEASE_MS, ORDER);
      // Whoever had it may have sent it.
      expect([leased[0]?.delivery.uncertain, again?.delivery.uncertain]).toEqual([
        undefined,
        { since: NOW + LEASE_MS, asked: false },
      ]);
    });

    test('settled, the next of the same body follows; nothing is due after the last', async () => {
      await run.cases.open(one);
      const order: string[] = [];
      for (;;) {
        const [next] = await run.queue.lease(NOW, ORDER);
        if (!next) break;
        order.push(next.delivery.event);
        await changeCase(run.cases, 'c1', (of) =>
          afterDelivery(of, next.delivery.id, { ok: true }, { agencies, now: NOW, random: 0 }),
        );
      }
      expect(order).toEqual(['case.created', 'case.identity']);
    });

    test('urgent ones are leased first', async () => {
      for (const urgency of ['P3', 'P2', 'P0', 'P1'] as const)
        await run.cases.open(opened({ id: urgency, code: `code-${urgency}`, urgency }));
      const first = await run.queue.lease(NOW, { ...ORDER, limit: 2 });
      expect(first.map(({ case: of }) => of.id).sort()).toEqual(['P0', 'P1']);
      expect(await run.queue.lease(NOW, ORDER)).toHaveLength(2);
    });

    test('only of the urgencies that are asked for', async () => {
      for (const urgency of ['P3', 'P1'] as const)
        await run.cases.open(opened({ id: urgency, code: `code-${urgency}`, urgency }));
      const calm = await run.queue.lease(NOW, { ...ORDER, urgencies: ['P2', 'P3'] });
      expect(calm.map(({ case: of }) => of.id)).toEqual(['P3']);
    });

    test('a body that has its fill leaves the places to others, however much waits for it', async () => {
      const other = { ...comisaria, id: 'COMISARIA-76001', territory: '76001' };
      const both = agenciesWith(other);
      for (let nth = 0; nth < 30; nth += 1)
        await run.cases.open(openedCase({ id: `slow-${nth}`, code: `slow-${nth}` }, both));
      const assignment = { ...freshCase().assignment, receives: other.id };
      await run.cases.open(openedCase({ id: 'quick', code: 'quick', assignment }, both));
      const leased: string[] = [];
      const underWay = new Map<string, number>();
      for (;;) {
        const more = await run.queue.lease(NOW, { ...ORDER, perBody: 3, underWay });
        if (more.length === 0) break;
        for (const { delivery } of more) {
          underWay.set(delivery.agency, (underWay.get(delivery.agency) ?? 0) + 1);
          leased.push(delivery.agency);
        }
      }
      expect(leased.toSorted()).toEqual([other.id, ...Array(3).fill(comisaria.id)]);
      // Of each case a body hears one thing after another: identity waits behind the case.
      expect(await run.queue.waiting()).toEqual([
        { agency: other.id, count: 1, since: NOW },
        { agency: comisaria.id, count: 30, since: NOW },
      ]);
    });

    test('cases with an alert that nobody took, and with events that nobody was told', async () => {
      await run.cases.open(one);
      await run.cases.open(opened({ id: 'calm', code: 'calm', urgency: 'P3' }));
      expect((await run.queue.alerting(10)).map(({ id }) => id)).toEqual(['c1']);
      expect(await run.queue.untold(10)).toEqual([]);
      const taken = await changeCase(run.cases, 'c1', (of) => {
        const event = { id: 'lo-tengo', type: 'acknowledge', by: { kind: 'gobernacion', id: 'o' } } as const;
        const result = transition(of, event, agencies, NOW);
        return result.ok ? result.case : of;
      });
      expect(await run.queue.alerting(10)).toEqual([]);
      expect((await run.queue.untold(10)).map(({ id }) => id)).toEqual(['c1']);
      await changeCase(run.cases, 'c1', (of) => afterTold(of, taken.events.length, NOW));
      expect(await run.queue.untold(10)).toEqual([]);
    });
  });
}
