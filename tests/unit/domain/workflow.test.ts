import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { CASE_STATUSES, type Actor, type Case, type CaseStatus } from '../../../src/domain/case.js';
import {
  afterAlert,
  afterDelivery,
  afterTold,
  deliveryFacts,
  erased,
  untoldEvents,
} from '../../../src/domain/case-lifecycle.js';
import { transition } from '../../../src/domain/workflow.js';
import { CASE_EVENTS, type CaseEvent, RULES } from '../../../src/domain/workflow-rules.js';
import { agenciesWith, comisaria, NOW, openedCase } from '../../fixtures/case.js';

const agencies = agenciesWith();
const body: Actor = { kind: 'agency', id: 'COMISARIA-76834' };
const official: Actor = { kind: 'gobernacion', id: 'official-1' };
const citizen: Actor = { kind: 'citizen' };
let serial = 0;
const event = (type: CaseEvent['type'], by: Actor, over: Partial<CaseEvent> = {}): CaseEvent => {
  serial += 1;
  return { id: `e${serial}`, type, by, ...over };
};
const apply = (of: Case, ...events: CaseEvent[]): Case =>
  events.reduce((now, next) => {
    const result = transition(now, next, agencies, NOW + 1000);
    if (!result.ok) throw new Error(result.code);
    return result.case;
  }, of);
const code = (of: Case, next: CaseEvent): string => {
  const result = transition(of, next, agencies, NOW);
  return result.ok ? 'ok' : result.code;
};
const first = (of: Case) => of.deliveries[0]?.id ?? '';
const took = (of: Case) =>
  afterDelivery(of, first(of), { ok: true, reference: 'CF-1' }, { agencies, now: NOW + 5000, random: 0 });

describe('a confirmed case', () => {
  test('is received, assigned, and on its way to the body and, apart, its identity', () => {
    const opened = openedCase();
    expect(opened.status).toBe('assigned');
    expect(opened.history.map(({ event, to }) => [event, to])).toEqual([
      ['receive', 'received'],
      ['assign', 'assigned'],
    ]);
    expect(opened.deliveries.map(({ agency, event, state }) => [agency, event, state])).toEqual([
      ['COMISARIA-76834', 'case.created', 'pending'],
      ['COMISARIA-76834', 'case.identity', 'pending'],
    ]);
    expect(opened.events.map(({ name }) => name)).toEqual(['case.opened']);
    expect(opened.alert).toEqual({ startedAt: NOW, notified: [], acknowledged: null });
    expect(JSON.stringify(opened.events)).not.toContain('sealed');
  });

  test('without a body it waits for a person, and nothing calls it assigned', () => {
    const opened = openedCase({
      assignment: {
        shown: 'COMITE_CONVIV',
        receives: null,
        secondary: [],
        queue: { reason: 'school_unknown', text: 'San Juan' },
        insteadOf: null,
      },
      urgency: 'P2',
    });
    expect([opened.status, opened.deliveries, opened.assignment.queue, opened.alert]).toEqual([
      'received',
      [],
      { reason: 'school_unknown' },
      null,
    ]);
  });

  test('identity does not travel where it was not agreed, and never to a copy', () => {
    const reachable = agenciesWith({
      ...comisaria,
      id: 'FISCALIA_122',
      kind: 'FISCALIA_122',
      territory: null,
    });
    const names = (of: Case) => of.deliveries.map(({ agency, event }) => `${agency} ${event}`);
    expect(names(openedCase({}, reachable))).toEqual([
      'COMISARIA-76834 case.created',
      'FISCALIA_122 case.created',
      'COMISARIA-76834 case.identity',
    ]);
    expect(names(openedCase({ identityTravels: false }, reachable))).not.toContain(
      'COMISARIA-76834 case.identity',
    );
    expect(names(openedCase({ anonymous: true }, reachable))).not.toContain('COMISARIA-76834 case.identity');
  });
});

