import { WhatsappCloudChannel } from '../channels/whatsapp-cloud/whatsapp-cloud.js';
import type { Linking } from '../channels/whatsapp-web/standing.js';
import { WhatsappWebChannel, type WhatsappWebParts } from '../channels/whatsapp-web/whatsapp-web.js';
import type { Config } from '../config.js';
import type { Texts } from '../engine/texts/texts.js';
import type { Ground } from '../main.js';
import type { Channel } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { Route } from '../ports/http.js';
import type { Ids } from '../ports/ids.js';
import type { LineStatus } from '../ports/line-status.js';
import { Problem } from '../problem.js';
import { createLeases } from '../store/leases.js';
import { createSentMessages } from '../store/sent-messages.js';
import { createWhatsappAddresses } from '../store/whatsapp-addresses.js';
import { createWhatsappAuth } from '../store/whatsapp-auth.js';
import type { Log } from '../turns/service.js';
import { holderOf } from './system.js';

export interface Whatsapp {
  readonly channel: Channel;
  readonly routes: readonly Route[];
  /** How the number stands, for officials. */
  readonly line: () => Promise<LineStatus>;
  /** What the start screen says of it. */
  screen(url: string): string;
}

export interface WhatsappAround {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Log;
}

/** The channel that WHATSAPP names, or none. @throws Problem `config_invalid` when a setting it needs is missing. */
export function openWhatsapp(config: Config, ground: Ground, around: WhatsappAround): Whatsapp | undefined {
  const say = sayer(ground.texts);
  if (config.WHATSAPP === 'web') {
    const channel = openWhatsappWeb(config, ground, around, { holder: holderOf(config) });
    return { channel, routes: [], line: () => lineOf(channel), screen: () => say('web-start') };
  }
  if (config.WHATSAPP === 'cloud') {
    const channel = openCloud(config, ground, around);
    const line = { way: 'cloud', state: 'open', since: around.clock.now(), waiting: 0 } as const;
    return {
      channel,
      routes: channel.routes,
      line: async () => line,
      screen: (url) => say('cloud-start', { url }),
    };
  }
  return undefined;
}

async function lineOf(channel: WhatsappWebChannel): Promise<LineStatus> {
  const { linking, ...status } = channel.status();
  if (!linking) return { way: 'web', ...status };
  const shown = 'qr' in linking ? { qr: await fieldsOf(linking.qr) } : linking;
  return { way: 'web', ...status, linking: shown };
}

/** The fields of a QR code, row by row. qrcode-terminal draws two rows a line, in light blocks on a dark screen. */
export async function fieldsOf(content: string): Promise<boolean[][]> {
  const { default: qrcode } = await import('qrcode-terminal');
  const drawn = await new Promise<string>((resolve) => qrcode.generate(content, { small: true }, resolve));
  const lines = drawn.split('\n').filter((line) => line !== '');
  const rows = lines.flatMap((line) => [
    [...line].map((block) => block === '▄' || block === ' '),
    [...line].map((block) => block === '▀' || block === ' '),
  ]);
  return withoutFrame(rows);
}

/** A light frame is drawn around the code, of whose first and last line only half is light. */
function withoutFrame(rows: readonly boolean[][]): boolean[][] {
  const inside = rows.filter((row) => row.includes(true) && row.includes(false));
  const left = Math.min(...inside.map((row) => row.indexOf(true)));
  const right = Math.max(...inside.map((row) => row.lastIndexOf(true)));
  return inside.map((row) => row.slice(left, right + 1));
}

/** WhatsApp Web over an open store; QR codes, pairing codes and alerts are printed. */
export function openWhatsappWeb(
  config: Config,
  { connection, sealer, ring, texts, media }: Ground,
  { clock, ids, logger }: WhatsappAround,
  parts: Pick<WhatsappWebParts, 'holder' | 'relink' | 'pairingPhone'>,
): WhatsappWebChannel {
  const say = sayer(texts);
  return new WhatsappWebChannel({
    auth: createWhatsappAuth(connection, sealer, ring),
    addresses: createWhatsappAddresses(connection, sealer, ring, clock.now),
    sent: createSentMessages(connection, sealer, 'whatsapp', clock.now),
    leases: createLeases(connection, clock.now),
    media,
    clock,
    ids,
    logger,
    url: config.WHATSAPP_WEB_URL,
    selfJid: config.WHATSAPP_WEB_SELF_JID,
    onLinking: (linking) => void show(linking, say),
    onAlert: (reason) => {
      logger.error({ channel: 'whatsapp', code: 'whatsapp_stopped', reason });
      process.stderr.write(`${say(`alert-${reason}`)}\n`);
    },
    ...parts,
  });
}

function openCloud(
  config: Config,
  { connection, sealer, ring, texts, media }: Ground,
  around: WhatsappAround,
): WhatsappCloudChannel {
  return new WhatsappCloudChannel({
    apiUrl: config.WHATSAPP_CLOUD_API_URL,
    token: needed(config, 'WHATSAPP_CLOUD_TOKEN'),
    phoneNumberId: needed(config, 'WHATSAPP_CLOUD_PHONE_NUMBER_ID'),
    appSecret: needed(config, 'WHATSAPP_CLOUD_APP_SECRET'),
    verifyToken: needed(config, 'WHATSAPP_CLOUD_VERIFY_TOKEN'),
    sent: createSentMessages(connection, sealer, 'whatsapp', around.clock.now),
    media,
    addresses: createWhatsappAddresses(connection, sealer, ring, around.clock.now),
    logger: around.logger,
    listLabel: sayer(texts)('list-button'),
  });
}

type CloudSetting =
  | 'WHATSAPP_CLOUD_TOKEN'
  | 'WHATSAPP_CLOUD_PHONE_NUMBER_ID'
  | 'WHATSAPP_CLOUD_APP_SECRET'
  | 'WHATSAPP_CLOUD_VERIFY_TOKEN';

function needed(config: Config, name: CloudSetting): string {
  const value = config[name];
  if (value === undefined) throw new Problem('config_invalid', `${name}: is needed with WHATSAPP=cloud`);
  return value;
}

const sayer =
  (texts: Texts) =>
  (key: string, args: Record<string, string> = {}): string =>
    texts.say('es-CO', { key: `whatsapp:${key}`, args }).text;

async function show(linking: Linking, say: ReturnType<typeof sayer>): Promise<void> {
  if ('pairingCode' in linking) {
    process.stdout.write(`${say('link-code', { code: linking.pairingCode })}\n`);
    return;
  }
  const { default: qrcode } = await import('qrcode-terminal');
  process.stdout.write(`${say('link-qr')}\n`);
  qrcode.generate(linking.qr, { small: true }, (drawn) => process.stdout.write(`${drawn}\n`));
}
