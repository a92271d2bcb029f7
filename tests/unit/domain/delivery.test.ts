import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  DEAD_AFTER_MS,
  type Delivery,
  dueDeliveries,
  LEASE_MS,
  lease,
  nextAttempt,
  nextDue,
  settled,
} from '../../../src/domain/delivery.js';

const delivery = (over: Partial<Delivery> = {}): Delivery => ({
  id: 'd1',
  agency: 'A',
  event: 'case.created',
  recipient: 'competent',
  state: 'pending',
  createdAt: 0,
  attempts: 0,
  nextAt: 0,
  lastError: null,
  settledAt: null,
  reference: null,
  ...over,
});
const failure = { ok: false, code: 'connector.status', retryable: true } as const;
const facts = { now: 1000, random: 0, urgency: 'P3' } as const;
const MINUTE = 60_000;

describe('the wait after a failure', () => {
  test('doubles from 30 seconds to half an hour', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((attempt) => nextAttempt(attempt, 0, 'P3') / MINUTE);
    expect(waits).toEqual([0.5, 1, 2, 4, 8, 16, 30, 30, 30]);
  });
  test('is shorter when it is urgent', () => {
    const waits = [1, 2, 3, 7, 100].map((attempt) => nextAttempt(attempt, 0, 'P0') / 1000);
    expect(waits).toEqual([5, 10, 20, 300, 300]);
  });
  test('never passes half an hour nor falls below half of its step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const wait = nextAttempt(attempt, random, 'P2');
          expect(wait).toBeLessThanOrEqual(30 * MINUTE);
          expect(wait).toBeGreaterThanOrEqual(nextAttempt(attempt, 0, 'P2') / 2);
        },
      ),
    );
  });
});

describe('an attempt', () => {
  test('taken', () => {
    expect(settled(delivery({ lastError: 'x' }), { ok: true, reference: 'N-1' }, facts)).toMatchObject({
      state: 'delivered',
      attempts: 1,
      settledAt: 1000,
      reference: 'N-1',
      lastError: null,
    });
  });
  test('failed waits its turn', () => {
    expect(settled(delivery(), failure, facts)).toMatchObject({
      state: 'pending',
      attempts: 1,
      nextAt: 31_000,
    });
  });
  test('Retry-After is honoured when later, at most a day', () => {
    expect(settled(delivery(), { ...failure, retryAfterMs: 120_000 }, facts).nextAt).toBe(121_000);
    expect(settled(delivery(), { ...failure, retryAfterMs: 1 }, facts).nextAt).toBe(31_000);
    expect(settled(delivery(), { ...failure, retryAfterMs: 1e12 }, facts).nextAt).toBe(86_401_000);
  });
  test('that cannot pass is dead at once', () => {
    expect(settled(delivery(), { ...failure, retryable: false }, facts)).toMatchObject({
      state: 'dead',
      lastError: 'connector.status',
    });
  });
  test('outlives a body that is away for a day, not for seven', () => {
    const at = (now: number) => settled(delivery({ attempts: 50 }), failure, { ...facts, now }).state;
    expect([at(86_400_000), at(DEAD_AFTER_MS - 1), at(DEAD_AFTER_MS)]).toEqual([
      'pending',
      'pending',
      'dead',
    ]);
  });
});

describe('what is due', () => {
  test('in order for each body, one not waiting for another', () => {
    const queue = [
      delivery({ id: 'a1', state: 'delivered' }),
      delivery({ id: 'a2', nextAt: 50 }),
      delivery({ id: 'a3' }),
      delivery({ id: 'b1', agency: 'B' }),
    ];
    expect(dueDeliveries(queue, 0).map(({ id }) => id)).toEqual(['b1']);
    expect(dueDeliveries(queue, 50).map(({ id }) => id)).toEqual(['a2', 'b1']);
    expect(nextDue(queue)).toBe(0);
    expect(nextDue([delivery({ state: 'dead' })])).toBeNull();
  });
  test('a lease keeps others off until it runs out', () => {
    const leased = lease(delivery(), 1000);
    expect(dueDeliveries([leased], 1000 + LEASE_MS - 1)).toEqual([]);
    expect(dueDeliveries([leased], 1000 + LEASE_MS)).toEqual([leased]);
  });
});