describe('three different facts', () => {
  test('received by the Gobernación only', () => {
    expect(deliveryFacts(openedCase())).toEqual({ received: NOW, delivered: null, read: null });
  });
  test('delivered is not read', () => {
    const delivered = took(openedCase());
    expect(delivered.status).toBe('delivered');
    expect(delivered.version).toBe(2);
    expect(delivered.receivedOn).toBe('2026-11-23');
    expect(deliveryFacts(delivered)).toEqual({
      received: NOW,
      delivered: { agency: 'COMISARIA-76834', at: NOW + 5000 },
      read: null,
    });
  });
  test('read by the Gobernación is not read by the body, nor delivered', () => {
    const seen = apply(openedCase(), event('acknowledge', official));
    expect(seen.status).toBe('assigned');
    expect(deliveryFacts(seen)).toMatchObject({ delivered: null, read: { by: 'gobernacion' } });
    expect(seen.receivedOn).toBeNull();
  });
  test('read by the body', () => {
    const seen = apply(openedCase(), event('acknowledge', body));
    expect(seen.status).toBe('acknowledged');
    expect(deliveryFacts(seen)).toMatchObject({ delivered: { agency: body.id }, read: { by: 'agency' } });
  });
  test('a new body has neither received nor read', () => {
    const moved = apply(
      took(openedCase()),
      event('reject', body, { text: 's' }),
      event('assign', official, { agency: 'PERSONERIA-76834' }),
    );
    expect(deliveryFacts(moved)).toMatchObject({ delivered: null });
    expect(moved.receivedOn).toBeNull();
    expect(moved.assignment).toMatchObject({
      receives: 'PERSONERIA-76834',
      queue: { reason: 'no_connector' },
    });
  });
});

describe('the workflow', () => {
  test('told twice, it happens once', () => {
    const accept = event('accept', body);
    const once = apply(openedCase(), accept);
    const again = transition(once, accept, agencies, NOW);
    expect(again).toEqual({ ok: true, case: once, events: [] });
  });

  test('refuses with a code', () => {
    const opened = openedCase();
    expect(code(opened, event('accept', { kind: 'agency', id: 'ICBF_141' }))).toBe('case.not_yours');
    expect(code(opened, event('withdraw', body))).toBe('case.not_yours');
    expect(code(opened, event('close', official))).toBe('case.not_now');
    expect(code(opened, event('resolve', body))).toBe('case.text_missing');
    expect(code(opened, event('assign', official))).toBe('case.agency_missing');
    expect(code(opened, event('assign', official, { agency: 'NADIE' }))).toBe('case.agency_unknown');
  });

  test('an accused body cannot be given the case later either', () => {
    const opened = openedCase({ accused: ['ICBF_141', 'EDU'] });
    expect(code(opened, event('assign', official, { agency: 'ICBF_141' }))).toBe('case.agency_accused');
    expect(code(opened, event('assign', official, { agency: 'EDU_CERT-76834' }))).toBe('case.agency_accused');
    expect(code(opened, event('assign', official, { agency: 'PERSONERIA-76834' }))).toBe('ok');
  });

  test('a question answered takes the case back to where it was', () => {
    const asked = apply(
      openedCase(),
      event('accept', body),
      event('request_information', body, { text: 's' }),
    );
    expect(asked.status).toBe('information_requested');
    const added = apply(asked, event('add', citizen, { text: 's', sealed: { place: 'p' } }));
    expect(added.status).toBe('accepted');
    expect(added.sealed).toEqual({
      description: 'sealed-description',
      identity: 'sealed-identity',
      place: 'p',
    });
    expect(added.deliveries.at(-1)).toMatchObject({ event: 'case.updated', agency: 'COMISARIA-76834' });
  });

  test('withdrawn before anybody heard, nobody hears', () => {
    const gone = apply(openedCase(), event('withdraw', citizen));
    expect(gone.deliveries.map(({ state, lastError }) => [state, lastError])).toEqual([
      ['dead', 'case.withdrawn'],
      ['dead', 'case.withdrawn'],
    ]);
  });
  test('withdrawn afterwards, the body hears and the person can come back', () => {
    const gone = apply(took(openedCase()), event('withdraw', citizen));
    expect(gone.deliveries.at(-1)).toMatchObject({ event: 'case.withdrawn', state: 'pending' });
    expect(apply(gone, event('reopen', citizen)).status).toBe('reopened');
  });

  test('what an official does ends the alert, once', () => {
    const told = afterAlert(openedCase(), 'Ana', NOW);
    const taken = apply(told, event('acknowledge', official));
    expect(taken.alert).toEqual({
      startedAt: NOW,
      notified: [{ person: 'Ana', at: NOW }],
      acknowledged: { by: 'official-1', at: NOW + 1000 },
    });
    expect(apply(taken, event('accept', body)).alert?.acknowledged?.by).toBe('official-1');
  });

  test('the citizen hears of others, not of themselves, and without words', () => {
    const result = transition(openedCase(), event('resolve', body, { text: 'sealed words' }), agencies, NOW);
    if (!result.ok) throw new Error(result.code);
    expect(result.events).toEqual([
      {
        id: `c1:e${serial}`,
        name: 'case.resolved',
        at: NOW,
        data: {
          case: 'c1',
          code: 'L45Q-2PXR-9HQR',
          event: 'resolve',
          status: 'resolved',
          agency: 'COMISARIA-76834',
          by: 'agency',
          history: `e${serial}`,
        },
      },
    ]);
    const mine = transition(openedCase(), event('withdraw', citizen), agencies, NOW);
    expect(mine.ok && mine.events).toEqual([]);
  });

  test('each event is told once', () => {
    const of = apply(openedCase(), event('accept', body), event('message', body, { text: 's' }));
    expect(untoldEvents(openedCase())).toEqual([]);
    expect(untoldEvents(of).map(({ name }) => name)).toEqual(['case.accepted', 'case.message']);
    expect(untoldEvents(afterTold(of, 2, NOW)).map(({ name }) => name)).toEqual(['case.message']);
    expect(afterTold(afterTold(of, 3, NOW), 2, NOW).told).toBe(3);
  });

  test('every rule has a reason, and every status a way on', () => {
    expect(CASE_EVENTS.filter((type) => RULES[type].because.length < 20)).toEqual([]);
    const reachable = new Set<CaseStatus>([
      'received',
      ...CASE_EVENTS.flatMap((type) => RULES[type].to ?? []),
    ]);
    expect([...reachable].sort()).toEqual([...CASE_STATUSES].sort());
    for (const status of CASE_STATUSES)
      expect(CASE_EVENTS.some((type) => RULES[type].from.includes(status) && RULES[type].to !== null)).toBe(
        true,
      );
  });

  test('history only grows, versions count, whatever happens', () => {
    const actor = fc.constantFrom<Actor>(body, official, citizen, { kind: 'system' });
    const step = fc.record({
      type: fc.constantFrom(...CASE_EVENTS),
      by: actor,
      text: fc.option(fc.constant('s'), { nil: undefined }),
      agency: fc.option(fc.constantFrom('ICBF_141', 'COMISARIA-76834'), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let of = openedCase();
        steps.forEach(({ text, agency, ...rest }, index) => {
          const next = { id: `p${index}`, ...rest, ...(text ? { text } : {}), ...(agency ? { agency } : {}) };
          const result = transition(of, next, agencies, NOW + index);
          if (!result.ok) return;
          expect(result.case.history.slice(0, of.history.length)).toEqual(of.history);
          expect(result.case.version).toBe(of.version + 1);
          expect(result.case.deliveries.length).toBeGreaterThanOrEqual(of.deliveries.length);
          of = result.case;
        });
      }),
    );
  });
});

