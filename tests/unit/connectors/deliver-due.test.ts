import { describe, expect, test } from '@jest/globals';
import { CloudEvent, HTTP } from 'cloudevents';
import { alertDue } from '../../../src/connectors/alert-due.js';
import { deliverDue, type DeliverDeps } from '../../../src/connectors/deliver-due.js';
import { webhookConnector } from '../../../src/connectors/webhook.js';
import type { Case } from '../../../src/domain/case.js';
import { nextDue } from '../../../src/domain/delivery.js';
import type { OnCallPerson } from '../../../src/domain/roster.js';
import { type AgencyConnector, DeliveryError } from '../../../src/ports/agency-connector.js';
import { Problem } from '../../../src/problem.js';
import { agenciesWith, catalogue, comisaria, NOW, openedCase, tulua } from '../../fixtures/case.js';
import { memoryCases } from '../../fixtures/case-stores.js';
import { words } from '../../fixtures/outgoing.js';
import { httpReceiver } from '../../fixtures/receiver.js';

function depsWith(
  cases: ReturnType<typeof memoryCases>,
  clock: { at: number },
  over: Partial<DeliverDeps> = {},
): DeliverDeps {
  return {
    queue: cases.queue,
    cases: cases.store,
    agencies: async () => agenciesWith(),
    connectors: new Map(),
    open: () => words,
    facts: (of: Case) => {
      const service = catalogue.services.get(of.service);
      const procedure = catalogue.procedures.get(of.procedure);
      if (!service || !procedure) throw new Error(of.service);
      return { service, procedure, territory: tulua, questions: catalogue.questions };
    },
    link: () => null,
    clock: { now: () => clock.at },
    random: () => 0,
    ...over,
  };
}

describe('delivering what is due', () => {
  test('a body that fails ten times and then accepts has one case, one effect, in order', async () => {
    const effects = new Map<string, string>();
    const receiver = await httpReceiver((nth, { headers, body }) => {
      if (nth <= 10)
        return nth % 2 ? { status: 503, headers: { 'retry-after': '1' } } : { status: 200, reset: true };
      const event = HTTP.toEvent({ headers, body }) as CloudEvent<unknown>;
      effects.set(event.id, event.type);
      return { status: 200 };
    });
    const cases = memoryCases(openedCase());
    const clock = { at: NOW };
    const deps = depsWith(cases, clock, {
      agencies: async () => agenciesWith({ ...comisaria, endpoint: receiver.url }),
      connectors: new Map([
        ['webhook', webhookConnector({ clock: { now: () => Date.now() }, source: 'https://s.example' })],
      ]),
    });
    for (let due: number | null = NOW; due !== null; due = nextDue(cases.get('c1').deliveries)) {
      clock.at = due;
      expect(await deliverDue(deps)).toBe(1);
    }
    await receiver.close();
    expect(receiver.received).toHaveLength(12);
    expect([...effects.values()]).toEqual([
      'co.gov.valledelcauca.sigesi.case.created',
      'co.gov.valledelcauca.sigesi.case.identity',
    ]);
    const done = cases.get('c1');
    expect(done.status).toBe('delivered');
    expect(done.deliveries.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['delivered', 11],
      ['delivered', 1],
    ]);
    expect(done.history.filter(({ event }) => event === 'deliver')).toHaveLength(1);
    expect(await deliverDue(deps)).toBe(0);
  });

  const failingWith = (problem: unknown): AgencyConnector => ({
    kind: 'webhook',
    deliver: () => Promise.reject(problem),
  });

  test.each<[string, unknown, string, string]>([
    ['gone', new DeliveryError('connector.gone', '', { retryable: false }), 'dead', 'connector.gone'],
    ['a seal that does not open', new Problem('sealing.tampered', ''), 'dead', 'sealing.tampered'],
    ['something unforeseen', new Error('boom'), 'pending', 'connector.failed'],
  ])('%s', async (_name, problem, state, code) => {
    const cases = memoryCases(openedCase());
    const counted: string[] = [];
    await deliverDue(
      depsWith(
        cases,
        { at: NOW },
        {
          connectors: new Map([['webhook', failingWith(problem)]]),
          onAttempt: (agency, outcome) => counted.push(`${agency} ${outcome.ok}`),
        },
      ),
    );
    expect(cases.get('c1').deliveries[0]).toMatchObject({ state, lastError: code });
    expect(counted).toEqual(['COMISARIA-76834 false']);
  });

  test('an agency whose connector is gone waits and is shown as late', async () => {
    const cases = memoryCases(openedCase());
    await deliverDue(depsWith(cases, { at: NOW + 31 * 60_000 }));
    expect(cases.get('c1')).toMatchObject({
      assignment: { queue: { reason: 'delivery_late' } },
      deliveries: [{ lastError: 'connector.none' }, {}],
    });
  });

  test('one that hangs does not keep the others waiting, and a change meanwhile is not lost', async () => {
    const slow = openedCase({ id: 'slow', urgency: 'P3' });
    const quick = openedCase({ id: 'quick', urgency: 'P0' });
    const cases = memoryCases(slow, quick);
    const order: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const connector: AgencyConnector = {
      kind: 'webhook',
      async deliver({ data }) {
        order.push(data.case);
        if (data.case === 'slow') await held;
        return {};
      },
    };
    const running = deliverDue(
      depsWith(cases, { at: NOW }, { connectors: new Map([['webhook', connector]]) }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual(['quick', 'slow']);
    expect(cases.get('quick').status).toBe('delivered');
    const now = cases.get('slow');
    await cases.store.update('slow', now.version, { ...now, version: now.version + 1, sendsNews: true });
    release();
    await running;
    expect(cases.get('slow')).toMatchObject({ status: 'delivered', sendsNews: true });
  });
});

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
