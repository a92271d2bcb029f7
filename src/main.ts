import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from './config.js';
import type { Understander } from './domain/understanding.js';
import { createAnswers } from './engine/answers/index.js';
import { keyring, readSecretKey } from './engine/sealing/keyring.js';
import { pseudonym } from './engine/sealing/pseudonym.js';
import { createSealer } from './engine/sealing/sealer.js';
import { createTexts, type Texts } from './engine/texts/texts.js';
import { createUnderstander } from './engine/understanding/index.js';
import type { Channel } from './ports/channel.js';
import type { Clock } from './ports/clock.js';
import type { Ids } from './ports/ids.js';
import { loadCatalogue } from './sources/catalogue.js';
import { loadDialogs } from './sources/dialogs.js';
import { loadCommands, loadTexts } from './sources/locales.js';
import { loadUnderstanding } from './sources/understanding.js';
import { connectStore } from './store/connect.js';
import { createMissedStore } from './store/missed.js';
import { createConversationStore, createInbox, createMessageLog } from './store/turn-stores.js';
import { dangerCalls } from './turns/calls/danger.js';
import { indicatorCalls } from './turns/calls/indicators.js';
import { createCommands } from './turns/commands.js';
import { createReaders } from './turns/readers.js';
import { createRun } from './turns/run.js';
import { type Checkpoint, type Log, TurnService } from './turns/service.js';

/** The folder of package.json: data/, dialogs/ and locales/ stand beside src/ and dist/. */
export const PACKAGE_ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

export interface Opening {
  readonly config: Config;
  /** 32 bytes in base64. */
  readonly secretKey: string;
  /** Where mongoose connects to: real MongoDB or the embedded store. */
  readonly storeUri: string;
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Log;
  /** Crash tests stop the process between two writes here. */
  readonly checkpoint?: Checkpoint;
}

export interface Participa {
  readonly turns: TurnService;
  readonly texts: Texts;
  readonly understander: Understander;
  readonly counts: Readonly<Record<'territories' | 'indicators' | 'observations' | 'dialogs', number>>;
  readonly conversationOf: (channel: string, address: string) => string;
  /** null when messages can be stored, else the reason's code. */
  ready(): Promise<string | null>;
  /** Finishes what is under way, then closes channels and store. */
  stop(): Promise<void>;
}

/** What understands and speaks, without a store: `participa understand` needs no more. */
export function loadMind(): { understander: Understander; catalogue: ReturnType<typeof loadCatalogue> } {
  const catalogue = loadCatalogue(join(PACKAGE_ROOT, 'data'));
  return { catalogue, understander: createUnderstander(loadUnderstanding(PACKAGE_ROOT, catalogue)) };
}

/** Puts the service together: the one place that knows every room. */
export async function openParticipa(opening: Opening): Promise<Participa> {
  const { config, clock, ids, logger } = opening;
  const { catalogue, understander } = loadMind();
  const texts = createTexts(loadTexts(join(PACKAGE_ROOT, 'locales')));
  const dialogs = loadDialogs(join(PACKAGE_ROOT, 'dialogs'));
  const ring = keyring(new Map([[1, readSecretKey(opening.secretKey)]]));
  const sealer = createSealer(ring, ids.bytes);
  const connection = await connectStore(opening.storeUri);
  const missed = createMissedStore(connection);
  const answers = createAnswers(catalogue);
  const channels = new Map(opening.channels.map((channel) => [channel.name, channel]));
  const conversationOf = (channel: string, address: string): string =>
    `${channel}:${pseudonym('address', `${channel}\n${address}`, ring)}`;

  const turns = new TurnService({
    inbox: createInbox(connection, sealer),
    conversations: createConversationStore(connection, sealer, clock.now),
    log: createMessageLog(connection, sealer),
    channels,
    handlers: {
      'figure.missed': (effect, { key }) => missed.figure(key, effect.data),
      'understanding.missed': (effect, { key }) => missed.message(key, effect.data),
    },
    run: createRun({
      understander,
      texts,
      dialogs,
      commandOf: createCommands(loadCommands(join(PACKAGE_ROOT, 'locales'))),
      calls: { ...dangerCalls(), ...indicatorCalls(() => answers, understander) },
      readers: createReaders(catalogue.territories),
      label: texts.label,
    }),
    clock,
    ids,
    logger,
    defaultLocale: config.DEFAULT_LOCALE,
    conversationOf,
    contactOf: (conversation) => pseudonym('contact', conversation, ring),
    dangerOf: (text) => {
      const { danger, dangerKind } = understander.understand(text, { now: clock.now() });
      return danger ? (dangerKind ?? 'violence') : null;
    },
    dangerLine: (locale, kind) => texts.say(locale, { key: `danger:first-${kind}` }),
    apology: (locale, inReplyTo) => ({ reply: texts.say(locale, { key: 'common:failed' }), inReplyTo }),
    ...(opening.checkpoint ? { checkpoint: opening.checkpoint } : {}),
  });
  for (const channel of opening.channels) await channel.start((message) => turns.receive(message));

  return {
    turns,
    texts,
    understander,
    conversationOf,
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
      for (const channel of opening.channels) await channel.stop();
      await turns.settled();
      turns.stop();
      await connection.close();
    },
  };
}
