import { emailConnector } from '../../src/connectors/email.js';
import { smtpMailer } from '../../src/connectors/smtp.js';
import { webhookConnector } from '../../src/connectors/webhook.js';
import { outgoing, say } from '../fixtures/outgoing.js';
import { httpReceiver, opened, smtpReceiver } from '../fixtures/receiver.js';
import { agencyConnectorConformance } from './agency-connector.js';

agencyConnectorConformance('webhook', async (mood) => {
  const status = { takes: 202, 'refuses for now': 503, 'refuses for good': 410, 'is away': 202 }[mood];
  const receiver = await httpReceiver(() => ({ status }));
  if (mood === 'is away') await receiver.close();
  return {
    connector: webhookConnector({ clock: { now: () => Date.now() }, source: 'https://sigesi.example' }),
    outgoing: outgoing({ agency: { endpoint: receiver.url } }),
    taken: () => receiver.received.map(({ body }) => body),
    ids: () => receiver.received.map(({ headers }) => String(headers['webhook-id'])),
    close: receiver.close,
  };
});

agencyConnectorConformance('email', async (mood) => {
  const code = { takes: null, 'refuses for now': 450, 'refuses for good': 550, 'is away': null }[mood];
  const receiver = await smtpReceiver(() => code);
  if (mood === 'is away') await receiver.close();
  const mailer = smtpMailer(receiver.url, 'SIGESI <casos@sigesi.example>');
  return {
    connector: emailConnector({ mailer, say }),
    outgoing: outgoing({ agency: { connector: 'email', email: 'comisaria@tulua.example' } }),
    taken: () => receiver.letters.map((letter) => opened(letter).text),
    ids: () => receiver.letters.map((letter) => opened(letter).id),
    close: async () => {
      mailer.close();
      if (mood !== 'is away') await receiver.close();
    },
  };
});
