import type { Config } from '../config.js';
import { alertDue } from '../connectors/alert-due.js';
import { alertSender } from '../connectors/alert.js';
import { Dispatcher } from '../connectors/dispatcher.js';
import { emailConnector } from '../connectors/email.js';
import { type Mailer, smtpMailer } from '../connectors/smtp.js';
import { webhookConnector } from '../connectors/webhook.js';
import type { Case } from '../domain/case.js';
import type { DocumentFacts } from '../domain/case-document.js';
import type { Said } from '../domain/message.js';
import { caseSealer } from '../engine/sealing/case-sealer.js';
import { openWords } from '../engine/sealing/case-words.js';
import type { Mind } from '../mind.js';
import type { Participa } from '../main.js';
import type { AgencyConnector } from '../ports/agency-connector.js';
import type { Clock } from '../ports/clock.js';
import type { Ids } from '../ports/ids.js';
import { Problem } from '../problem.js';
import { createLeases } from '../store/leases.js';
import { type Courier, Couriers } from '../turns/couriers/couriers.js';
import { tellNews } from '../turns/couriers/news.js';
import type { Log } from '../turns/service.js';

export interface CourierSurroundings {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Log;
  /** Channels whose conversations hear news from this process; undefined for all. */
  readonly channels?: readonly string[];
}

const NEWS_MS = 1_000;
const DELIVERIES_MS = 1_000;
const ALERTS_MS = 2_000;
/** One process at a time alerts, so that nobody is told twice. */
const ALERT_LEASE_MS = 60_000;
/** Officials are written to in the source locale. */
const OFFICIALS = 'es-CO';

/** What carries cases to bodies, alerts to people on call and news to citizens, over an open service. */
export function openCouriers(config: Config, participa: Participa, around: CourierSurroundings): Couriers {
  const say = (said: Said): string => participa.texts.say(OFFICIALS, said).text;
  const mailer = config.SMTP_URL ? smtpMailer(config.SMTP_URL, senderOf(config)) : null;
  const couriers = [
    newsCourier(participa, around),
    deliveryCourier(config, participa, around, mailer, say),
    alertCourier(config, participa, around, mailer, say),
  ];
  return new Couriers(couriers, around);
}

/** Where people reach the service: as told, else where it listens. */
export const publicUrl = (config: Config): string =>
  (config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`).replace(/\/$/, '');

const senderOf = (config: Config): string =>
  config.MAIL_FROM ?? `participa@${new URL(publicUrl(config)).hostname}`;

function newsCourier({ premises, turns }: Participa, { clock, channels }: CourierSurroundings): Courier {
  const { cases, links } = premises.stores;
  const parts = { queue: cases, cases, links, turns, clock, ...(channels ? { channels } : {}) };
  return { name: 'news', everyMs: NEWS_MS, round: () => tellNews(parts) };
}

function deliveryCourier(
  config: Config,
  { premises }: Participa,
  { clock, ids }: CourierSurroundings,
  mailer: Mailer | null,
  say: (said: Said) => string,
): Courier {
  const { stores, mind, ring, agencies } = premises;
  const connectors: AgencyConnector[] = [
    webhookConnector({ clock, source: config.PUBLIC_URL ?? 'urn:co:gov:valledelcauca:sigesi:participa' }),
    ...(mailer ? [emailConnector({ mailer, say })] : []),
  ];
  const dispatcher = new Dispatcher({
    queue: stores.cases,
    cases: stores.cases,
    counts: stores.deliveryCounts,
    agencies,
    connectors: new Map(connectors.map((connector) => [connector.kind, connector])),
    open: (of: Case) => openWords(of.sealed, caseSealer(of.id, of.key, ring, ids.bytes)),
    facts: (of: Case) => factsOf(mind, of),
    link: () => null,
    clock,
    random: () => new DataView(ids.bytes(4).slice().buffer).getUint32(0) / 2 ** 32,
  });
  return {
    name: 'deliveries',
    everyMs: DELIVERIES_MS,
    round: () => dispatcher.round(),
    stop: () => dispatcher.stop(),
  };
}

/** Throws `catalogue.gone` when a service, or its procedure, is no longer in the catalogue. */
function factsOf({ cases, catalogue }: Mind, of: Case): DocumentFacts {
  const service = cases.services.get(of.service);
  const procedure = cases.procedures.get(of.procedure);
  if (!service || !procedure) throw new Problem('catalogue.gone', `the catalogue has no ${of.service}`);
  const territory = catalogue.territories.find(({ code }) => code === of.territory) ?? null;
  return { service, procedure, questions: cases.questions, territory };
}

function alertCourier(
  config: Config,
  { premises }: Participa,
  { clock, ids }: CourierSurroundings,
  mailer: Mailer | null,
  say: (said: Said) => string,
): Courier {
  const { stores, connection } = premises;
  const console = `${publicUrl(config)}/console`;
  const leases = createLeases(connection, () => clock.now());
  const holder = ids.next();
  const deps = {
    queue: stores.cases,
    cases: stores.cases,
    dangers: stores.alerts,
    roster: stores.roster,
    sender: alertSender({ clock, mailer, say }),
    caseLink: (of: Case) => `${console}/cases/${of.id}`,
    dangerLink: () => `${console}/alerts`,
    clock,
  };
  const round = async (): Promise<number> => {
    const waiting = (await stores.cases.alerting(1)).length + (await stores.alerts.open(1)).length;
    if (waiting === 0) return 0;
    const lease = await leases.take('alerts', holder, ALERT_LEASE_MS);
    if (!lease) return 0;
    try {
      return await alertDue(deps);
    } finally {
      await leases.release(lease);
    }
  };
  return { name: 'alerts', everyMs: ALERTS_MS, round };
}
