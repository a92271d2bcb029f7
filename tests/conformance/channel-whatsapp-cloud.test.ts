import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WhatsappCloudChannel } from '../../src/channels/whatsapp-cloud/whatsapp-cloud.js';
import { startHttp } from '../../src/http/server.js';
import { JPEG } from '../fixtures/images.js';
import { memorySent } from '../support/memory-sent.js';
import { memoryIntake } from '../support/memory-media.js';
import { silent } from '../support/whatsapp.js';
import { type ChannelHarness, describeChannel, type Shown } from './channel.js';

const SECRET = 'app-secret';
const NUMBER = '100200300';
const CITIZEN = '573000000001';

/** The person does not read WhatsApp any more (Cloud API, error codes). */
const FAILED = { errors: [{ code: 131026, title: 'Message undeliverable' }] };

/** What is posted to the Graph API, as far as a person sees it. */
interface Posted {
  readonly status?: string;
  readonly typing_indicator?: object;
  readonly type?: string;
  readonly text?: { body: string };
  readonly interactive?: {
    readonly body: { text: string };
    readonly action: {
      readonly buttons?: readonly { reply: { id: string; title: string } }[];
      readonly sections?: readonly { rows: readonly { id: string; title: string }[] }[];
    };
  };
}

const optionsOf = ({ interactive }: Posted): readonly { id: string; title: string }[] => [
  ...(interactive?.action.buttons ?? []).map(({ reply }) => reply),
  ...(interactive?.action.sections ?? []).flatMap(({ rows }) => rows),
];

/** Meta's half: takes what is sent. @crabline's Cloud API takes text only. */
async function startGraph() {
  const posted: Posted[] = [];
  const signs: ('read' | 'typing')[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      const host = `http://${request.headers.host}`;
      if (request.url?.startsWith('/bytes')) response.end(JPEG);
      else response.end(JSON.stringify({ url: `${host}/bytes`, mime_type: 'image/jpeg' }));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Posted;
      if (body.type) posted.push(body);
      if (body.status === 'read') signs.push('read');
      if (body.typing_indicator) signs.push('typing');
      response.end(JSON.stringify({ messages: [{ id: `wamid.OUT${posted.length}` }] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    posted,
    signs,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function open(): Promise<ChannelHarness> {
  const graph = await startGraph();
  const channel = new WhatsappCloudChannel({
    apiUrl: graph.url,
    token: 'token',
    phoneNumberId: NUMBER,
    appSecret: SECRET,
    verifyToken: 'verify-me',
    listLabel: 'Ver opciones',
    logger: silent,
    media: memoryIntake(),
    addresses: { personOf: async (jid) => jid, numberOf: async (person) => person },
    sent: memorySent(),
  });
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes: channel.routes,
    upgrades: [],
    onError: () => {},
  });
  let count = 0;
  const arrive = async (message: object, id = `wamid.IN${count}`): Promise<boolean> => {
    count += 1;
    const messages = [{ from: CITIZEN, id, timestamp: String(1_700_000_000 + count), ...message }];
    return deliver({ messages });
  };
  const deliver = async (told: object): Promise<boolean> => {
    const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: NUMBER }, ...told };
    const changes = [{ field: 'messages', value }];
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] });
    const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
    const url = `http://127.0.0.1:${http.port}/webhooks/whatsapp`;
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
    return (await fetch(url, { method: 'POST', headers, body })).status === 200;
  };
  const NO_WEBHOOK = 'the Cloud API tells nothing of it';
  return {
    channel,
    address: `${CITIZEN}@s.whatsapp.net`,
    say: (text, id) => arrive({ type: 'text', text: { body: text } }, `wamid.${id}`),
    tap: (index) => {
      const option = optionsOf(graph.posted.findLast((it) => optionsOf(it).length > 0) ?? {})[index];
      return arrive({ type: 'interactive', interactive: { type: 'button_reply', button_reply: option } });
    },
    shown: async () =>
      graph.posted.map(
        (it): Shown => ({
          text: it.text?.body ?? it.interactive?.body.text ?? '',
          buttons: optionsOf(it).map(({ title }) => title),
        }),
      ),
    signs: async () => graph.signs,
    report: (providerId, status) =>
      deliver({ statuses: [{ id: providerId, status, ...(status === 'failed' ? FAILED : {}) }] }).then(
        () => {},
      ),
    others: {
      quote: () =>
        arrive({ type: 'text', text: { body: 'quiero reportar algo' }, context: { id: 'wamid.OUT1' } }),
      edit: NO_WEBHOOK,
      deletion: NO_WEBHOOK,
      reaction: () => arrive({ type: 'reaction', reaction: { message_id: 'wamid.OUT1', emoji: '👍' } }),
      media: () => arrive({ type: 'image', image: { id: '1', mime_type: 'image/jpeg' } }),
      location: () => arrive({ type: 'location', location: { latitude: 4.0847, longitude: -76.1954 } }),
    },
    stop: async () => {
      await channel.stop();
      await http.stop();
      await graph.stop();
    },
  };
}

describeChannel('WhatsApp by the Cloud API', open);
