import { join } from 'node:path';
import { type Config, mediaLimits, PACKAGE_ROOT } from './config.js';
import type { Catalogue } from './domain/catalogue.js';
import type { AgencyDirectory } from './domain/agency.js';
import type { NonWorkingDays } from './domain/deadline.js';
import type { Handling } from './domain/evidence.js';
import { readLinkCode } from './domain/link-code.js';
import { isOnDuty, isWithin, readHours } from './domain/roster.js';
import { colombianHolidays } from './domain/holidays.js';
import { handlingOf, type ServiceCatalogue } from './domain/service.js';
import { withoutPersonalData } from './domain/personal-data.js';
import type { Understander } from './domain/understanding.js';
import type { Dialog } from './engine/flow/dialog.js';
import { createFormRunner } from './engine/forms/runner.js';
import { createSpokenReader } from './engine/forms/spoken-reader.js';
import { type Keyring, keyring, readSecretKey } from './engine/sealing/keyring.js';
import { pseudonym } from './engine/sealing/pseudonym.js';
import { createSealer, type Sealer } from './engine/sealing/sealer.js';
import { createTexts, type Texts } from './engine/texts/texts.js';
import {
  alsoReading,
  createGloss,
  createUnderstander,
  type FullUnderstander,
  serviceHints,
} from './engine/understanding/index.js';
import type { CaseStore } from './ports/case-stores.js';
import type { Channel } from './ports/channel.js';
import type { Clock } from './ports/clock.js';
import type { Ids } from './ports/ids.js';
import type { MediaIntake, MediaReader, MediaStore } from './ports/media.js';
import { personOf } from './ports/links.js';
import { type CaseCatalogue, loadCaseCatalogue } from './sources/case-catalogue.js';
import { loadCatalogue } from './sources/catalogue.js';
import { loadDialogs } from './sources/dialogs.js';
import { loadCommands, loadTexts } from './sources/locales.js';
import { loadPersonalDataWords } from './sources/personal-data.js';
import { loadEnglish } from './sources/english.js';
import { loadUnderstanding } from './sources/understanding.js';
import { createPartitionLeases } from './store/partition-leases.js';
import { connectStore, type StoreConnection } from './store/connect.js';
import { createStores, type Stores } from './store/index.js';
import { reaching, reachingEach } from './store/reaching.js';
import { createAgencyBook } from './turns/agency-book.js';
import { createCalls } from './turns/calls/index.js';
import { serviceForm } from './turns/calls/report/index.js';
import { type ConsultationBook, createConsultationBook } from './turns/consultation-book.js';
import { effectHandlers } from './turns/effects.js';
import { createFigureBook, type Figures } from './turns/figure-book.js';
import { type Command, createCommands } from './turns/commands.js';
import { createMediaIntake } from './turns/media/intake.js';
import { createMediaReader } from './turns/media/reader.js';
import { alertsOfPerson, casesOfPerson } from './turns/of-person.js';
import { type Ownership, Partitions } from './turns/ownership.js';
import { createReaders } from './turns/readers.js';
import { createRun, type Run, type RunParts } from './turns/run.js';
import { type Checkpoint, type Log, TurnService } from './turns/service.js';

export { PACKAGE_ROOT };

export type ConversationOf = (channel: string, address: string) => string;

export interface Opening {
  readonly config: Config;
  /** 32 bytes in base64. */
  readonly secretKey: string;
  /** Where mongoose connects to: real MongoDB or the embedded store. */
  readonly storeUri: string;
  readonly channels: readonly Channel[];
  /** Channels that keep something in the store themselves. */
  readonly channelsOn?: (ground: Ground) => readonly Channel[];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Log;
  /** The name under which this process shares conversations with others on the same store; without it all are its own. */
  readonly holder?: string;
  /** Crash tests stop the process between two writes here. */
  readonly checkpoint?: Checkpoint;
}

/** What a channel may build on once the store is open. */
export interface Ground {
  readonly connection: StoreConnection;
  readonly sealer: Sealer;
  readonly ring: Keyring;
  readonly texts: Texts;
  /** Takes in the files that people send. */
  readonly media: MediaIntake;
}

export interface Participa {
  readonly turns: TurnService;
  readonly texts: Texts;
  readonly understander: Understander;
  readonly counts: Readonly<Record<'territories' | 'indicators' | 'observations' | 'dialogs', number>>;
  readonly conversationOf: ConversationOf;
  /** What couriers and the officials' pages stand on. */
  readonly premises: Premises;
  /** null when messages can be stored, else the reason's code. */
  ready(): Promise<string | null>;
  /** Finishes what is under way, then closes channels and store. */
  stop(): Promise<void>;
}

/** The open service from inside. */
export interface Premises {
  readonly connection: StoreConnection;
  readonly stores: Stores;
  readonly mind: Mind;
  readonly ring: Keyring;
  readonly agencies: () => Promise<AgencyDirectory>;
  readonly media: MediaReader;
}

/** Everything that is read from files and needs no store; `participa understand` needs no more. */
export interface Mind {
  readonly catalogue: Catalogue;
  readonly understander: FullUnderstander;
  readonly texts: Texts;
  readonly dialogs: ReadonlyMap<string, Dialog>;
  readonly commandOf: (text: string) => Command | null;
  /** Services, procedures and kinds of body. */
  readonly cases: CaseCatalogue;
  readonly nonWorking: NonWorkingDays;
  readonly withoutPersonalData: (text: string) => string;
}

