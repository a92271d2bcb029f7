import { describe, expect, test } from '@jest/globals';
import { CloudEvent, HTTP } from 'cloudevents';
import { Dispatcher, type DispatcherParts } from '../../../src/connectors/dispatcher.js';
import { webhookConnector } from '../../../src/connectors/webhook.js';
import type { Case } from '../../../src/domain/case.js';
import { afterInquiry } from '../../../src/domain/case-lifecycle.js';
import { LEASE_MS, nextDue } from '../../../src/domain/delivery.js';
import { type AgencyConnector, DeliveryError } from '../../../src/ports/agency-connector.js';
import type { Clock } from '../../../src/ports/clock.js';
import { Problem } from '../../../src/problem.js';
import {
  agenciesWith,
  catalogue,
  comisaria,
  freshCase,
  NOW,
  openedCase,
  tulua,
} from '../../fixtures/case.js';
import { memoryCases } from '../../fixtures/case-stores.js';
import { words } from '../../fixtures/outgoing.js';
import { httpReceiver } from '../../fixtures/receiver.js';
import { TestClock } from '../../support/universe.js';

function dispatcherOver(
  cases: ReturnType<typeof memoryCases>,
  clock: Clock,
  over: Partial<DispatcherParts> = {},
): Dispatcher {
  return new Dispatcher({
    queue: cases.queue,
    cases: cases.store,
    counts: { count: async () => {} },
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
    clock,
    random: () => 0,
    ...over,
  });
}

