import type { AgencyDirectory } from './agency.js';
import type { Actor, Case, DomainEvent } from './case.js';
import { stopped } from './consequences.js';
import type { SealedFields } from './contact.js';
import { keptByLaw } from './evidence.js';
import { type DeliveryOutcome, isAsked, LATE_AFTER_MS, LATE_AFTER_URGENT_MS, settled } from './delivery.js';
import { notedAlert } from './roster.js';
import { isUrgent } from './urgency.js';
import { transition } from './workflow.js';
import type { CaseEvent } from './workflow-rules.js';

/** The case after an attempt to deliver. Taken by the competent body's connector, the case is delivered; a delivery
 * that died or is late puts it into the
 * Gobernación's queue. An attempt that was settled already changes nothing. */
export function afterDelivery(
  of: Case,
  deliveryId: string,
  outcome: DeliveryOutcome,
  facts: { readonly agencies: AgencyDirectory; readonly now: number; readonly random: number },
): Case {
  const before = of.deliveries.find((delivery) => delivery.id === deliveryId);
  if (!before || before.state === 'delivered' || before.state === 'dead') return of;
  const after = settled(before, outcome, { now: facts.now, random: facts.random, urgency: of.urgency });
  const next: Case = {
    ...of,
    version: of.version + 1,
    updatedAt: facts.now,
    deliveries: of.deliveries.map((delivery) => (delivery.id === deliveryId ? after : delivery)),
  };
  if (after.recipient !== 'competent' || after.agency !== of.assignment.receives) return next;
  if (after.state === 'dead')
    return { ...next, assignment: { ...of.assignment, queue: { reason: 'delivery_dead' } } };
  if (isAsked(after) && (of.assignment.queue?.reason ?? 'delivery_late') === 'delivery_late')
    return { ...next, assignment: { ...of.assignment, queue: { reason: 'delivery_uncertain' } } };
  if (after.state === 'pending' && isLate(of, after.createdAt, facts.now))
    return { ...next, assignment: { ...of.assignment, queue: { reason: 'delivery_late' } } };
  if (after.state !== 'delivered') return next;
  if (after.event !== 'case.created')
    return WAITING.has(of.assignment.queue?.reason ?? '')
      ? { ...next, assignment: { ...of.assignment, queue: null } }
      : next;
  const event: CaseEvent = { id: `${deliveryId}:delivered`, type: 'deliver', by: { kind: 'system' } };
  const moved = transition(next, event, facts.agencies, facts.now);
  return moved.ok ? { ...moved.case, version: next.version } : next;
}

/** Reasons that are gone once the body has what was under way. */
const WAITING = new Set<string>(['delivery_late', 'delivery_uncertain']);

/** The case after a person found out about an uncertain delivery: it arrived, or it is to be sent again now. */
export function afterInquiry(
  of: Case,
  deliveryId: string,
  found: 'arrived' | 'repeat',
  facts: { readonly agencies: AgencyDirectory; readonly now: number },
): Case {
  const delivery = of.deliveries.find(({ id }) => id === deliveryId);
  if (!delivery || !isAsked(delivery)) return of;
  if (found === 'arrived') return afterDelivery(of, deliveryId, { ok: true }, { ...facts, random: 0 });
  return {
    ...of,
    version: of.version + 1,
    updatedAt: facts.now,
    deliveries: of.deliveries.map((it) =>
      it.id === deliveryId && it.state === 'pending' ? { ...it, nextAt: facts.now } : it,
    ),
  };
}

const isLate = (of: Case, since: number, now: number): boolean =>
  of.assignment.queue === null &&
  now - since >= (isUrgent(of.urgency) ? LATE_AFTER_URGENT_MS : LATE_AFTER_MS);

/** The case after a person on call was told. */
export const afterAlert = (of: Case, person: string, now: number): Case =>
  of.alert
    ? { ...of, version: of.version + 1, updatedAt: now, alert: notedAlert(of.alert, person, now) }
    : of;

/** What the citizen's inbox has not got yet, oldest first. */
export const untoldEvents = (of: Case): readonly DomainEvent[] => of.events.slice(of.told);

/** The case after its first `count` events have entered the citizen's inbox. */
export const afterTold = (of: Case, count: number, now: number): Case =>
  count <= of.told ? of : { ...of, version: of.version + 1, updatedAt: now, told: count };

/** The case without its words: its key and every sealed field are gone, what the law keeps stays. */
export const erased = (of: Case, now: number): Case => ({
  ...of,
  version: of.version + 1,
  updatedAt: now,
  // Nobody is told of it any more, and nothing leads back to the conversation.
  conversation: '',
  sendsNews: false,
  told: of.events.length,
  key: null,
  sealed: {},
  evidence: (of.evidence ?? []).filter(keptByLaw),
  history: of.history.map(({ text: _words, ...entry }) => entry),
  deliveries: of.deliveries.map((delivery) =>
    delivery.settledAt === null ? stopped(delivery, 'case.erased', now) : delivery,
  ),
});

/** The case of somebody who is watched: nothing is sent to them any more. `sealed` are the words that change with it. Part of
 * the write in which that was learnt, so that no news comes in between. */
export const silenced = (of: Case, sealed: SealedFields): Case => ({
  ...of,
  sendsNews: false,
  sealed: { ...of.sealed, ...sealed },
});

/** The three facts about where a case has got to, each null until it is one. */
export interface DeliveryFacts {
  readonly received: number;
  readonly delivered: { readonly agency: string; readonly at: number } | null;
  /** Read by a person of the body, or of the Gobernación: never said as the other. */
  readonly read: {
    readonly by: Extract<Actor['kind'], 'agency' | 'gobernacion'>;
    readonly at: number;
  } | null;
}

export function deliveryFacts(of: Case): DeliveryFacts {
  const agency = of.assignment.receives;
  const taken = of.deliveries.find(
    (delivery) =>
      delivery.agency === agency && delivery.state === 'delivered' && delivery.event === 'case.created',
  );
  const assigned = of.history.findLastIndex((entry) => entry.event === 'assign');
  const handed = of.history.slice(assigned + 1).findLast((entry) => entry.event === 'deliver');
  const byBody = of.history.find((entry) => entry.by.kind === 'agency' && entry.by.id === agency);
  const byUs = of.history.find((entry) => entry.by.kind === 'gobernacion');
  const deliveredAt = taken?.settledAt ?? handed?.at ?? byBody?.at ?? null;
  const read = byBody ? ('agency' as const) : byUs ? ('gobernacion' as const) : null;
  return {
    received: of.openedAt,
    delivered: agency === null || deliveredAt === null ? null : { agency, at: deliveredAt },
    read: read === null ? null : { by: read, at: (byBody ?? byUs)?.at ?? 0 },
  };
}
