import { startHttp } from '../../http/server.js';
import { healthRoutes } from '../../http/health.js';
import { openParticipa, type Participa } from '../../main.js';
import { Problem } from '../../problem.js';
import { openConsole } from '../console.js';
import { openCouriers } from '../couriers.js';
import { Couriers } from '../../turns/couriers/couriers.js';
import type { Log } from '../../turns/service.js';
import { environment } from '../environment.js';
import { startJobs } from '../jobs.js';
import type { Checkpoint } from '../../turns/service.js';
import { createLogger } from '../logger.js';
import { readSecrets } from '../secrets.js';
import { openMetrics } from '../metrics.js';
import { startScreen } from '../start-screen.js';
import type { OpenedStore } from '../store.js';
import { holderOf, systemClock, systemIds } from '../system.js';
import { untilStopped } from '../until-stopped.js';
import { openWebChat, type WebChat } from '../web-chat.js';
import { openWhatsapp, type Whatsapp } from '../whatsapp.js';

/** How often what nobody finished is looked for, milliseconds. */
const RECOVER_MS = 2_000;
/** How often messages that another instance took for us are looked for, milliseconds. */
const LISTEN_MS = 200;

/** Runs the service until Ctrl-C.
 * @param opening the store, which opens in a thread of its own while this program is still being loaded.
 * @param checkpoint for crash tests: the process may end there. */
export async function start(opening: Promise<OpenedStore>, checkpoint?: Checkpoint): Promise<void> {
  const began = systemClock.now();
  const config = environment();
  const secrets = readSecrets(config);
  const store = await opening;
  if (store.kind === 'joined') {
    throw new Problem(
      'store_in_use',
      `another participa process runs the store in ${config.DATA_DIR}: stop it first`,
    );
  }
  const logger = createLogger(config);
  let web: WebChat | undefined;
  let whatsapp: Whatsapp | undefined;
  const participa = await openParticipa({
    config,
    secretKey: secrets.secretKey,
    storeUri: store.uri,
    channels: [],
    channelsOn: (ground) => {
      web = openWebChat(config, ground, { clock: systemClock, ids: systemIds });
      whatsapp = openWhatsapp(config, ground, { clock: systemClock, ids: systemIds, logger });
      return [web.channel, ...(whatsapp ? [whatsapp.channel] : [])];
    },
    clock: systemClock,
    ids: systemIds,
    logger,
    holder: holderOf(config),
    ...(checkpoint ? { checkpoint } : {}),
  });
  const around = { clock: systemClock, ids: systemIds };
  const couriers = openCouriers(config, participa, { ...around, logger });
  couriers.start();
  const jobs = startJobs(participa, { clock: systemClock, ids: systemIds, logger });
  const http = await startHttp({
    host: config.HOST,
    port: config.PORT,
    trustedProxies: config.TRUSTED_PROXIES,
    routes: [
      ...healthRoutes(participa.ready),
      ...openMetrics(participa, whatsapp?.line),
      ...openConsole(config, participa, {
        adminToken: secrets.adminToken,
        ...around,
        couriers,
        line: whatsapp?.line,
      }),
      ...(web?.routes ?? []),
      ...(whatsapp?.routes ?? []),
    ],
    upgrades: web?.upgrades ?? [],
    onError: (entry) => logger.error(entry),
  });
  const lookout = lookouts(participa, logger);
  lookout.start();
  const url = config.PUBLIC_URL ?? `http://${config.HOST}:${http.port}`;
  const screen = startScreen({
    config,
    url,
    seconds: ((systemClock.now() - began) / 1000).toFixed(1),
    counts: participa.counts,
    nobodyOnCall: (await participa.premises.stores.roster.all()).length === 0,
  });
  process.stdout.write(`${participa.texts.say('es-CO', screen).text}\n`);
  if (whatsapp) process.stdout.write(`${whatsapp.screen(url)}\n`);
  for (const file of secrets.created) {
    process.stdout.write(
      `${participa.texts.say('es-CO', { key: 'cli:secret-created', args: { file } }).text}\n`,
    );
  }
  await untilStopped();
  await lookout.stop();
  await http.stop();
  await couriers.stop();
  await jobs.stop();
  await participa.stop();
  await store.stop();
  process.stdout.write(`${participa.texts.say('es-CO', { key: 'cli:stopped' }).text}\n`);
}

/** Looks for what was left undone, and for what other instances stored for this one. */
function lookouts({ turns }: Participa, logger: Log): Couriers {
  const looking = (name: string, everyMs: number, look: () => Promise<void>) => ({
    name,
    everyMs,
    round: () => look().then(() => 0),
  });
  return new Couriers(
    [
      looking('recover', RECOVER_MS, () => turns.recover()),
      looking('listen', LISTEN_MS, () => turns.listen()),
    ],
    { clock: systemClock, logger },
  );
}
