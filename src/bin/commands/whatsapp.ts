import { keyring, readSecretKey } from '../../engine/sealing/keyring.js';
import { createSealer } from '../../engine/sealing/sealer.js';
import { type Ground, openMedia } from '../../main.js';
import { loadMind } from '../../mind.js';
import { Problem } from '../../problem.js';
import { connectStore } from '../../store/connect.js';
import { createMediaStore } from '../../store/media.js';
import { createWhatsappAuth } from '../../store/whatsapp-auth.js';
import { environment } from '../environment.js';
import { createLogger } from '../logger.js';
import { readSecrets } from '../secrets.js';
import { openStore } from '../store.js';
import { systemClock, systemIds } from '../system.js';
import { openWhatsappWeb } from '../whatsapp.js';

const LOOK_MS = 500;

/** Links a number and ends. New credentials are made where the present ones do not work; the old ones are kept.
 * @throws Problem `whatsapp_in_use` when a running service has the number. */
export async function link(options: { phone?: string }): Promise<void> {
  const config = environment();
  const { ground, close } = await openGround(config);
  const channel = openWhatsappWeb(
    config,
    ground,
    { clock: systemClock, ids: systemIds, logger: createLogger(config) },
    { holder: `link:${systemIds.next()}`, relink: true, pairingPhone: options.phone?.replaceAll(/\D/g, '') },
  );
  /** What arrives meanwhile is left to the service: WhatsApp brings it again. */
  await channel.start(async () => {
    throw new Problem('store_away', 'this process only links the number', { retryable: true });
  });
  try {
    await untilOpen(() => channel.status().state);
    process.stdout.write(`${ground.texts.say('es-CO', { key: 'whatsapp:linked' }).text}\n`);
  } finally {
    await channel.stop();
    await close();
  }
}

/** Prints how the number stands. */
export async function status(): Promise<void> {
  const { ground, close } = await openGround(environment());
  const found = await createWhatsappAuth(ground.connection, ground.sealer, ground.ring).link();
  const say = (key: string, args: Record<string, string> = {}): string =>
    ground.texts.say('es-CO', { key: `whatsapp:${key}`, args }).text;
  const since = new Date(found?.since ?? systemClock.now()).toISOString();
  const state = say(`state-${found?.state ?? 'unlinked'}`);
  process.stdout.write(`${say('status', { state, since })}\n`);
  if (found?.reason) process.stdout.write(`${say('status-reason', { reason: found.reason })}\n`);
  await close();
}

function untilOpen(stateNow: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const looking = setInterval(() => {
      const state = stateNow();
      if (state !== 'open' && state !== 'standby') return;
      clearInterval(looking);
      if (state === 'open') resolve();
      else
        reject(
          new Problem('whatsapp_in_use', 'a running service has the number: link it there or stop it first'),
        );
    }, LOOK_MS);
  });
}

async function openGround(
  config: ReturnType<typeof environment>,
): Promise<{ ground: Ground; close(): Promise<void> }> {
  const ring = keyring(new Map([[1, readSecretKey(readSecrets(config).secretKey)]]));
  const store = await openStore(config);
  const connection = await connectStore(store.uri);
  const { texts } = await loadMind();
  return {
    ground: {
      connection,
      ring,
      texts,
      sealer: createSealer(ring, systemIds.bytes),
      media: openMedia({ config, ids: systemIds, clock: systemClock }, createMediaStore(connection), ring),
    },
    close: async () => {
      await connection.close();
      await store.stop();
    },
  };
}
