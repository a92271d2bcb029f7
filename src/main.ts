import { mediaLimits } from './config.js';
import type { AgencyDirectory } from './domain/agency.js';
import type { Understander } from './domain/understanding.js';
import { type Keyring, keyring, readSecretKey } from './engine/sealing/keyring.js';
import { type Sealer, createSealer } from './engine/sealing/sealer.js';
import type { Texts } from './engine/texts/texts.js';
import type { Channel } from './ports/channel.js';
import type { MediaIntake, MediaReader, MediaStore } from './ports/media.js';
import { createPartitionLeases } from './store/partition-leases.js';
import { type StoreConnection, connectStore } from './store/connect.js';
import { type Stores, createStores } from './store/index.js';
import { createMediaIntake } from './turns/media/intake.js';
import { createMediaReader } from './turns/media/reader.js';
import { Partitions } from './turns/ownership.js';
import type { TurnService } from './turns/service.js';
import { type Mind, loadMind } from './mind.js';
import { type ConversationOf, type Surroundings, assemble, conversationNames } from './assembly.js';

export interface Opening extends Omit<Surroundings, 'ownership'> {
  /** Where mongoose connects to: real MongoDB or the embedded store. */
  readonly storeUri: string;
  /** Channels that keep something in the store themselves. */
  readonly channelsOn?: (ground: Ground) => readonly Channel[];
  /** The name under which this process shares conversations with others on the same store; without it all are its own. */
  readonly holder?: string;
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

/** The partitions of the conversations that a process of this name holds. */
function sharing(connection: StoreConnection, { clock, logger }: Opening, holder: string): Partitions {
  const leases = createPartitionLeases(connection, () => clock.now());
  return new Partitions({ leases, holder, clock, logger });
}