/** Loads catalogues, model, texts and dialogs; a second or less. */
export async function loadMind(): Promise<Mind> {
  const catalogue = await loadCatalogue(join(PACKAGE_ROOT, 'data'));
  const { territories, localities, indicators } = catalogue;
  const locales = join(PACKAGE_ROOT, 'locales');
  const cases = loadCaseCatalogue(join(PACKAGE_ROOT, 'data'));
  return {
    catalogue,
    understander: alsoReading(
      createGloss(loadEnglish(PACKAGE_ROOT)),
      createUnderstander({
        ...loadUnderstanding(PACKAGE_ROOT),
        territories,
        localities,
        indicators,
        services: serviceHints(cases.services.values()),
      }),
    ),
    texts: createTexts(loadTexts(locales)),
    dialogs: loadDialogs(join(PACKAGE_ROOT, 'dialogs')),
    commandOf: createCommands(loadCommands(locales)),
    cases,
    nonWorking: colombianHolidays(),
    withoutPersonalData: withoutPersonalData(loadPersonalDataWords(PACKAGE_ROOT)),
  };
}

export type Surroundings = Pick<
  Opening,
  'config' | 'secretKey' | 'channels' | 'clock' | 'ids' | 'logger' | 'checkpoint'
> & { readonly ownership?: Ownership };

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

const conversationNames =
  (ring: Keyring): ConversationOf =>
  (channel, address) =>
    `${channel}:${pseudonym('address', `${channel}\n${address}`, ring)}`;

/** How files are handled, by service and by case; carefully while nobody knows what the concern is. */
function handlings(services: ServiceCatalogue, cases: CaseStore) {
  const byService = (id: string | null): Handling => handlingOf(services.get(id ?? '') ?? null);
  return {
    handlingOf: byService,
    handlingOfCase: async (id: string): Promise<Handling> => {
      const of = await cases.find({ id });
      return byService(of?.assignment.queue?.reason === 'unrouted' ? null : (of?.service ?? null));
    },
  };
}

/** What takes in the files that people send. */
export const openMedia = (
  { config, ids, clock }: Pick<Opening, 'config' | 'ids' | 'clock'>,
  store: MediaStore,
  ring: Keyring,
): MediaIntake =>
  createMediaIntake({
    store,
    ring,
    ids,
    clock,
    limits: mediaLimits(config),
    conversationOf: conversationNames(ring),
  });

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
  const { handlingOf, handlingOfCase } = handlings(catalogued.services, stores.cases);
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
      linkCodeOf: (text) => readLinkCode(text, catalogued.spokenSymbols),
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

/** Opens the service on a store, with its channels listening. */
export async function openParticipa(opening: Opening): Promise<Participa> {
  const connecting = connectStore(opening.storeUri);
  connecting.catch(() => {});
  const mind = await loadMind();
  const ring = keyring(new Map([[1, readSecretKey(opening.secretKey)]]));
  const sealer = createSealer(ring, opening.ids.bytes);
  const connection = await connecting;
  const stores = createStores(connection, ring, opening.ids, () => opening.clock.now());
  const media = openMedia(opening, stores.media, ring);
  const onStore = opening.channelsOn?.({ connection, sealer, ring, texts: mind.texts, media }) ?? [];
  const channels = [...opening.channels, ...onStore];
  const partitions = opening.holder === undefined ? undefined : sharing(connection, opening, opening.holder);
  const assembly = assemble(mind, stores, {
    ...opening,
    channels,
    ...(partitions ? { ownership: partitions } : {}),
  });
  const { turns, conversationOf } = assembly;
  await assembly.consultations.all();
  for (const channel of channels) await channel.start((message) => turns.receive(message));
  await partitions?.start(() => {
    turns
      .recover(0)
      .catch((error: unknown) => opening.logger.warn({ code: 'recover_failed', reason: String(error) }));
  });
  const { dialogs, texts, understander } = mind;
  const { catalogue } = await assembly.figures();
  return {
    turns,
    texts,
    understander,
    conversationOf,
    premises: {
      connection,
      stores,
      mind,
      ring,
      agencies: assembly.agencies,
      media: createMediaReader(stores.media, ring, opening.ids),
    },
    counts: {
      territories: catalogue.territories.length,
      indicators: catalogue.indicators.length,
      observations: catalogue.observations.length,
      dialogs: dialogs.size,
    },
    ready: async () => {
      const answer = await connection.db?.command({ ping: 1 }).catch(() => null);
      return answer?.ok === 1 ? null : 'store_away';
    },
    stop: async () => {
      for (const channel of channels) await channel.stop();
      await turns.settled();
      await turns.stop();
      await partitions?.stop();
      await connection.close();
    },
  };
}

/** A turn that asks a store that is away is run again when it is back. */
function reachingRun(parts: RunParts): Run {
  const run = createRun(parts);
  return (...turn) => reaching(() => run(...turn));
}

/** The partitions of the conversations that a process of this name holds. */
function sharing(connection: StoreConnection, { clock, logger }: Opening, holder: string): Partitions {
  const leases = createPartitionLeases(connection, () => clock.now());
  return new Partitions({ leases, holder, clock, logger });
}
