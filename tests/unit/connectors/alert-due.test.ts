import { describe, expect, test } from '@jest/globals';
import { alertDue } from '../../../src/connectors/alert-due.js';
import type { Case } from '../../../src/domain/case.js';
import type { OnCallPerson } from '../../../src/domain/roster.js';
import { DeliveryError } from '../../../src/ports/agency-connector.js';
import { NOW, openedCase } from '../../fixtures/case.js';
import { memoryCases } from '../../fixtures/case-stores.js';

describe('alerting the people on call', () => {
  const person = (name: string): OnCallPerson => ({
    name,
    phone: null,
    email: `${name}@x.co`,
    webhook: null,
    hours: '24/7',
  });
  const start = (unreachable: string[] = []) => {
    const cases = memoryCases(openedCase({ urgency: 'P0' }));
    const clock = { at: NOW };
    const told: string[] = [];
    const deps = {
      queue: cases.queue,
      cases: cases.store,
      roster: { all: async () => [person('Ana'), person('Beto')] },
      sender: {
        send: async ({ link }: { link: string }, { name }: OnCallPerson) => {
          if (unreachable.includes(name)) throw new DeliveryError('alert.not_told', '', { retryable: true });
          told.push(`${name} ${link}`);
        },
      },
      dangers: { open: async () => [], update: async () => false },
      caseLink: (of: Case) => `/console/${of.id}`,
      dangerLink: () => '/console/alerts',
      clock: { now: () => clock.at },
    };
    return { cases, clock, told, deps };
  };

  test('one after another until somebody has it', async () => {
    const { cases, clock, told, deps } = start();
    for (let minute = 0; minute < 10; minute += 1) {
      clock.at = NOW + minute * 60_000;
      await alertDue(deps);
    }
    expect(told).toEqual(['Ana /console/c1', 'Beto /console/c1']);
    const of = cases.get('c1');
    expect(of.alert?.notified.map(({ at }) => (at - NOW) / 60_000)).toEqual([0, 5]);
    if (!of.alert) throw new Error('no alert');
    const taken = {
      ...of,
      version: of.version + 1,
      alert: { ...of.alert, acknowledged: { by: 'Ana', at: clock.at } },
    };
    await cases.store.update('c1', of.version, taken);
    clock.at = NOW + 60 * 60_000;
    expect(await alertDue(deps)).toBe(0);
  });

  test('who cannot be reached is passed over at once', async () => {
    const { told, deps } = start(['Ana']);
    expect(await alertDue(deps)).toBe(1);
    expect(told).toEqual(['Beto /console/c1']);
  });

  test('when nobody can be reached the next run tries again', async () => {
    const { cases, deps } = start(['Ana', 'Beto']);
    expect(await alertDue(deps)).toBe(0);
    expect(cases.get('c1').alert?.notified).toEqual([]);
  });
});
