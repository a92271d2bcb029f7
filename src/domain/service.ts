import type { Handling } from './evidence.js';
import type { ProcedureId } from './procedure.js';
import type { Population } from './understanding.js';
import { moreUrgent, type Urgency } from './urgency.js';

/** One text in the wordings a person may need. `child` is what a child is told or asked. */
export interface Words {
  readonly 'es-CO': string;
  readonly 'es-CO-x-facil': string;
  readonly child?: string;
  /** English (data/services/english.yaml). */
  readonly en?: string;
}

/** What was answered, by question id: `yes`, `no`, an option's value, or the text. */
export type Answers = Readonly<Record<string, string>>;

/** A question that the routes share (data/services/questions.yaml); one answer serves every route. */
export interface ServiceQuestion {
  readonly id: string;
  readonly kind: 'yes_no' | 'choose' | 'text';
  readonly ask: Words;
  readonly options?: readonly { readonly value: string; readonly label: Words }[];
}

/** What one answer changes: another route is the right one, or none of ours is and a person decides. */
export type Decision = { readonly service: string } | { readonly queue: QueueByAnswer };
export type QueueByAnswer = 'not_family' | 'not_institution' | 'unrouted';

/** True when every named question has that answer. */
export type When = Readonly<Record<string, string>>;

/** A concern the service takes and what happens with it (data/services/R01.yaml …). */
export interface Service {
  readonly id: string;
  /** At most 40 characters: an option's label. */
  readonly short: string;
  readonly name: Words;
  /** The concern as officials write it. */
  readonly concern: string;
  /** Empty: anyone. */
  readonly populations: readonly Population[];
  readonly condition?: string;
  /** Agency kind that the person is told about. */
  readonly shown: string;
  /** Agency kind that receives the written case. */
  readonly receives: string;
  readonly receivesNote?: string;
  readonly secondary: readonly SecondaryAgency[];
  readonly procedure: ProcedureId;
  readonly urgency: Urgency;
  readonly raised?: { readonly to: Urgency; readonly when: string; readonly question: string };
  readonly questions: readonly AskedQuestion[];
  readonly lines: readonly ServiceLine[];
  readonly advice?: Words;
  /** The person asks to be protected: no petition term is ever told. */
  readonly asksProtection: boolean;
  readonly sensitive: boolean;
  /** `quarantine`: media is not asked for and, if it comes, kept unopened. */
  readonly media: 'optional' | 'quarantine';
  readonly anonymous: boolean;
  readonly anonymousNote?: string;
  readonly dutyToReport: string;
  readonly legalBasis: string;
  readonly source: string;
  readonly confidence: string;
}

export interface SecondaryAgency {
  readonly agency: string;
  readonly when?: When;
  readonly note?: string;
}
export interface ServiceLine {
  readonly line: string;
  readonly when?: When;
}
export interface AskedQuestion {
  readonly question: ServiceQuestion;
  readonly decides: Readonly<Record<string, Decision>>;
  /** False: it decides where the answer is known anyway, and is not asked for it. */
  readonly ask: boolean;
}

export type ServiceCatalogue = ReadonlyMap<string, Service>;

/** The wording for a locale tag; a child's own wording where there is one. */
export function wording(words: Words, locale: string, child = false): string {
  if (locale === 'en' && words.en !== undefined) return words.en;
  return (child ? words.child : undefined) ?? (locale === 'es-CO-x-facil' ? words[locale] : words['es-CO']);
}

/** A service as an option's label. */
export const shortName = (
  { short, name }: Pick<Service, 'short' | 'name'>,
  locale: string,
  child = false,
): string => (locale === 'en' || (child && name.child !== undefined) ? wording(name, locale, child) : short);

export const holds = (when: When | undefined, answers: Answers): boolean =>
  Object.entries(when ?? {}).every(([question, answer]) => answers[question] === answer);

/** How files of a concern are handled; null while nobody knows which concern it is. */
export function handlingOf(service: Service | null): Handling {
  if (service === null) return 'careful';
  return service.media === 'quarantine' ? 'quarantined' : 'open';
}

export interface SettledService {
  readonly service: Service;
  readonly urgency: Urgency;
  /** No route of ours fits what was answered: a person of the Gobernación decides. */
  readonly queue: QueueByAnswer | null;
}

/** Follows what the answers decide (family or not, adult or minor …) to the route that fits and its urgency.
 * A route is visited once, so contradictory answers end at the last one. Throws when `id` is not in the catalogue. */
export function settleService(id: string, answers: Answers, catalogue: ServiceCatalogue): SettledService {
  const visited = new Set<string>();
  let service = serviceOf(id, catalogue);
  for (;;) {
    visited.add(service.id);
    const decision = decided(service, answers);
    if (decision && 'queue' in decision)
      return { service, urgency: urgencyOf(service, answers), queue: decision.queue };
    if (!decision || visited.has(decision.service)) break;
    service = serviceOf(decision.service, catalogue);
  }
  return { service, urgency: urgencyOf(service, answers), queue: null };
}

/** Questions of a settled route that the answers leave open, in order; what decides the route comes first. */
export function openQuestions(service: Service, answers: Answers): readonly ServiceQuestion[] {
  return service.questions
    .filter(({ ask, question }) => ask && answers[question.id] === undefined)
    .map(({ question }) => question);
}

/** The route's urgency, raised when its raising question was answered with yes. */
export function urgencyOf(service: Service, answers: Answers): Urgency {
  const raised = service.raised;
  return raised && answers[raised.question] === 'yes'
    ? moreUrgent(service.urgency, raised.to)
    : service.urgency;
}

const CHILDHOOD: readonly Population[] = ['primera_infancia', 'infancia', 'adolescencia'];
const ADULTHOOD: readonly Population[] = ['adulto', 'mujer_adulta', 'adulto_mayor'];

/** What a first message already answers: a person's age or population says whether they are a minor. */
export function knownAnswers(told: {
  readonly age: number | null;
  readonly populations: readonly Population[];
}): Answers {
  const { age, populations } = told;
  if (age !== null) return { minor: age < 18 ? 'yes' : 'no' };
  const child = populations.some((population) => CHILDHOOD.includes(population));
  const adult = populations.some((population) => ADULTHOOD.includes(population));
  if (child === adult) return {};
  return { minor: child ? 'yes' : 'no' };
}

function serviceOf(id: string, catalogue: ServiceCatalogue): Service {
  const service = catalogue.get(id);
  if (!service) throw new Error(`service ${id} is not in the catalogue`);
  return service;
}

function decided(service: Service, answers: Answers): Decision | undefined {
  for (const { question, decides } of service.questions) {
    const answer = answers[question.id];
    const decision = answer === undefined ? undefined : decides[answer];
    if (decision) return decision;
  }
  return undefined;
}
