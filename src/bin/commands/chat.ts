import { createInterface } from 'node:readline';
import { TerminalChannel } from '../../channels/terminal/terminal.js';
import { openParticipa } from '../../main.js';
import { Problem } from '../../problem.js';
import { openCouriers } from '../couriers.js';
import { environment } from '../environment.js';
import { createLogger } from '../logger.js';
import { readSecrets } from '../secrets.js';
import type { OpenedStore } from '../store.js';
import { systemClock, systemIds } from '../system.js';

/** How often an open terminal looks for news (an agency's answer, a reminder), milliseconds. */
const NEWS_MS = 1_000;

/**
 * A conversation in the terminal. What is pending is printed first; each line is one message, sent when the replies to
 * the one before have come; ends with standard input, when the last replies have come.
 */
export async function chat(
  options: { from: string; locale?: string },
  opening: Promise<OpenedStore>,
): Promise<void> {
  const config = environment();
  const secrets = readSecrets(config);
  const store = await opening;
  const terminal = new TerminalChannel({
    clock: systemClock,
    ids: systemIds,
    write: (text) => process.stdout.write(text),
    ...(options.locale === undefined ? {} : { locale: options.locale }),
  });
  const logger = createLogger(config);
  const participa = await openParticipa({
    config,
    secretKey: secrets.secretKey,
    storeUri: store.uri,
    channels: [terminal],
    clock: systemClock,
    ids: systemIds,
    logger,
  });
  if (options.locale !== undefined && !participa.texts.locales.includes(options.locale)) {
    throw new Problem(
      'locale_unknown',
      `--locale ${options.locale}: one of ${participa.texts.locales.join(', ')}`,
    );
  }
  const around = { clock: systemClock, ids: systemIds, logger, channels: [terminal.name] };
  const couriers = openCouriers(config, participa, around);
  const conversation = participa.conversationOf(terminal.name, options.from);
  const look = async (): Promise<void> => {
    participa.turns.look(conversation);
    await participa.turns.settled();
  };
  await couriers.go('news');
  await look();
  couriers.start();
  const news = setInterval(() => void look(), NEWS_MS);
  for await (const line of createInterface({ input: process.stdin })) {
    await terminal.type(options.from, line);
    await participa.turns.settled();
  }
  clearInterval(news);
  await couriers.stop();
  await participa.stop();
  await store.stop();
}
