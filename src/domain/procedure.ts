import { type Day, saidDay } from './deadline.js';
import type { Said } from './message.js';
import type { Service } from './service.js';
import { isUrgent, type Urgency } from './urgency.js';

export const PROCEDURES = [
  'emergency',
  'protection',
  'child_rights_restoration',
  'criminal_complaint',
  'urgent_search',
  'victim_declaration',
  'health_claim',
  'orientation',
  'school_coexistence',
  'conciliation',
  'jac_challenge',
  'habeas_data',
  'petition',
] as const;
export type ProcedureId = (typeof PROCEDURES)[number];

/** How long a body has, and from when (data/procedures.yaml). `amount` is in the unit that `kind` names. */
export interface Term {
  readonly kind: 'now' | 'hours' | 'working_hours' | 'working_days' | 'own_route' | 'none';
  readonly amount?: number;
  /** Most working days it may be prolonged by, with notice. */
  readonly extension?: number;
  readonly from?: 'competent_receipt' | 'authority_knows';
}

export interface Procedure {
  readonly id: ProcedureId;
  readonly term: Term;
  /** As officials write it. */
  readonly termText: string;
  readonly basis: string;
  /** False: not confirmed in a source, said once as "por verificar". */
  readonly verified: boolean;
}

export type ProcedureCatalogue = ReadonlyMap<ProcedureId, Procedure>;

/** Working days we take at most to hand a case to the competent body: 5 where it is written (Ley 1437 de 2011
 * art. 21, as replaced by Ley 1755 de 2015). */
export const TRANSFER_WORKING_DAYS = 5;

export interface TermFacts {
  readonly service: Service;
  readonly procedure: Procedure;
  readonly urgency: Urgency;
  /** Day on which the competent body received the case; null before that. */
  readonly receivedOn: Day | null;
  /** Day on which the term ends, counted in working days; null where none is counted. */
  readonly dueOn: Day | null;
  /** Day by which we hand the case over. */
  readonly transferOn: Day;
}

/** What may be told about time. */
export interface TermTold {
  /** What to say, keys of locales/<tag>/case.json. */
  readonly said: readonly Said[];
  /** Something said is not confirmed: say `case:term-to-verify` once. */
  readonly toVerify: boolean;
}

const PETITION_TERMS: readonly ProcedureId[] = [
  'petition',
  'school_coexistence',
  'conciliation',
  'habeas_data',
];

/** Whether the person is to be spoken to as someone who asks for protection: then no petition term is told. */
export const asksProtection = (service: Service, urgency: Urgency): boolean =>
  service.asksProtection || (service.sensitive && isUrgent(urgency));

/** What may be told about the time a route takes. Never a petition term to someone who asks for protection; before
 * the competent body's receipt only our own transfer term runs (Ley 1755 de 2015 art. 21). */
export function termTold(facts: TermFacts): TermTold {
  const { service, procedure, urgency } = facts;
  if (asksProtection(service, urgency)) {
    if (PETITION_TERMS.includes(procedure.id))
      return { said: [{ key: 'case:term-protected' }], toVerify: false };
    return { said: [{ key: `case:term-${procedure.id}` }], toVerify: isUnsure(procedure) };
  }
  if (!PETITION_TERMS.includes(procedure.id))
    return { said: [{ key: `case:term-${procedure.id}` }], toVerify: isUnsure(procedure) };
  if (facts.receivedOn === null)
    return {
      said: [
        { key: 'case:term-transfer', args: { days: TRANSFER_WORKING_DAYS, due: saidDay(facts.transferOn) } },
        { key: 'case:term-starts-later' },
      ],
      toVerify: false,
    };
  if (facts.dueOn === null)
    return { said: [{ key: `case:term-${procedure.id}` }], toVerify: isUnsure(procedure) };
  return {
    said: [
      {
        key: 'case:term-counted',
        args: {
          days: procedure.term.amount ?? 0,
          received: saidDay(facts.receivedOn),
          due: saidDay(facts.dueOn),
        },
      },
    ],
    toVerify: isUnsure(procedure),
  };
}

/** `now` states no figure that a source would have to confirm. */
const isUnsure = (procedure: Procedure): boolean => !procedure.verified && procedure.term.kind !== 'now';
