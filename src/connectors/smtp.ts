import { Transform } from 'node:stream';
import { DeliveryError } from '../ports/agency-connector.js';

export interface Mail {
  /** Becomes the Message-ID, so that a repetition is the same message. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments?: readonly {
    readonly filename: string;
    readonly content: string;
    readonly contentType: string;
  }[];
}

export interface Mailer {
  /** Resolves once the mail server took it. Throws DeliveryError. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

const TIMEOUT_MS = 15_000;
/** A server that answers a little at a time is not waited for any longer; below the lease of a delivery. */
const LONGEST_MS = 45_000;

/** A mailer over SMTP. The library is loaded on first use.
 * @param url SMTP_URL, `smtp://user:password@host:587` or `smtps://…`
 * @param from MAIL_FROM */
export function smtpMailer(url: string, from: string): Mailer {
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost';
  /** Message-IDs whose content has begun to leave: from then on only the server knows what became of them. */
  const leaving = new Set<string>();
  let opened: ReturnType<typeof open> | undefined;
  return {
    async send({ id, to, subject, text, attachments }) {
      const messageId = `<${id.replaceAll(/[^\w.-]/g, '-')}@${domain}>`;
      try {
        opened ??= open(url, leaving);
        const transport = await opened;
        const sent = transport.sendMail({
          from,
          to,
          subject,
          text,
          messageId,
          attachments: (attachments ?? []).map((attachment) => ({ ...attachment })),
          disableFileAccess: true,
          disableUrlAccess: true,
        });
        await within(LONGEST_MS, sent);
      } catch (cause) {
        throw failure(cause, leaving.has(messageId));
      } finally {
        leaving.delete(messageId);
      }
    },
    close() {
      void opened?.then((transport) => transport.close());
    },
  };
}

async function open(url: string, leaving: Set<string>) {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  transport.use('stream', ({ data, message }, done) => {
    message.transform(
      new Transform({
        transform(chunk, _encoding, next) {
          leaving.add(String(data.messageId));
          next(null, chunk);
        },
      }),
    );
    done();
  });
  return transport;
}

async function within(ms: number, sent: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' })), ms);
  });
  await Promise.race([sent, late]).finally(() => clearTimeout(timer));
}

/** 550 to 553 speak of the address itself (RFC 5321 section 4.2.3) and will be the same next time; everything else may
 * pass, also our own credentials, which somebody repairs. Without any answer after the content began to leave, the
 * server may have it (section 4.5.3.2.6). */
function failure(cause: unknown, left: boolean): DeliveryError {
  const { responseCode, code } = cause as { responseCode?: number; code?: string };
  const final = responseCode !== undefined && responseCode >= 550 && responseCode <= 553;
  return new DeliveryError('connector.mail', 'the mail server did not take the message', {
    retryable: !final,
    uncertain: left && responseCode === undefined,
    details: { code: code ?? null, responseCode: responseCode ?? null },
  });
}
