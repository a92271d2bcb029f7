import type { Case } from './case.js';
import { type ContactRules, type Identity, CHAT_ONLY } from './contact.js';
import type { Evidence, Handling } from './evidence.js';
import type { Procedure } from './procedure.js';
import type { Answers, Service, ServiceQuestion } from './service.js';
import type { Territory } from './territory.js';

/** What a person told, opened from its seals. */
export interface CaseWords {
  readonly description?: string;
  readonly place?: string;
  readonly answers?: Answers;
  readonly contact?: ContactRules;
  readonly identity?: Identity;
}

/** What a body receives: docs/schemas/case.schema.json. How the person may be contacted comes first. */
export interface CaseDocument {
  readonly contact: ContactRules;
  readonly case: string;
  readonly code: string;
  readonly recipient: 'competent' | 'secondary';
  readonly openedAt: string;
  readonly urgency: Case['urgency'];
  readonly sensitive: boolean;
  readonly service: { readonly id: string; readonly name: string };
  readonly procedure: {
    readonly id: string;
    readonly term: string;
    readonly basis: string;
    readonly verified: boolean;
  };
  readonly legalBasis: string;
  readonly territory: { readonly code: string; readonly name: string } | null;
  readonly populations: Case['populations'];
  readonly informant: Case['informant'];
  readonly anonymous: boolean;
  readonly description: string | null;
  readonly place: string | null;
  readonly answers: readonly AnsweredQuestion[];
  /** Files the person gave: what they are, not their bytes. */
  readonly evidence: readonly NamedEvidence[];
  readonly consent: { readonly given: boolean; readonly at: string; readonly notice: string } | null;
}

/** A file of the case as a body reads of it. `handling` `quarantined`: nobody opened it here; `careful`: nobody knows
 * what it shows. */
export interface NamedEvidence {
  readonly id: string;
  readonly type: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly handling: Handling;
  readonly givenAt: string;
}

/** One follow-up question as an official reads it. `value` is `yes`, `no`, `unknown`, an option's value or the text;
 * `label` the option's words. */
export interface AnsweredQuestion {
  readonly id: string;
  readonly question: string;
  readonly value: string;
  readonly label: string | null;
}

/** Who the person is, apart: docs/schemas/identity.schema.json. */
export interface IdentityDocument {
  readonly case: string;
  readonly code: string;
  readonly identity: Identity;
}

export interface WithdrawnDocument {
  readonly case: string;
  readonly code: string;
  readonly withdrawnAt: string;
}

export interface DocumentFacts {
  readonly service: Service;
  /** Every question there is, by id: a person may have answered some for another route. */
  readonly questions: ReadonlyMap<string, ServiceQuestion>;
  readonly procedure: Procedure;
  readonly territory: Territory | null;
}

/** The case as one recipient may read it. A secondary recipient learns that there is a case, of what kind and where:
 * neither the person's words nor how to reach them. */
export function caseDocument(
  of: Case,
  words: CaseWords,
  facts: DocumentFacts,
  recipient: CaseDocument['recipient'],
): CaseDocument {
  const { service, procedure, territory } = facts;
  const full = recipient === 'competent';
  return {
    contact: full ? (words.contact ?? CHAT_ONLY) : { chat: false, call: false, visit: false, email: false },
    case: of.id,
    code: of.code,
    recipient,
    openedAt: new Date(of.openedAt).toISOString(),
    urgency: of.urgency,
    sensitive: of.sensitive,
    service: { id: service.id, name: service.concern },
    procedure: {
      id: procedure.id,
      term: procedure.termText,
      basis: procedure.basis,
      verified: procedure.verified,
    },
    legalBasis: service.legalBasis,
    territory: territory && { code: territory.code, name: territory.name },
    populations: of.populations,
    informant: of.informant,
    anonymous: of.anonymous,
    description: (full ? words.description : undefined) ?? null,
    place: (full ? words.place : undefined) ?? null,
    answers: full ? answered(words.answers ?? {}, facts.questions) : [],
    evidence: full ? (of.evidence ?? []).map(named) : [],
    consent: of.consent && {
      given: of.consent.given,
      at: new Date(of.consent.at).toISOString(),
      notice: of.consent.noticeVersion,
    },
  };
}

const named = ({ id, type, bytes, sha256, handling, at }: Evidence): NamedEvidence => ({
  id,
  type,
  bytes,
  sha256,
  handling,
  givenAt: new Date(at).toISOString(),
});

function answered(answers: Answers, questions: DocumentFacts['questions']): readonly AnsweredQuestion[] {
  return Object.entries(answers).flatMap(([id, value]) => {
    const question = questions.get(id);
    if (!question) return [];
    const label = question.options?.find((option) => option.value === value)?.label['es-CO'] ?? null;
    return [{ id, question: question.ask['es-CO'], value, label }];
  });
}

export const identityDocument = (of: Case, words: CaseWords): IdentityDocument => ({
  case: of.id,
  code: of.code,
  identity: words.identity ?? {},
});

export const withdrawnDocument = (of: Case): WithdrawnDocument => ({
  case: of.id,
  code: of.code,
  withdrawnAt: new Date(
    of.history.findLast((entry) => entry.event === 'withdraw')?.at ?? of.updatedAt,
  ).toISOString(),
});
