import { agencyId, type Agency, type AgencyDirectory, type AgencyKind, phoneToShow } from './agency.js';
import { holds, type Answers, type QueueByAnswer, type Service } from './service.js';
import type { Territory } from './territory.js';

/** Why a case waits for a person of the Gobernación instead of going to a body by itself. */
export type QueueReason =
  | QueueByAnswer
  | 'no_connector'
  | 'municipality_unknown'
  | 'school_unknown'
  | 'junta_unknown'
  | 'body_unknown'
  | 'all_accused';

export interface Assignment {
  /** Kind the person is told about. */
  readonly shown: string;
  /** Body that receives the written case; null when it is not known. */
  readonly receives: string | null;
  readonly secondary: readonly string[];
  /** Why the case is listed in the Gobernación's queue; null when a verified connector carries it. */
  readonly queue: { readonly reason: QueueReason; readonly text?: string } | null;
  /** The competent body was accused and an oversight body receives the case in its place. */
  readonly insteadOf: string | null;
}

export interface RoutingFacts {
  readonly service: Service;
  readonly answers: Answers;
  /** Where it happens; null when not known. The department is no municipality. */
  readonly territory: Territory | null;
  readonly kinds: ReadonlyMap<string, AgencyKind>;
  readonly agencies: AgencyDirectory;
  /** Kinds of body that the person accuses (POLICIA_123, COMISARIA, EDU …). */
  readonly accused?: readonly string[];
  /** From settleService: no route fits. */
  readonly queue?: QueueByAnswer | null;
}

/** Decides who is told, who receives the case and who gets a copy. Pure; a case that no body can take is returned
 * with its reason, never dropped. An accused body never receives the case nor a copy: the Personería of the
 * municipality does where the body is municipal or local, else the Procuraduría. */
export function assignAgency(facts: RoutingFacts): Assignment {
  const { service, answers } = facts;
  const accused = accusedKinds(facts.accused ?? []);
  const isAccused = (kind: string): boolean => accused.has(concreteKind(kind, facts.territory));
  const shown = isAccused(service.shown) ? overseer(service.shown, facts, accused) : service.shown;
  if (facts.queue)
    return {
      shown: shown ?? service.shown,
      receives: null,
      secondary: [],
      queue: { reason: facts.queue },
      insteadOf: null,
    };
  const blamed = isAccused(service.receives);
  const kind = blamed ? overseer(service.receives, facts, accused) : service.receives;
  const body = kind === null ? { missing: { reason: 'all_accused' as const } } : bodyOf(kind, facts);
  const receives = 'agency' in body ? body.agency : null;
  return {
    shown: shown ?? 'DEFENSORIA',
    receives: receives?.id ?? null,
    secondary: secondaryBodies(service, answers, facts, isAccused, receives),
    queue:
      'missing' in body ? body.missing : body.agency.connector === 'none' ? { reason: 'no_connector' } : null,
    insteadOf: blamed ? service.receives : null,
  };
}

/** Lines to show for a route in this order: the national and departmental ones that apply. Where the police are
 * accused, 123 is never shown alone nor first. */
export function linesToShow(
  service: Service,
  answers: Answers,
  accused: readonly string[] = [],
): readonly string[] {
  const lines = service.lines.filter((line) => holds(line.when, answers)).map((line) => line.line);
  if (!accused.includes('POLICIA_123')) return lines;
  const others = lines.filter((line) => line !== '123');
  return [...(others.length > 0 ? others : ['122']), ...(lines.includes('123') ? ['123'] : [])];
}

/** The phone of the body that receives the case, where an official verified it. */
export const bodyPhone = (assignment: Assignment, agencies: AgencyDirectory): string | null => {
  const agency = assignment.receives === null ? undefined : agencies.get(assignment.receives);
  return agency ? phoneToShow(agency) : null;
};

/** EDU stands for the certified secretariat of the municipality or the departmental one (Ley 715 de 2001). */
function concreteKind(kind: string, territory: Territory | null): string {
  if (kind !== 'EDU') return kind;
  return territory?.certifiedEducation ? 'EDU_CERT' : 'EDU_DPTO';
}

/** Accusing "the education secretariat" accuses either form of it. */
function accusedKinds(accused: readonly string[]): ReadonlySet<string> {
  return new Set(accused.flatMap((kind) => (kind === 'EDU' ? ['EDU_CERT', 'EDU_DPTO'] : [kind])));
}

/** Whether a kind of body is among the accused ones. */
export const isAccusedKind = (kind: string, accused: readonly string[]): boolean =>
  accusedKinds(accused).has(kind);

function overseer(kind: string, facts: RoutingFacts, accused: ReadonlySet<string>): string | null {
  const level = facts.kinds.get(concreteKind(kind, facts.territory))?.level;
  const local = level === 'municipal' || level === 'local';
  const order = local && municipalityOf(facts.territory) ? ['PERSONERIA', 'PROCURADURIA'] : ['PROCURADURIA'];
  return [...order, 'DEFENSORIA'].find((candidate) => !accused.has(candidate)) ?? null;
}

const municipalityOf = (territory: Territory | null): string | null =>
  territory?.kind === 'municipality' ? territory.code : null;

type Missing = { readonly reason: QueueReason; readonly text?: string };

/** The body of a kind that is competent in a place, or what is missing to know it. EDU is resolved by the municipality. */
export function bodyOf(
  kindId: string,
  facts: Pick<RoutingFacts, 'territory' | 'kinds' | 'agencies' | 'answers'>,
): { agency: Agency } | { missing: Missing } {
  const municipality = municipalityOf(facts.territory);
  const kind = facts.kinds.get(kindId);
  if (kind?.onePer === 'by_municipality' && municipality === null)
    return { missing: { reason: 'municipality_unknown' } };
  const concrete = facts.kinds.get(concreteKind(kindId, facts.territory));
  switch (concrete?.onePer) {
    case undefined:
    case 'person':
    case 'nearest':
    case 'by_municipality':
      return { missing: { reason: 'body_unknown' } };
    case 'school':
      return { missing: named('school_unknown', facts.answers.school) };
    case 'junta':
      return { missing: named('junta_unknown', facts.answers.junta) };
    case 'one':
      return found(facts.agencies.get(concrete.id));
    case 'municipality':
    case 'certified_municipality':
      return municipality === null
        ? { missing: { reason: 'municipality_unknown' } }
        : found(facts.agencies.get(agencyId(concrete.id, municipality)));
  }
}

const named = (reason: QueueReason, text: string | undefined): Missing =>
  text === undefined ? { reason } : { reason, text };

const found = (agency: Agency | undefined): { agency: Agency } | { missing: Missing } =>
  agency ? { agency } : { missing: { reason: 'body_unknown' } };

function secondaryBodies(
  service: Service,
  answers: Answers,
  facts: RoutingFacts,
  isAccused: (kind: string) => boolean,
  receives: Agency | null,
): readonly string[] {
  const bodies = service.secondary
    .filter((secondary) => holds(secondary.when, answers) && !isAccused(secondary.agency))
    .map((secondary) => bodyOf(secondary.agency, facts))
    .flatMap((body) => ('agency' in body ? [body.agency.id] : []));
  return [...new Set(bodies)].filter((id) => id !== receives?.id);
}
