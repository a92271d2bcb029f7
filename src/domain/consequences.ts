import type { AgencyDirectory } from './agency.js';
import { type Case, type CaseAssignment, type CaseQueue, deliveriesFor, travels } from './case.js';
import { dayOf } from './deadline.js';
import type { Delivery, DeliveryEvent } from './delivery.js';
import { withEvidence } from './evidence.js';
import { acknowledgedAlert } from './roster.js';
import type { CaseEvent } from './workflow-rules.js';

/** What an event changes beside the status: where the case stands, what is to be told to whom, whether the people on
 * call still have to be told. */
export function consequences(
  of: Case,
  event: CaseEvent,
  agencies: AgencyDirectory,
  now: number,
): Partial<Case> {
  const alert =
    of.alert && (event.by.kind === 'gobernacion' || event.by.kind === 'agency')
      ? acknowledgedAlert(of.alert, event.by.id, now)
      : of.alert;
  const tell = (name: DeliveryEvent): readonly Delivery[] => told(of, name, agencies, now);
  switch (event.type) {
    case 'assign':
      return { alert, ...reassigned(of, event.agency ?? null, agencies, now) };
    case 'deliver':
      return { alert, receivedOn: dayOf(now), assignment: queued(of, null) };
    case 'acknowledge':
    case 'accept':
    case 'request_information': {
      if (event.by.kind !== 'agency') return { alert };
      return { alert, receivedOn: of.receivedOn ?? dayOf(now), assignment: queued(of, null) };
    }
    case 'resolve':
      return {
        alert,
        receivedOn: of.receivedOn ?? (event.by.kind === 'agency' ? dayOf(now) : null),
        assignment: queued(of, null),
      };
    case 'reject':
      return { alert, assignment: queued(of, 'rejected') };
    case 'transfer':
      return { alert, assignment: queued(of, 'transferred') };
    case 'reopen':
      return { alert, assignment: queued(of, unreachable(of, agencies)), deliveries: tell('case.updated') };
    case 'withdraw':
      return { assignment: queued(of, null), deliveries: withdrawn(of, tell('case.withdrawn'), now) };
    case 'add':
      return {
        sealed: { ...of.sealed, ...event.sealed },
        ...(event.evidence ? { evidence: withEvidence(of.evidence, event.evidence) } : {}),
        deliveries: tell('case.updated'),
      };
    default:
      return { alert };
  }
}

const queued = (of: Case, reason: CaseQueue['reason'] | null): CaseAssignment => ({
  ...of.assignment,
  queue: reason === null ? null : { reason },
});

function unreachable(of: Case, agencies: AgencyDirectory): CaseQueue['reason'] | null {
  const agency = of.assignment.receives;
  if (agency === null) return 'body_unknown';
  return (agencies.get(agency)?.connector ?? 'none') === 'none' ? 'no_connector' : null;
}

/** A new body receives the case; what the former one had not got yet it no longer gets, and the petition term waits
 * for the new one's receipt (Ley 1755 de 2015 art. 21). */
function reassigned(of: Case, agency: string | null, agencies: AgencyDirectory, now: number): Partial<Case> {
  const secondary = of.assignment.secondary.filter((id) => id !== agency);
  const moved: Case = { ...of, assignment: { ...of.assignment, receives: agency, secondary } };
  const competent = { id: of.id, assignment: { receives: agency, secondary: [] } };
  const serial = of.history.length;
  return {
    assignment: queued(moved, unreachable(moved, agencies)),
    receivedOn: null,
    deliveries: [
      ...of.deliveries.map((delivery) =>
        isOpen(delivery) && delivery.agency !== agency && delivery.recipient === 'competent'
          ? stopped(delivery, 'case.reassigned', now)
          : delivery,
      ),
      ...deliveriesFor(competent, 'case.created', agencies, now, serial),
      ...(travels(of) ? deliveriesFor(competent, 'case.identity', agencies, now, serial) : []),
    ],
  };
}

/** What was never tried is not sent any more; who may have heard of the case hears that it was withdrawn. */
function withdrawn(of: Case, news: readonly Delivery[], now: number): readonly Delivery[] {
  const heard = new Set(
    of.deliveries
      .filter((delivery) => delivery.attempts > 0 || delivery.state === 'leased')
      .map((delivery) => delivery.agency),
  );
  return [
    ...of.deliveries.map((delivery) =>
      isOpen(delivery) && delivery.attempts === 0 && delivery.state !== 'leased'
        ? stopped(delivery, 'case.withdrawn', now)
        : delivery,
    ),
    ...news.slice(of.deliveries.length).filter((delivery) => heard.has(delivery.agency)),
  ];
}

/** Tells the bodies that the case was meant for already; copies hear of its end only. */
function told(of: Case, event: DeliveryEvent, agencies: AgencyDirectory, now: number): readonly Delivery[] {
  const meant = new Set(of.deliveries.map((delivery) => delivery.agency));
  const next = deliveriesFor(of, event, agencies, now, of.history.length).filter(
    (delivery) =>
      meant.has(delivery.agency) && (event === 'case.withdrawn' || delivery.recipient === 'competent'),
  );
  return [...of.deliveries, ...next];
}

const isOpen = (delivery: Delivery): boolean => delivery.state === 'pending' || delivery.state === 'leased';

/** Ends a delivery that must not happen any more. */
export const stopped = (delivery: Delivery, why: string, now: number): Delivery => ({
  ...delivery,
  state: 'dead',
  settledAt: now,
  lastError: why,
});
