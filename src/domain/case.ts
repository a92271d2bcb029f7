import type { AgencyDirectory } from './agency.js';
import type { SealedFields } from './contact.js';
import type { Day } from './deadline.js';
import type { Evidence } from './evidence.js';
import type { Delivery, DeliveryEvent } from './delivery.js';
import type { JsonObject } from './json.js';
import type { ProcedureId } from './procedure.js';
import type { AlertState } from './roster.js';
import type { Assignment, QueueReason } from './routing.js';
import type { Population } from './understanding.js';
import { isUrgent, type Urgency } from './urgency.js';

/** "recibido por la Gobernación" is received, "entregado a" is delivered, "leído por una persona" is acknowledged:
 * three facts, each said only when it is one. */
export const CASE_STATUSES = [
  'received',
  'assigned',
  'delivered',
  'acknowledged',
  'accepted',
  'rejected',
  'transferred',
  'information_requested',
  'resolved',
  'reopened',
  'closed',
  'withdrawn',
] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

export type Actor =
  | { readonly kind: 'agency'; readonly id: string }
  | { readonly kind: 'gobernacion'; readonly id: string }
  | { readonly kind: 'citizen' }
  | { readonly kind: 'system' };

/** One line of the history, never changed after it was written. */
export interface HistoryEntry {
  /** The same event told twice has the same id and happens once. */
  readonly id: string;
  readonly at: number;
  readonly event: string;
  readonly from: CaseStatus;
  readonly to: CaseStatus;
  readonly by: Actor;
  /** Words of a person or an official, sealed as field `history:<id>`. */
  readonly text?: string;
  readonly agency?: string;
}

/** Something that happened to a case, as its citizen's conversation hears of it; no personal data. */
export interface DomainEvent {
  /** Also the message id in the inbox, so that it is told once. */
  readonly id: string;
  readonly name: string;
  readonly at: number;
  readonly data: JsonObject;
}

/** Proof that consent was asked and what was answered (Ley 1581 de 2012 art. 9). */
export interface CaseConsent {
  readonly noticeVersion: string;
  readonly channel: string;
  readonly at: number;
  readonly given: boolean;
}

/** A concern that was confirmed. Plain data; what is personal stands only in `sealed` and in sealed history texts. */
export interface Case {
  readonly id: string;
  /** Tracking code, `K4M7-2PXR-9QH3`. */
  readonly code: string;
  /** Counts every change; the store refuses a write on an older one. */
  readonly version: number;
  readonly openedAt: number;
  readonly updatedAt: number;
  readonly service: string;
  readonly procedure: ProcedureId;
  readonly urgency: Urgency;
  readonly sensitive: boolean;
  readonly status: CaseStatus;
  readonly assignment: CaseAssignment;
  readonly territory: string | null;
  readonly populations: readonly Population[];
  /** Who tells, apart from who is affected. */
  readonly informant: 'victim' | 'witness' | 'child' | 'board';
  readonly anonymous: boolean;
  /** Kinds of body that the person accuses: none of them ever receives the case. */
  readonly accused: readonly string[];
  /** The person agreed that identity travels, or the law requires it. */
  readonly identityTravels: boolean;
  /** Whether news is sent without asking; in sensitive cases only where the person chose a safe channel. */
  readonly sendsNews: boolean;
  readonly consent: CaseConsent | null;
  /** Where its news goes: the conversation's pseudonym, never an address (that one is sealed as `reply_to`). */
  readonly conversation: string;
  /** Day on which the competent body received it; petition terms count from it. */
  readonly receivedOn: Day | null;
  /** Wrapped key of `sealed`; null after erasure. */
  readonly key: string | null;
  readonly sealed: SealedFields;
  /** Files that the person gave; absent in cases from before files were taken. */
  readonly evidence?: readonly Evidence[];
  readonly history: readonly HistoryEntry[];
  readonly deliveries: readonly Delivery[];
  readonly events: readonly DomainEvent[];
  /** How many of `events` have entered the citizen's inbox. */
  readonly told: number;
  readonly alert: AlertState | null;
}

/** Where the case stands. The school or junta that was named stays sealed among the answers. */
export type CaseAssignment = Omit<Assignment, 'queue'> & { readonly queue: CaseQueue | null };

