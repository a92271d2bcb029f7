import type { Intent, Population, Recognition, Urgency } from '../../domain/understanding.js';
import type { ServiceHint, UnderstandingCatalogue } from './catalogue.js';
import type { DangerJudgement } from './danger.js';
import { createHead } from './linear.js';
import { asText, compileNamed } from './patterns.js';
import type { PeopleFound } from './people.js';
import { type Reading, readingFeatures } from './reader.js';
import { findSpeaker } from './speaker.js';

/** Where a concern belongs, how urgent it is, who speaks and which body is accused. */
export interface ConcernFound {
  readonly services: readonly string[];
  readonly urgency: Urgency | null;
  readonly accused: readonly string[];
  readonly speaker: Recognition['speaker'];
  /** Whom the route is made for; fills in what the text leaves open. */
  readonly population: readonly Population[];
  /** For explaining. */
  why(): readonly string[];
}

/** Whom a question about offices is about. */
export interface WhereTo {
  /** Route of the concern that is named, if one clearly is. */
  readonly service: string | null;
  /** Kinds of body that are named (COMISARIA, EDU …), in the order of the lexicon. */
  readonly bodies: readonly string[];
  /** The route is one for complaints about offices. */
  readonly complains: boolean;
}

export interface ServiceFinder {
  find(reading: Reading, people: PeopleFound, intent: Intent, danger: DangerJudgement): ConcernFound;
  /** Which body or concern somebody asks about who wants to know where to turn. */
  whereTo(reading: Reading): WhereTo;
}

const CANDIDATES = 3;
/** A route less likely than this is not offered, except the first. */
const OFFERED_FROM = 0.02;
/** From here on a concern is named clearly enough to say who is competent for it. */
const CLEAR_FROM = 0.5;
const NONE = 'none';
const NOTHING: ConcernFound = {
  services: [],
  urgency: null,
  accused: [],
  speaker: null,
  population: [],
  why: () => [],
};

export function createServiceFinder({ model, services, lexicon }: UnderstandingCatalogue): ServiceFinder {
  const head = createHead(model, 'service');
  const hints = new Map(services?.map((service) => [service.id, service]));
  const { youngerThan, complaints, boards } = lexicon.urgency;
  const raises = new Map(compileNamed(lexicon.urgency.raises).map(({ name, find }) => [name, find]));
  const bodies = compileNamed(lexicon.urgency.accuses);
  const offices = compileNamed(lexicon.urgency.offices);
  const dataRequests = compileNamed(lexicon.urgency.dataRequests);

  const urgencyOf = (hint: ServiceHint | undefined, text: string, age: number | null): Urgency | null => {
    if (!hint) return null;
    const young = age !== null && age < (youngerThan[hint.id] ?? 0);
    const raised = hint.raisedTo && (young || raises.get(hint.id)?.test(text));
    return raised && hint.raisedTo ? hint.raisedTo : hint.urgency;
  };

  /** A formal request about one's own data keeps its route although the intent is privacy. */
  const dataRequest = (text: string): ConcernFound => {
    const route = dataRequests.find(({ find }) => find.test(text))?.name;
    if (!route) return NOTHING;
    return { ...NOTHING, services: [route], urgency: hints.get(route)?.urgency ?? null };
  };

  const rank = (reading: Reading) =>
    (head?.classify(readingFeatures(reading)) ?? []).filter(
      ({ label }) => label !== NONE && (hints.size === 0 || hints.has(label)),
    );
  const named = (among: typeof bodies, text: string): string[] =>
    among.filter(({ find }) => find.test(text)).map(({ name }) => name);

  const find: ServiceFinder['find'] = (reading, people, intent, danger) => {
    const text = asText(reading.words);
    if (intent === 'privacy') return dataRequest(text);
    if (!head || intent !== 'report') return NOTHING;
    const best = rank(reading)
      .slice(0, CANDIDATES)
      .filter(({ confidence }, at) => at === 0 || confidence >= OFFERED_FROM);
    const first = best[0]?.label ?? '';
    const hint = hints.get(first);
    const accused = complaints.includes(first) ? named(bodies, text) : [];
    return {
      services: best.map(({ label }) => label),
      urgency: danger.danger ? 'P0' : urgencyOf(hint, text, people.age),
      accused,
      speaker: findSpeaker(text, boards.includes(first)),
      population: hint?.populations ?? [],
      why: () => best.map(({ label, confidence }) => `service ${label} ${confidence.toFixed(2)}`),
    };
  };

  const whereTo = (reading: Reading): WhereTo => {
    const [best] = rank(reading);
    const service = best && best.confidence >= CLEAR_FROM ? best.label : null;
    const bodies = named(offices, asText(reading.words));
    return { service, bodies, complains: complaints.includes(service ?? '') };
  };

  return { find, whereTo };
}