/** START of the clock is NOW of the cases. */
const clockAt = (at: number): TestClock => {
  const clock = new TestClock();
  clock.advance(at - clock.now());
  return clock;
};

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
    const clock = clockAt(NOW);
    const dispatcher = dispatcherOver(cases, clock, {
      agencies: async () => agenciesWith({ ...comisaria, endpoint: receiver.url }),
      connectors: new Map([
        ['webhook', webhookConnector({ clock: { now: () => Date.now() }, source: 'https://s.example' })],
      ]),
    });
    for (let due: number | null = NOW; due !== null; due = nextDue(cases.get('c1').deliveries)) {
      clock.advance(due - clock.now());
      expect(await dispatcher.round()).toBeGreaterThan(0);
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
    expect(await dispatcher.round()).toBe(0);
  });

  const failingWith = (problem: unknown): AgencyConnector => ({
    kind: 'webhook',
    whenUncertain: 'repeat',
    deliver: () => Promise.reject(problem),
  });

  test.each<[string, unknown, string, string]>([
    ['gone', new DeliveryError('connector.gone', '', { retryable: false }), 'dead', 'connector.gone'],
    ['a seal that does not open', new Problem('sealing.tampered', ''), 'dead', 'sealing.tampered'],
    ['something unforeseen', new Error('boom'), 'pending', 'connector.failed'],
  ])('%s', async (_name, problem, state, code) => {
    const cases = memoryCases(openedCase());
    const counted: string[] = [];
    const counts = {
      count: async (agency: string, failure: { code: string } | null) =>
        void counted.push(`${agency} ${failure?.code}`),
    };
    const connectors = new Map([['webhook', failingWith(problem)]] as const);
    await dispatcherOver(cases, clockAt(NOW), { connectors, counts }).round();
    expect(cases.get('c1').deliveries[0]).toMatchObject({ state, lastError: code });
    expect(counted[0]).toBe(`COMISARIA-76834 ${code}`);
  });

  test('an agency whose connector is gone waits and is shown as late', async () => {
    const cases = memoryCases(openedCase());
    await dispatcherOver(cases, clockAt(NOW + 31 * 60_000)).round();
    expect(cases.get('c1')).toMatchObject({
      assignment: { queue: { reason: 'delivery_late' } },
      deliveries: [{ lastError: 'connector.none' }, {}],
    });
  });

  /** A connector that takes everything at once but what goes to `slow`, which waits to be let go. */
  const hanging = (slow: string) => {
    const begun: string[] = [];
    const held: (() => void)[] = [];
    const connector: AgencyConnector = {
      kind: 'webhook',
      whenUncertain: 'repeat',
      async deliver({ data, agency }) {
        begun.push(data.case);
        if (agency.id === slow) await new Promise<void>((done) => held.push(done));
        return {};
      },
    };
    const letGo = (): void => held.splice(0).forEach((done) => done());
    return { begun, letGo, connectors: new Map([['webhook', connector]] as const) };
  };
  const other = { ...comisaria, id: 'COMISARIA-76001', territory: '76001' };
  const toOther = { ...freshCase().assignment, receives: other.id, secondary: [] };
  const toSlow = { ...toOther, receives: comisaria.id };
  const tick = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn += 1) await new Promise((done) => setImmediate(done));
  };

  test('hundreds that hang keep neither an urgent one nor another body waiting', async () => {
    const slow = Array.from({ length: 300 }, (_, nth) =>
      openedCase({ id: `slow-${nth}`, urgency: 'P3', assignment: toSlow, identityTravels: false }),
    );
    const cases = memoryCases(...slow);
    const clock = clockAt(NOW);
    const { begun, letGo, connectors } = hanging(comisaria.id);
    const both = agenciesWith(other);
    const dispatcher = dispatcherOver(cases, clock, { connectors, agencies: async () => both });
    const running = dispatcher.round();
    await tick();
    expect(begun).toHaveLength(4);
    // Both come while everything hangs.
    const fresh = { assignment: toOther, identityTravels: false };
    await cases.store.open(openedCase({ ...fresh, id: 'calm', code: 'calm', urgency: 'P3' }, both));
    const urgent = { id: 'urgent', code: 'urgent', urgency: 'P0' as const, identityTravels: false };
    await cases.store.open(openedCase({ ...urgent, assignment: toSlow }, both));
    clock.advance(1_000);
    await tick();
    expect(begun.slice(4).toSorted()).toEqual(['calm', 'urgent']);
    expect(cases.get('calm').status).toBe('delivered');
    const rest = running.then(() => dispatcher.round());
    while (begun.length < 302) {
      letGo();
      await tick();
    }
    letGo();
    await rest;
    expect(begun).toHaveLength(302);
  });

  test('a change meanwhile is not lost, and stopping waits for what is under way', async () => {
    const cases = memoryCases(openedCase({ id: 'slow', urgency: 'P3', assignment: toSlow }));
    const { letGo, connectors } = hanging(comisaria.id);
    const dispatcher = dispatcherOver(cases, clockAt(NOW), { connectors });
    const running = dispatcher.round();
    await tick();
    const now = cases.get('slow');
    await cases.store.update('slow', now.version, { ...now, version: now.version + 1, sendsNews: true });
    let stopped = false;
    const stopping = dispatcher.stop().then(() => (stopped = true));
    await tick();
    expect(stopped).toBe(false);
    letGo();
    await Promise.all([running, stopping]);
    expect(cases.get('slow')).toMatchObject({ status: 'delivered', sendsNews: true });
  });

  test('a store that is away fails the round, and what was sent is sent again as a repetition', async () => {
    const cases = memoryCases(openedCase({ identityTravels: false, assignment: toSlow }));
    const repeated: boolean[] = [];
    const connector: AgencyConnector = {
      kind: 'webhook',
      whenUncertain: 'repeat',
      deliver: async (outgoing) => {
        repeated.push(outgoing.repeated);
        return {};
      },
    };
    const clock = clockAt(NOW);
    const connectors = new Map([['webhook', connector]] as const);
    const away = new Problem('store_away', '', { retryable: true });
    const store = { ...cases.store, find: () => Promise.reject(away) };
    await expect(dispatcherOver(cases, clock, { connectors, cases: store }).round()).rejects.toBe(away);
    clock.advance(LEASE_MS);
    await dispatcherOver(cases, clock, { connectors }).round();
    expect(repeated).toEqual([false, true]);
    expect(cases.get('c1').status).toBe('delivered');
    expect(cases.get('c1').deliveries[0]).not.toHaveProperty('uncertain');
  });
});

