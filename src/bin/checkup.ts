import { statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { maskedConfig, mediaLimits, PACKAGE_ROOT } from '../config.js';
import { type Agency, type AgencyKind, expandAgencies } from '../domain/agency.js';
import { LATE_AFTER_MS } from '../domain/delivery.js';
import type { Said } from '../domain/message.js';
import { isOnDuty } from '../domain/roster.js';
import type { Territory } from '../domain/territory.js';
import { isFailing } from '../ports/delivery-counts.js';
import { createSealer } from '../engine/sealing/sealer.js';
import { inspectIndexes, storeClock } from '../store/health.js';
import { createWhatsappAuth } from '../store/whatsapp-auth.js';
import { saidMoment } from './consultation-words.js';
import type { Desk } from './desk.js';
import { systemClock, systemIds } from './system.js';

/** One thing that was looked at: in order, to be arranged, or only to be known. */
export interface Finding {
  readonly mark: 'good' | 'bad' | 'note';
  /** The name of the matter, `cli:doctor-failed-<matter>`. */
  readonly matter: string;
  readonly said: Said;
}

type Args = NonNullable<Said['args']>;
export const finding = (mark: Finding['mark'], matter: string, key: string, args: Args = {}): Finding => ({
  mark,
  matter,
  said: { key: `cli:doctor-${key}`, args },
});

/** More than this is told as this. */
const MANY_PARKED = 1_000;

/** What the service could not do, and what it could not understand at all: people decide at /console/parked. */
export async function checkParked({ stores }: Desk): Promise<Finding[]> {
  const undone = (await stores.parkedEffects.waiting(MANY_PARKED)).length;
  const messages = (await stores.parked.list(MANY_PARKED)).length;
  return [
    undone > 0
      ? finding('bad', 'parked', 'parked', { number: undone })
      : finding('good', 'parked', 'parked-none'),
    ...(messages > 0 ? [finding('note', 'parked', 'parked-messages', { number: messages })] : []),
  ];
}

/** Bodies that fail while cases wait for them; in order again once the body takes what waits. */
export async function checkDeliveries(
  { stores }: Desk,
  kinds: ReadonlyMap<string, AgencyKind>,
  territories: readonly Territory[],
): Promise<Finding[]> {
  const [counts, waiting] = [await stores.deliveryCounts.all(), await stores.cases.waiting()];
  if (counts.length === 0) return [];
  const agencies = expandAgencies(kinds.values(), territories, await stores.agencies.all());
  const sum = (of: 'delivered' | 'failed'): number => counts.reduce((all, count) => all + count[of], 0);
  const failing = counts.filter(isFailing).flatMap(({ agency, lastError }): Finding[] => {
    const behind = waiting.find((it) => it.agency === agency);
    if (!behind) return [];
    const name = agencies.get(agency)?.name ?? agency;
    const args = { name, count: behind.count, moment: saidMoment(behind.since), code: lastError ?? '' };
    const late = systemClock.now() - behind.since >= LATE_AFTER_MS;
    return [finding(late ? 'bad' : 'note', 'deliveries', 'delivery-failing', args)];
  });
  const all = { delivered: sum('delivered'), failed: sum('failed') };
  return [finding('note', 'deliveries', 'deliveries', all), ...failing];
}

/** Below this an embedded store may come to a stop in the middle of a day. */
const LEAST_DISK_MB = 500;
const MOST_CLOCK_DIFFERENCE_MS = 30_000;

export function checkConfig({ config }: Desk): Finding[] {
  const settings = Object.entries(maskedConfig(config)).map(([name, value]) => `${name}=${value}`);
  return [finding('note', 'config', 'config', { settings: settings.join('  ') })];
}

export async function checkConnection({ connection, opened }: Desk): Promise<Finding[]> {
  await connection.db?.command({ ping: 1 });
  const kind = { key: `cli:doctor-store-kind-${opened.kind}` };
  const { present, missing } = await inspectIndexes(connection);
  return [
    finding('good', 'store', 'store', { kind }),
    missing.length === 0
      ? finding('good', 'indexes', 'indexes', { number: present })
      : finding('bad', 'indexes', 'indexes-missing', { indexes: missing.join('; ') }),
  ];
}

/** Reads what is sealed: a key that was lost shows here and not at the first case. */
export async function checkKey({ stores }: Desk): Promise<Finding[]> {
  try {
    await stores.agencies.all();
    const [consultation] = await stores.consultations.all();
    if (consultation) await stores.responses.of(consultation.id);
    return [finding('good', 'key', 'key')];
  } catch (error) {
    return [finding('bad', 'key', 'key-wrong', { code: String((error as { code?: unknown }).code) })];
  }
}

const CLOUD = [
  'WHATSAPP_CLOUD_TOKEN',
  'WHATSAPP_CLOUD_PHONE_NUMBER_ID',
  'WHATSAPP_CLOUD_APP_SECRET',
  'WHATSAPP_CLOUD_VERIFY_TOKEN',
] as const;

export async function checkChannels({ config, connection, ring }: Desk): Promise<Finding[]> {
  const url = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
  const web = config.PUBLIC_URL
    ? finding('good', 'web', 'web', { url })
    : finding('note', 'web', 'web-local', { url });
  if (config.WHATSAPP === 'off') return [web, finding('note', 'whatsapp', 'whatsapp-off')];
  if (config.WHATSAPP === 'cloud') {
    const missing = CLOUD.filter((name) => config[name] === undefined);
    return [
      web,
      missing.length === 0
        ? finding('good', 'whatsapp', 'whatsapp-cloud')
        : finding('bad', 'whatsapp', 'whatsapp-cloud-missing', { names: missing.join(', ') }),
    ];
  }
  const link = await createWhatsappAuth(connection, createSealer(ring, systemIds.bytes), ring).link();
  const state = link?.state ?? 'unlinked';
  const linked = ['open', 'connecting', 'waiting'].includes(state);
  return [
    web,
    linked
      ? finding('good', 'whatsapp', 'whatsapp-web')
      : finding('bad', 'whatsapp', 'whatsapp-web-not', { state }),
  ];
}

/** Which bodies can be reached, and kind by kind which cannot. */
export async function checkAgencies(
  { stores }: Desk,
  kinds: ReadonlyMap<string, AgencyKind>,
  territories: readonly Territory[],
): Promise<Finding[]> {
  const all = [...expandAgencies(kinds.values(), territories, await stores.agencies.all()).values()];
  const reached = (agency: Agency): boolean => agency.connector !== 'none' && agency.verifiedOn !== undefined;
  const verified = all.filter(reached).length;
  if (verified === 0) return [finding('note', 'agencies', 'agencies-none')];
  const missing = [...kinds.values()].flatMap((kind): Finding[] => {
    const ofKind = all.filter((agency) => agency.kind === kind.id);
    const without = ofKind.filter((agency) => !reached(agency)).length;
    const args = { name: kind.name, kind: kind.id, missing: without, all: ofKind.length };
    return without > 0 ? [finding('note', 'agencies', 'agency-missing', args)] : [];
  });
  return [finding('good', 'agencies', 'agencies', { verified, all: all.length }), ...missing];
}

/** Somebody must hear of an urgent case; without anybody the service is not in order. */
export async function checkRoster({ stores }: Desk): Promise<Finding[]> {
  const people = await stores.roster.all();
  if (people.length === 0) return [finding('bad', 'roster', 'roster-empty')];
  const onDuty = people.filter((person) => isOnDuty(person, systemClock.now())).length;
  const args = { number: people.length, onDuty };
  return [
    onDuty > 0
      ? finding('good', 'roster', 'roster', args)
      : finding('note', 'roster', 'roster-off-duty', args),
  ];
}

export async function checkMail({ config, stores }: Desk): Promise<Finding[]> {
  if (config.SMTP_URL !== undefined) return [finding('good', 'mail', 'mail')];
  const bodies = (await stores.agencies.all()).filter(({ connector }) => connector === 'email').length;
  const people = (await stores.roster.all()).filter(({ webhook }) => webhook === null).length;
  const number = bodies + people;
  return [
    number > 0 ? finding('bad', 'mail', 'mail-needed', { number }) : finding('note', 'mail', 'mail-off'),
  ];
}

/** The less is free, the less each may give (turns/media/room.ts): with a tenth of it, no more than a small part of that. */
export async function checkMedia({ config, stores }: Desk): Promise<Finding[]> {
  const { files, bytes } = await stores.media.held();
  const args = { files, megabytes: Math.ceil(bytes / 1_000_000), most: config.MEDIA_HELD_MB };
  return bytes >= mediaLimits(config).held * 0.9
    ? [finding('bad', 'media', 'media-full', args)]
    : [finding('good', 'media', 'media', args)];
}

export function checkDisk({ config }: Desk): Finding[] {
  const { bavail, bsize } = statfsSync(config.DATA_DIR);
  const megabytes = Math.floor((bavail * bsize) / 1_000_000);
  const args = { megabytes, needed: LEAST_DISK_MB };
  return [
    megabytes >= LEAST_DISK_MB
      ? finding('good', 'disk', 'disk', args)
      : finding('bad', 'disk', 'disk-low', args),
  ];
}

/** Terms are counted by the clock: it may not be before this program was made, nor far from the store's. */
export async function checkClock({ connection }: Desk): Promise<Finding[]> {
  const now = systemClock.now();
  const args = { moment: saidMoment(now) };
  if (now < statSync(join(PACKAGE_ROOT, 'package.json')).mtimeMs)
    return [finding('bad', 'clock', 'clock-behind', args)];
  const difference = Math.abs(((await storeClock(connection)) ?? now) - now);
  if (difference > MOST_CLOCK_DIFFERENCE_MS)
    return [finding('bad', 'clock', 'clock-differs', { seconds: Math.round(difference / 1000) })];
  return [finding('good', 'clock', 'clock', args)];
}
