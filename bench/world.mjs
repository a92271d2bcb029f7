import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../dist/config.js';
import { systemClock, systemIds } from '../dist/bin/system.js';
import { openParticipa } from '../dist/main.js';
import { connectStore } from '../dist/store/connect.js';
import { startEmbeddedStore } from '../dist/store/embedded/index.js';

/** A channel that only counts what it is given. */
export function countingChannel() {
  const channel = {
    name: 'bench',
    capabilities: { maxTextLength: 4096, maxButtons: 0, choosesMessageId: true, joinWindowMs: 0 },
    sent: 0,
    receive: undefined,
    start: async (receive) => {
      channel.receive = receive;
    },
    send: async ({ id }) => {
      channel.sent += 1;
      return { providerId: id };
    },
    stop: async () => {},
  };
  return channel;
}

/** Questions in people's own words, so many that none is remembered from the last time. */
export const questionsAbout = (towns) =>
  towns.flatMap(({ name }) => [
    `oiga cuanta violencia intrafamiliar hay en ${name}`,
    `y los homicidios de ${name}?`,
    'gracias',
    `cual es el ipm de ${name}`,
  ]);

/** The whole service over a real embedded store in a folder of its own.
 * @param fill puts rows into the folder of the store, once its collections are there and nobody serves it. */
export async function openWorld(fill) {
  const directory = mkdtempSync(join(tmpdir(), 'participa-bench-'));
  if (fill) {
    const empty = await startEmbeddedStore({ directory });
    await (await connectStore(empty.uri)).close();
    await empty.stop();
    await fill(directory);
  }
  const store = await startEmbeddedStore({ directory });
  const channel = countingChannel();
  const silent = () => {};
  const participa = await openParticipa({
    config: readConfig({}),
    secretKey: Buffer.alloc(32, 1).toString('base64'),
    storeUri: store.uri,
    channels: [channel],
    clock: systemClock,
    ids: systemIds,
    logger: {
      info: silent,
      warn: silent,
      error: (entry) => process.stderr.write(`${JSON.stringify(entry)}\n`),
    },
  });
  let serial = 0;
  return {
    channel,
    participa,
    say: (person, text) =>
      channel.receive({
        id: `m${(serial += 1)}`,
        channel: 'bench',
        address: person,
        at: Date.now(),
        body: { kind: 'text', text },
      }),
    stop: async () => {
      await participa.stop();
      await store.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