describe('a delivery of which nobody knows whether it arrived', () => {
  const calm = { identityTravels: false, assignment: { ...freshCase().assignment, secondary: [] } };
  const asking = (answers: (() => Promise<object>)[]) => {
    const repeated: boolean[] = [];
    const connector: AgencyConnector = {
      kind: 'webhook',
      whenUncertain: 'ask',
      deliver: async (outgoing) => {
        repeated.push(outgoing.repeated);
        return (answers.shift() ?? (async () => ({})))();
      },
    };
    return { repeated, connectors: new Map([['webhook', connector]] as const) };
  };
  const cut = () =>
    Promise.reject(new DeliveryError('connector.mail', '', { retryable: true, uncertain: true }));
  const facts = (clock: Clock) => ({ agencies: agenciesWith(), now: clock.now() });

  test.each([
    ['P1', 5 * 60_000],
    ['P3', 86_400_000],
  ] as const)('of %s: a person is asked; after %d ms without an answer it is sent once more', async (urgency, ms) => {
    const cases = memoryCases(openedCase({ ...calm, urgency }));
    const clock = clockAt(NOW);
    const { repeated, connectors } = asking([cut]);
    const dispatcher = dispatcherOver(cases, clock, { connectors });
    await dispatcher.round();
    expect(cases.get('c1')).toMatchObject({
      status: 'assigned',
      assignment: { queue: { reason: 'delivery_uncertain' } },
      deliveries: [{ state: 'pending', uncertain: { since: NOW, asked: true } }],
    });
    clock.advance(ms - 1);
    expect(await dispatcher.round()).toBe(0);
    clock.advance(1);
    await dispatcher.round();
    expect(repeated).toEqual([false, true]);
    expect(cases.get('c1')).toMatchObject({ status: 'delivered', assignment: { queue: null } });
  });

  test.each([
    ['arrived', 'delivered', 1],
    ['repeat', 'delivered', 2],
  ] as const)('a person finds out: %s', async (found, status, sent) => {
    const cases = memoryCases(openedCase(calm));
    const clock = clockAt(NOW);
    const { repeated, connectors } = asking([cut]);
    const dispatcher = dispatcherOver(cases, clock, { connectors });
    await dispatcher.round();
    const of = cases.get('c1');
    const next = afterInquiry(of, of.deliveries[0]?.id ?? '', found, facts(clock));
    await cases.store.update('c1', of.version, next);
    await dispatcher.round();
    expect(cases.get('c1').status).toBe(status);
    expect(repeated).toHaveLength(sent);
    // A second answer changes nothing.
    const settled = cases.get('c1');
    expect(afterInquiry(settled, settled.deliveries[0]?.id ?? '', 'arrived', facts(clock))).toBe(settled);
  });

  test('left by a process that died: asked before anything is sent', async () => {
    const cases = memoryCases(openedCase(calm));
    await cases.queue.lease(NOW, { urgencies: ['P1'], limit: 9, perBody: 9, underWay: new Map() });
    const clock = clockAt(NOW + LEASE_MS);
    const { repeated, connectors } = asking([]);
    await dispatcherOver(cases, clock, { connectors }).round();
    expect(repeated).toEqual([]);
    expect(cases.get('c1')).toMatchObject({
      assignment: { queue: { reason: 'delivery_uncertain' } },
      deliveries: [{ lastError: 'connector.interrupted', uncertain: { asked: true } }],
    });
  });

  test('stays so when a later attempt failed for another reason', async () => {
    const cases = memoryCases(openedCase({ ...calm, urgency: 'P1' }));
    const clock = clockAt(NOW);
    const refused = () => Promise.reject(new DeliveryError('connector.status', '', { retryable: true }));
    const { repeated, connectors } = asking([cut, refused]);
    const dispatcher = dispatcherOver(cases, clock, { connectors });
    for (let round = 0; round < 3; round += 1) {
      await dispatcher.round();
      clock.advance(5 * 60_000);
    }
    expect(repeated).toEqual([false, true, true]);
  });
});
