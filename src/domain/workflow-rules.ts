import type { Actor, Case, CaseStatus, DomainEvent } from './case.js';
import type { SealedFields } from './contact.js';
import type { Evidence } from './evidence.js';

export const CASE_EVENTS = [
  'assign',
  'deliver',
  'acknowledge',
  'accept',
  'reject',
  'transfer',
  'request_information',
  'message',
  'resolve',
  'reopen',
  'close',
  'withdraw',
  'add',
] as const;
export type CaseEventType = (typeof CASE_EVENTS)[number];

/** Something that happens to a case. `id` is unique to it (an Idempotency-Key under its agency's id, a message
 * id): told twice, it happens once. */
export interface CaseEvent {
  readonly id: string;
  readonly type: CaseEventType;
  readonly by: Actor;
  /** Words, sealed under the case's key as field `history:<id>`. */
  readonly text?: string;
  /** assign: the body that receives it now; transfer: the body that is proposed, null for the Gobernación to decide. */
  readonly agency?: string | null;
  /** add: fields that changed, sealed. */
  readonly sealed?: SealedFields;
  /** add: files the person gave. */
  readonly evidence?: readonly Evidence[];
}

export type Refused =
  /** The case is not in a state in which that can happen. */
  | 'case.not_now'
  /** Only the body that holds the case, the Gobernación, or the citizen may do that. */
  | 'case.not_yours'
  | 'case.text_missing'
  | 'case.agency_missing'
  | 'case.agency_unknown'
  /** Nobody who is accused receives the case. */
  | 'case.agency_accused';

export type Transition =
  | { readonly ok: true; readonly case: Case; readonly events: readonly DomainEvent[] }
  | { readonly ok: false; readonly code: Refused; readonly status: CaseStatus };

type Who = Actor['kind'];

export interface Rule {
  /** Statuses in which it can happen. */
  readonly from: readonly CaseStatus[];
  /** Status afterwards; null leaves it. */
  readonly to: CaseStatus | null;
  readonly who: readonly Who[];
  readonly needs?: 'text' | 'agency';
  /** Why the rule is as it is. */
  readonly because: string;
}

const WITH_BODY: readonly CaseStatus[] = [
  'assigned',
  'delivered',
  'acknowledged',
  'accepted',
  'information_requested',
  'reopened',
];
const OPEN: readonly CaseStatus[] = ['received', ...WITH_BODY, 'rejected', 'transferred', 'resolved'];
const OFFICIALS: readonly Who[] = ['agency', 'gobernacion'];

/** The whole workflow. An agency may answer without acknowledging first: answering is reading. */
export const RULES: Readonly<Record<CaseEventType, Rule>> = {
  assign: {
    from: ['received', 'assigned', 'delivered', 'acknowledged', 'rejected', 'transferred', 'reopened'],
    to: 'assigned',
    who: ['gobernacion', 'system'],
    needs: 'agency',
    because:
      'the Gobernación finds the competent body where routing could not, or after a body said it is not',
  },
  deliver: {
    from: ['assigned', 'reopened'],
    to: 'delivered',
    who: ['system', 'gobernacion'],
    because: 'the body has it: its connector took it, or an official handed it over and says so',
  },
  acknowledge: {
    from: ['received', 'assigned', 'delivered', 'reopened'],
    to: 'acknowledged',
    who: OFFICIALS,
    because:
      'a person of the body read it; a machine taking it is only a delivery, and the Gobernación reading it leaves the status',
  },
  accept: { from: WITH_BODY, to: 'accepted', who: OFFICIALS, because: 'the body says it is competent' },
  reject: {
    from: WITH_BODY,
    to: 'rejected',
    who: OFFICIALS,
    needs: 'text',
    because: 'a refusal is told to the person with its reason and goes back to the Gobernación',
  },
  transfer: {
    from: WITH_BODY,
    to: 'transferred',
    who: OFFICIALS,
    needs: 'text',
    because: 'a body that is not competent passes it on and tells the person (Ley 1755 de 2015 art. 21)',
  },
  request_information: {
    from: ['received', ...WITH_BODY],
    to: 'information_requested',
    who: OFFICIALS,
    needs: 'text',
    because: 'what is missing is asked, never a reason to refuse (Ley 1755 de 2015 arts. 15 and 17)',
  },
  message: {
    from: [...OPEN, 'closed'],
    to: null,
    who: OFFICIALS,
    needs: 'text',
    because: 'words to the person that change nothing else',
  },
  resolve: {
    from: ['received', ...WITH_BODY],
    to: 'resolved',
    who: OFFICIALS,
    needs: 'text',
    because: 'an answer has words; the person may say that it does not answer',
  },
  reopen: {
    from: ['resolved', 'closed', 'withdrawn'],
    to: 'reopened',
    who: ['citizen', 'agency', 'gobernacion'],
    because: 'everything the person can say has a way back',
  },
  close: {
    from: ['resolved', 'withdrawn'],
    to: 'closed',
    who: ['gobernacion', 'system'],
    because: 'only what was answered or withdrawn ends',
  },
  withdraw: {
    from: OPEN,
    to: 'withdrawn',
    who: ['citizen'],
    because: 'the person may withdraw at any time; what the law makes officials pursue goes on with them',
  },
  add: {
    from: [...OPEN, 'closed', 'withdrawn'],
    to: null,
    who: ['citizen'],
    because: 'the person may add and correct at any time',
  },
};
