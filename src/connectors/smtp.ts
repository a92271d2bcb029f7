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

/** A mailer over SMTP. The library is loaded on first use.
 * @param url SMTP_URL, `smtp://user:password@host:587` or `smtps://…`
 * @param from MAIL_FROM */
export function smtpMailer(url: string, from: string): Mailer {
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost';
  let opened: ReturnType<typeof open> | undefined;
  return {
    async send({ id, to, subject, text, attachments }) {
      try {
        opened ??= open(url);
        await (await opened).sendMail({
          from,
          to,
          subject,
          text,
          messageId: `<${id.replaceAll(/[^\w.-]/g, '-')}@${domain}>`,
          attachments: (attachments ?? []).map((attachment) => ({ ...attachment })),
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (cause) {
        throw failure(cause);
      }
    },
    close() {
      void opened?.then((transport) => transport.close());
    },
  };
}

async function open(url: string) {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
}

/** 550 to 553 speak of the address itself (RFC 5321 section 4.2.3) and will be the same next time; everything else may
 * pass, also our own credentials, which somebody repairs. */
function failure(cause: unknown): DeliveryError {
  const { responseCode, code } = cause as { responseCode?: number; code?: string };
  const final = responseCode !== undefined && responseCode >= 550 && responseCode <= 553;
  return new DeliveryError('connector.mail', 'the mail server did not take the message', {
    retryable: !final,
    details: { code: code ?? null, responseCode: responseCode ?? null },
  });
}
