import type { Config } from './config.js';
import type { AgencyDirectory } from './domain/agency.js';
import type { Handling } from './domain/evidence.js';
import { readTrackingCode } from './domain/tracking-code.js';
import { readLinkCode } from './domain/link-code.js';
import { isOnDuty, isWithin, readHours } from './domain/roster.js';
import { type ServiceCatalogue, handlingOf } from './domain/service.js';
import { lately } from './engine/lately.js';
import { createFormRunner } from './engine/forms/runner.js';
import { createSpokenReader } from './engine/forms/spoken-reader.js';
import { type Keyring, keyring, readSecretKey } from './engine/sealing/keyring.js';
import { pseudonym } from './engine/sealing/pseudonym.js';
import { takesMore } from './domain/workflow.js';
import type { CaseStore } from './ports/case-stores.js';
import type { Channel } from './ports/channel.js';
import type { Clock } from './ports/clock.js';
import type { Ids } from './ports/ids.js';
import { personOf } from './ports/links.js';
import type { Stores } from './store/index.js';
import { reaching, reachingEach } from './store/reaching.js';
import { createAgencyBook } from './turns/agency-book.js';
import { createCalls } from './turns/calls/index.js';
import { serviceForm } from './turns/calls/report/index.js';
import { type ConsultationBook, createConsultationBook } from './turns/consultation-book.js';
import { effectHandlers } from './turns/effects.js';
import { type Figures, createFigureBook } from './turns/figure-book.js';
import { alertsOfPerson, casesOfPerson } from './turns/of-person.js';
import type { Ownership } from './turns/ownership.js';
import { createReaders } from './turns/readers.js';
import { type Run, type RunParts, createRun } from './turns/run.js';
import { type Checkpoint, type Log, TurnService } from './turns/service.js';
import type { Mind } from './mind.js';

export type ConversationOf = (channel: string, address: string) => string;

/** What a turn stands on beside its stores. */
export interface Surroundings {
  readonly config: Config;
  /** 32 bytes in base64. */
  readonly secretKey: string;
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Log;
  /** Which conversations are this process's; without it all are. */
  readonly ownership?: Ownership;
  /** Crash tests stop the process between two writes here. */
  readonly checkpoint?: Checkpoint;
}

/** The turn with what belongs to it, over any stores. */
export interface Assembly {
  readonly turns: TurnService;
  readonly conversationOf: ConversationOf;
  readonly agencies: () => Promise<AgencyDirectory>;
  readonly consultations: ConsultationBook;
  /** The shipped figures with the imported ones over them, as they are now. */
  readonly figures: () => Promise<Figures>;
  readonly ring: Keyring;
}

/** What turns read and write; officials' own records stand apart. */
export type TurnStores = Omit<Stores, 'audit' | 'failures' | 'parked' | 'deliveryCounts'>;

/** How a conversation is called: by its channel and a pseudonym of the address. */
export function conversationNames(ring: Keyring): ConversationOf {
  const named = lately((place) => pseudonym('address', place, ring), REMEMBERED_ADDRESSES);
  return (channel, address) => `${channel}:${named(`${channel}\n${address}`)}`;
}

/** Of those who write now: their lanes hold the address as well. */
const REMEMBERED_ADDRESSES = 10_000;

/** How files are handled, by service and by case; carefully while nobody knows what the concern is. */
function handlings(services: ServiceCatalogue, cases: CaseStore) {
  const byService = (id: string | null): Handling => handlingOf(services.get(id ?? '') ?? null);
  return {
    handlingOf: byService,
    handlingOfCase: async (id: string): Promise<Handling> => {
      const of = await cases.find({ id });
      return byService(of?.assignment.queue?.reason === 'unrouted' ? null : (of?.service ?? null));
    },
    takesFiles: async (id: string): Promise<boolean> => {
      const of = await cases.find({ id });
      return of !== null && takesMore(of);
    },
  };
}

