import { mkdtempSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case } from '../../src/domain/case.js';
import { openCouriers } from '../../src/bin/couriers.js';
import { readConfig } from '../../src/config.js';
import { openMedia, openParticipa } from '../../src/main.js';
import { hostStore } from '../../src/store/embedded/host.js';
import type { Couriers } from '../../src/turns/couriers/couriers.js';
import { RecordingChannel, SECRET_KEY } from './conversation.js';
import { TestClock, testIds, TestLog } from './universe.js';

/** The whole service on the embedded store, with a clock that the test moves and a channel that keeps what is said. */
export async function openService(environment: Record<string, string> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'service-test-'));
  const hosted = await hostStore({ directory }, (error) => {
    throw error;
  });
  const clock = new TestClock();
  const logger = new TestLog();
  const ids = testIds();
  const channel = new RecordingChannel();
  const config = readConfig(environment);
  const participa = await openParticipa({
    config,
    secretKey: SECRET_KEY,
    storeUri: hosted.uri,
    channels: [channel],
    clock,
    ids,
    logger,
  });
  const couriers: Couriers = openCouriers(config, participa, { clock, ids, logger });
  let count = 0;
  const heard = (from: number): string[] => channel.sent.slice(from).map(({ reply }) => reply.text);
  return {
    participa,
    couriers,
    channel,
    clock,
    logger,
    config,
    ids,
    stores: participa.premises.stores,
    conversation: participa.conversationOf(channel.name, 'persona'),
    /** Says something and returns the replies to it. */
    say: async (text: string): Promise<string[]> => {
      const before = channel.sent.length;
      clock.advance(1_000);
      const id = `m${(count += 1)}`;
      const body = { kind: 'text', text } as const;
      await channel.receive({ id, channel: channel.name, address: 'persona', at: clock.now(), body });
      await participa.turns.settled();
      return heard(before);
    },
    /** Gives a file and returns the replies to it. */
    give: async (bytes: Buffer): Promise<string[]> => {
      const before = channel.sent.length;
      clock.advance(1_000);
      const id = `m${(count += 1)}`;
      const { stores, ring } = participa.premises;
      const from = { channel: channel.name, address: 'persona', source: id };
      const taken = await openMedia({ config, ids, clock }, stores.media, ring).take({
        ...from,
        open: async () => Readable.from([bytes]),
      });
      if (!('media' in taken)) throw new Error(`not taken: ${taken.refused}`);
      await channel.receive({ ...from, id, at: clock.now(), body: { kind: 'media', media: taken.media } });
      await participa.turns.settled();
      return heard(before);
    },
    /** What reaches the person when the couriers bring news. */
    news: async (): Promise<string[]> => {
      const before = channel.sent.length;
      await couriers.go('news');
      await participa.turns.settled();
      return heard(before);
    },
    stop: async (): Promise<void> => {
      await couriers.stop();
      await participa.stop();
      await hosted.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type Service = Awaited<ReturnType<typeof openService>>;

/** Tells a concern to the end, answering each question by what it is. Resolves with its case. */
export async function tellConcern(
  service: Service,
  concern: string,
  answers: Readonly<Record<string, string>> = {},
): Promise<Case> {
  const before = new Set((await own(service)).map(({ id }) => id));
  const known: Readonly<Record<string, string>> = { ...ANSWERS, ...answers };
  await service.say(concern);
  for (let asked = 0; asked < 25; asked += 1) {
    const fresh = (await own(service)).find(({ id }) => !before.has(id));
    if (fresh) return fresh;
    await service.say(known[service.channel.sent.at(-1)?.reply.key ?? ''] ?? 'no');
  }
  throw new Error(`no case was opened: ${service.channel.sent.at(-1)?.reply.text}`);
}

const own = (service: Service): Promise<Case[]> => service.stores.cases.ofConversation(service.conversation);

const ANSWERS = {
  'report:proposal': '1',
  'report:proposal-one': '1',
  'report:who': '2',
  'report:place': 'Tuluá',
  'report:plain': '1',
  'report:safe': '1',
  'report:word': 'guayacán',
  'report:summary': '1',
};