describe('deliveries and the case', () => {
  const facts = (later: number) => ({ agencies, now: NOW + later, random: 0 });
  const failed = { ok: false, code: 'connector.status', retryable: true } as const;

  test('a delivery that is late is shown to a person and goes on being tried', () => {
    const opened = openedCase();
    expect(afterDelivery(opened, first(opened), failed, facts(60_000)).assignment.queue).toBeNull();
    const late = afterDelivery(opened, first(opened), failed, facts(30 * 60_000));
    expect(late.assignment.queue).toEqual({ reason: 'delivery_late' });
    expect(late.deliveries[0]?.state).toBe('pending');
    expect(took(late).assignment.queue).toBeNull();
  });
  test('a dead one goes to the queue', () => {
    const opened = openedCase();
    const dead = afterDelivery(opened, first(opened), { ...failed, retryable: false }, facts(1000));
    expect(dead.assignment.queue).toEqual({ reason: 'delivery_dead' });
    expect(dead.status).toBe('assigned');
    expect(afterDelivery(dead, first(dead), { ok: true }, facts(2000))).toBe(dead);
  });
  test('a body that answers before its connector is done keeps its status', () => {
    const opened = apply(openedCase(), event('accept', body));
    expect(took(opened)).toMatchObject({ status: 'accepted', receivedOn: '2026-11-23' });
  });
  test('reassigned, the former body gets nothing more', () => {
    const moved = apply(openedCase(), event('assign', official, { agency: 'ICBF_141' }));
    expect(moved.deliveries.map(({ lastError }) => lastError)).toEqual([
      'case.reassigned',
      'case.reassigned',
    ]);
  });
});

test('an erased case keeps no word and no key', () => {
  const full = apply(openedCase(), event('message', body, { text: 'sealed words' }));
  const gone = erased(full, NOW);
  expect(gone.key).toBeNull();
  expect(JSON.stringify(gone)).not.toMatch(/sealed-|sealed words|wrapped|conversation-1/);
  expect(gone.deliveries.every(({ state }) => state === 'dead')).toBe(true);
  expect(gone.history).toHaveLength(full.history.length);
});