/** Puts the turn together: the one place that knows every room. */
export function assemble(mind: Mind, stores: TurnStores, around: Surroundings): Assembly {
  const { catalogue, cases: catalogued, understander, texts } = mind;
  const { clock, ids } = around;
  const ring = keyring(new Map([[1, readSecretKey(around.secretKey)]]));
  const agencies = createAgencyBook(catalogued.kinds, catalogue.territories, stores.agencies, clock);
  const consultations = createConsultationBook(stores.consultations);
  const words = (locale: string, key: string): string => texts.say(locale, { key }).text;
  const figures = createFigureBook(catalogue, stores.observations, clock);
  const conversationOf = conversationNames(ring);
  const hours = readHours(around.config.HANDOFF_HOURS ?? '');
  const contactOf = (conversation: string): string => pseudonym('contact', conversation, ring);
  const { links } = stores;
  const cases = casesOfPerson(stores.cases, links);
  const alerts = alertsOfPerson(stores.alerts, links);
  const calls = createCalls({
    ...catalogued,
    understander,
    answers: async () => (await figures()).answers,
    territories: new Map(catalogue.territories.map((it) => [it.code, it])),
    spoken: catalogued.spokenSymbols,
    cases,
    links,
    agencies,
    hasOnCall: async () => (await stores.roster.all()).length > 0,
    onDuty: async () =>
      hours
        ? isWithin(hours, clock.now())
        : (await stores.roster.all()).some((it) => isOnDuty(it, clock.now())),
    hours,
    handoffs: stores.handoffs,
    words,
    readAnswer: understander.readAnswer,
    ring,
    ids,
    nonWorking: mind.nonWorking,
    consultations: {
      all: consultations.all,
      answeredBy: async (conversation) => {
        const { conversations } = await personOf(links, conversation);
        const answered = await Promise.all(
          conversations.map((it) => stores.responses.byPerson(contactOf(it))),
        );
        return [...new Set(answered.flat())];
      },
      countOf: async (id) => (await stores.responses.of(id)).length,
    },
  });
  const { handlingOf, handlingOfCase, takesFiles } = handlings(catalogued.services, stores.cases);
  const channels = new Map(around.channels.map((channel) => [channel.name, channel]));
  const turns: TurnService = new TurnService({
    ...stores,
    channels,
    handlers: reachingEach(
      effectHandlers({
        ...stores,
        cases,
        alerts,
        channels,
        withoutPersonalData: mind.withoutPersonalData,
        agencies,
        handlingOfCase,
        consultation: consultations.find,
        consultations: consultations.all,
        conversationOf,
        contactOf,
        post: (...event) => turns.post(...event),
        ring,
        ids,
        clock,
      }),
    ),
    run: reachingRun({
      ...mind,
      handlingOf,
      handlingOfCase,
      takesFiles,
      linkCodeOf: (text) => readLinkCode(text, catalogued.spokenSymbols),
      isTrackingCode: (text) => readTrackingCode(text, catalogued.spokenSymbols) !== null,
      calls,
      readers: createReaders({ territories: catalogue.territories, readAnswer: understander.readAnswer }),
      readAnswer: understander.readAnswer,
      forms: createFormRunner({
        form: (id) => serviceForm(catalogued.services, words, id) ?? consultations.form(id),
        reader: () => createSpokenReader(understander.readAnswer),
      }),
      label: texts.label,
    }),
    clock,
    ids,
    logger: around.logger,
    defaultLocale: around.config.DEFAULT_LOCALE,
    conversationOf,
    contactOf,
    dangerOf: (text) => {
      const { danger, dangerKind } = understander.understand(text, { now: clock.now() });
      return danger ? (dangerKind ?? 'violence') : null;
    },
    dangerLine: (locale, kind) => texts.say(locale, { key: `danger:first-${kind}` }),
    apology: (locale, inReplyTo) => ({ reply: texts.say(locale, { key: 'common:failed' }), inReplyTo }),
    ...(around.ownership ? { ownership: around.ownership } : {}),
    ...(around.checkpoint ? { checkpoint: around.checkpoint } : {}),
  });
  return { turns, conversationOf, agencies, consultations, figures, ring };
}

/** A turn that asks a store that is away is run again when it is back. */
function reachingRun(parts: RunParts): Run {
  const run = createRun(parts);
  return (...turn) => reaching(() => run(...turn));
}
