import type { Said } from '../domain/message.js';
import type { AlertSender, UrgentAlert } from '../ports/alerts.js';
import { DeliveryError } from '../ports/agency-connector.js';
import type { Clock } from '../ports/clock.js';
import { post } from './post.js';
import type { Mailer } from './smtp.js';

export interface AlertOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Null where no SMTP_URL is set. */
  readonly mailer: Mailer | null;
  readonly say: (said: Said) => string;
  readonly timeoutMs?: number;
  readonly plainHosts?: readonly string[];
}

const TIMEOUT_MS = 5_000;

/** Tells a person on call by every way they have at once: a webhook that chat rooms understand (`{"text": …}`) and an
 * e-mail. Neither says anything about who wrote or what happened. */
export function alertSender(options: AlertOptions): AlertSender {
  return {
    async send(alert, person) {
      const { webhook, email } = person;
      const ways = [
        ...(webhook === null ? [] : [byWebhook(alert, webhook, options)]),
        ...(email === null || options.mailer === null
          ? []
          : [byMail(alert, email, options.mailer, options.say)]),
      ];
      const results = await Promise.allSettled(ways);
      if (results.some((result) => result.status === 'fulfilled')) return;
      throw new DeliveryError('alert.not_told', 'no way to the person on call worked', {
        retryable: true,
        details: { ways: ways.length },
      });
    },
  };
}

async function byWebhook(alert: UrgentAlert, url: string, options: AlertOptions): Promise<void> {
  const { id, code, urgency, link } = alert;
  const text = [subject(alert), ...lines(alert)].map(options.say).join('\n');
  await post(url, {
    headers: { 'content-type': 'application/json', 'idempotency-key': id },
    body: JSON.stringify({ text, id, code, urgency, link }),
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    plainHosts: options.plainHosts ?? [],
    now: options.clock.now(),
  });
}

const byMail = (alert: UrgentAlert, to: string, mailer: Mailer, say: (said: Said) => string): Promise<void> =>
  mailer.send({
    id: alert.id,
    to,
    subject: say(subject(alert)),
    text: `${lines(alert).map(say).join('\n')}\n`,
  });

const subject = ({ code, urgency }: UrgentAlert): Said =>
  code === null
    ? { key: 'console:alert-subject' }
    : { key: 'case:mail-subject-alert', args: { code, urgency } };

const lines = ({ code, urgency, link }: UrgentAlert): readonly Said[] => [
  ...(code === null
    ? [{ key: 'console:alert-danger' }]
    : [{ key: 'case:mail-alert' }, { key: 'case:mail-code', args: { code } }]),
  { key: 'case:mail-urgency', args: { level: urgency, name: { key: `case:urgency-${urgency}` } } },
  { key: 'case:mail-link', args: { link } },
];