/** Why a person of the Gobernación has to act. */
export interface CaseQueue {
  readonly reason:
    | QueueReason
    | 'delivery_dead'
    | 'delivery_late'
    | 'delivery_uncertain'
    | 'rejected'
    | 'transferred';
}

/** What the report dialog knows when the person confirmed; texts are sealed already. */
export type NewCase = Pick<
  Case,
  | 'id'
  | 'code'
  | 'service'
  | 'procedure'
  | 'urgency'
  | 'sensitive'
  | 'territory'
  | 'populations'
  | 'informant'
  | 'anonymous'
  | 'accused'
  | 'identityTravels'
  | 'sendsNews'
  | 'consent'
  | 'conversation'
  | 'key'
  | 'sealed'
  | 'evidence'
> & { readonly assignment: Assignment };

/** The case as it is first stored: received, assigned where a body is known, with its deliveries and, when urgent, an
 * alert to the people on call. The same confirmed report gives the same case however often it is performed. */
export function openCase(fresh: NewCase, agencies: AgencyDirectory, now: number): Case {
  const system: Actor = { kind: 'system' };
  const received: HistoryEntry = {
    id: `${fresh.id}:received`,
    at: now,
    event: 'receive',
    from: 'received',
    to: 'received',
    by: { kind: 'citizen' },
  };
  const { queue, ...place } = fresh.assignment;
  const agency = place.receives;
  const assigned: HistoryEntry[] =
    agency === null
      ? []
      : [
          {
            id: `${fresh.id}:assigned`,
            at: now,
            event: 'assign',
            from: 'received',
            to: 'assigned',
            by: system,
            agency,
          },
        ];
  return {
    ...fresh,
    assignment: { ...place, queue: queue && { reason: queue.reason } },
    version: 1,
    openedAt: now,
    updatedAt: now,
    status: agency === null ? 'received' : 'assigned',
    receivedOn: null,
    history: [received, ...assigned],
    deliveries: [
      ...deliveriesFor(fresh, 'case.created', agencies, now),
      ...(travels(fresh) ? deliveriesFor(fresh, 'case.identity', agencies, now) : []),
    ],
    events: [openedEvent(fresh, now)],
    // The conversation that confirmed the report has told its person already.
    told: 1,
    alert: isUrgent(fresh.urgency) ? { startedAt: now, notified: [], acknowledged: null } : null,
  };
}

const openedEvent = (fresh: NewCase, now: number): DomainEvent => ({
  id: `${fresh.id}:case.opened`,
  name: 'case.opened',
  at: now,
  data: {
    case: fresh.id,
    code: fresh.code,
    service: fresh.service,
    agency: fresh.assignment.receives,
    urgency: fresh.urgency,
    procedure: fresh.procedure,
    queue: fresh.assignment.queue?.reason ?? null,
  },
});

/** Whether who the person is goes to the competent body: agreed or required by law, and told. */
export const travels = (of: Pick<Case, 'anonymous' | 'identityTravels' | 'sealed'>): boolean =>
  of.identityTravels && !of.anonymous && of.sealed.identity !== undefined;

/** One delivery for each body of the case that has a connector; identity only for the competent one. `serial` tells later ones
 * apart. */
export function deliveriesFor(
  of: { readonly id: string; readonly assignment: Pick<Assignment, 'receives' | 'secondary'> },
  event: DeliveryEvent,
  agencies: AgencyDirectory,
  now: number,
  serial = 0,
): readonly Delivery[] {
  const { receives, secondary } = of.assignment;
  const competent = receives === null ? [] : [{ agency: receives, recipient: 'competent' as const }];
  const copies =
    event === 'case.identity' ? [] : secondary.map((agency) => ({ agency, recipient: 'secondary' as const }));
  return [...competent, ...copies]
    .filter(({ agency }) => (agencies.get(agency)?.connector ?? 'none') !== 'none')
    .map(({ agency, recipient }) => ({
      id: `${of.id}.${serial}.${event}.${agency}`,
      agency,
      recipient,
      event,
      state: 'pending',
      createdAt: now,
      attempts: 0,
      nextAt: now,
      lastError: null,
      settledAt: null,
      reference: null,
    }));
}
