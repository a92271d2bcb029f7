import type { Said } from '../domain/message.js';
import { type AgencyConnector, DeliveryError } from '../ports/agency-connector.js';
import { caseMail } from './case-mail.js';
import type { Mailer } from './smtp.js';

/** Hands cases over by e-mail. `say` puts a text into the officials' language. */
export function emailConnector(options: {
  readonly mailer: Mailer;
  readonly say: (said: Said) => string;
}): AgencyConnector {
  const { mailer, say } = options;
  return {
    kind: 'email',
    // A mail server does not say what it has; many show a message of the same Message-ID twice.
    whenUncertain: 'ask',
    async deliver(outgoing) {
      const { email } = outgoing.agency;
      if (!email)
        throw new DeliveryError('connector.incomplete', 'the agency has no e-mail address', {
          retryable: true,
        });
      const { subject, lines, attach } = caseMail(outgoing);
      await mailer.send({
        id: outgoing.id,
        to: email,
        subject: say(subject),
        text: `${lines.map(say).join('\n')}\n`,
        ...(attach ? { attachments: [attached(outgoing.code, outgoing.data)] } : {}),
      });
      return {};
    },
  };
}

const attached = (code: string, data: object) => ({
  filename: `${code}.json`,
  content: JSON.stringify(data, null, 2),
  contentType: 'application/json',
});
