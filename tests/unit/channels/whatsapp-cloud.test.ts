import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { messageOf } from '../../../src/channels/whatsapp-cloud/graph.js';
import { readPayload } from '../../../src/channels/whatsapp-cloud/payload.js';
import { isSigned } from '../../../src/channels/whatsapp-cloud/signature.js';
import { messageIdOf, toMessage } from '../../../src/channels/whatsapp-cloud/to-message.js';
import { WhatsappCloudChannel } from '../../../src/channels/whatsapp-cloud/whatsapp-cloud.js';
import type { Message } from '../../../src/domain/message.js';
import type { HttpRequest } from '../../../src/ports/http.js';
import type { DeliveryState } from '../../../src/ports/sent-messages.js';
import { Problem } from '../../../src/problem.js';
import { memoryIntake } from '../../support/memory-media.js';

const SECRET = 'app-secret';
const NUMBER = '100200300';
const sign = (body: string): string => `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;

describe('a signature', () => {
  const body = Buffer.from('{"object":"whatsapp_business_account","entry":[]}');
  /** openssl dgst -sha256 -hmac app-secret */
  const header = 'sha256=d3e4f9da0ce6c71ab3dba55929b8eeeee2455349e534924ead19f98d143e904f';

  test('of these bytes under this secret holds', () => {
    expect(isSigned(body, header, SECRET)).toBe(true);
    expect(isSigned(body, header.toUpperCase().replace('SHA256', 'sha256'), SECRET)).toBe(true);
  });

  test.each([
    ['another secret', body, header, 'other'],
    ['other bytes', Buffer.from(`${body.toString()} `), header, SECRET],
    ['no header', body, undefined, SECRET],
    ['an empty one', body, '', SECRET],
    ['SHA-1', body, header.replace('sha256', 'sha1'), SECRET],
    ['half of it', body, header.slice(0, 40), SECRET],
    ['zeros', body, `sha256=${'0'.repeat(64)}`, SECRET],
  ])('%s does not', (_name, bytes, given, secret) => {
    expect(isSigned(bytes, given, secret)).toBe(false);
  });
});

const text = (id: string, body: string, from = '573000000001', timestamp = '1700000000') => ({
  from,
  id,
  timestamp,
  type: 'text',
  text: { body },
});
const change = (value: object, field = 'messages') => ({
  field,
  value: { messaging_product: 'whatsapp', metadata: { phone_number_id: NUMBER }, ...value },
});
const webhook = (...entries: object[][]): string =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: entries.map((changes) => ({ id: '1', changes })),
  });

describe('what a person sent', () => {
  const body = (message: object) => {
    const batch = readPayload(
      Buffer.from(
        webhook([change({ messages: [{ from: '573000000001', id: 'w', timestamp: '1', ...message }] })]),
      ),
      NUMBER,
    );
    const [first] = batch?.messages ?? [];
    return first ? (toMessage('whatsapp', first)?.body ?? null) : 'unread';
  };
  const unsupported = (what: string) => ({ kind: 'unsupported', what });

  test.each([
    ['text', { type: 'text', text: { body: 'hola' } }, { kind: 'text', text: 'hola' }],
    [
      'a button',
      {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: '2', title: 'Tuluá' } },
      },
      { kind: 'choice', value: '2', text: 'Tuluá' },
    ],
    [
      'a row',
      {
        type: 'interactive',
        interactive: { type: 'list_reply', list_reply: { id: '2', title: 'Tuluá', description: 'x' } },
      },
      { kind: 'choice', value: '2', text: 'Tuluá' },
    ],
    [
      'a template button',
      { type: 'button', button: { payload: 'yes', text: 'Sí' } },
      { kind: 'choice', value: 'yes', text: 'Sí' },
    ],
    [
      'a place',
      { type: 'location', location: { latitude: 4.08, longitude: -76.2, name: 'Parque' } },
      { kind: 'location', latitude: 4.08, longitude: -76.2, name: 'Parque' },
    ],
    ['a picture says nothing', { type: 'image', image: { id: 'm' } }, null],
    [
      'words beside it',
      { type: 'image', image: { id: 'm', caption: 'me pegan' } },
      { kind: 'text', text: 'me pegan' },
    ],
    ['a voice note says nothing', { type: 'audio', audio: { id: 'm', voice: true } }, null],
    ['a document says nothing', { type: 'document', document: { id: 'm' } }, null],
    ['a sticker', { type: 'sticker', sticker: {} }, unsupported('sticker')],
    ['contacts', { type: 'contacts', contacts: [] }, unsupported('contact')],
    ['a reaction', { type: 'reaction', reaction: { message_id: 'x', emoji: '👍' } }, unsupported('reaction')],
    ['a reaction taken back', { type: 'reaction', reaction: { message_id: 'x' } }, null],
    ['what WhatsApp cannot show', { type: 'unsupported', errors: [] }, unsupported('other')],
    ['a changed number', { type: 'system', system: { body: 'x' } }, null],
    ['a message without a sender', { type: 'text', text: { body: 'x' }, from: undefined }, 'unread'],
  ])('%s', (_name, message, expected) => {
    expect(body(message)).toEqual(expected);
  });

  test('the id names no number', () => {
    const wamid = `wamid.${Buffer.from('573000000001').toString('base64')}`;
    expect(messageIdOf(wamid)).toMatch(/^[\w-]{27}$/);
    expect(messageIdOf(wamid)).toBe(messageIdOf(wamid));
  });
});

describe('the webhook', () => {
  function open(receive?: (message: Message) => Promise<void>) {
    const received: Message[] = [];
    const states: [string, DeliveryState][] = [];
    const channel = new WhatsappCloudChannel({
      token: 't',
      phoneNumberId: NUMBER,
      appSecret: SECRET,
      verifyToken: 'verify-me',
      listLabel: 'Ver opciones',
      logger: { info: () => {}, warn: () => {}, error: () => {} },
      media: memoryIntake(),
      addresses: { personOf: async (jid) => jid, numberOf: async (person) => person },
      sent: {
        remember: async () => {},
        find: async () => null,
        stateOf: async () => null,
        advance: async (id, state) => void states.push([id, state]),
      },
    });
    const started = channel.start(
      receive ??
        (async (message) => {
          received.push(message);
        }),
    );
    const ask = async (method: 'GET' | 'POST', parts: Partial<HttpRequest>) => {
      await started;
      const route = channel.routes.find((it) => it.method === method && it.path === '/webhooks/whatsapp');
      const request: HttpRequest = {
        method,
        path: '/webhooks/whatsapp',
        params: {},
        query: new URLSearchParams(),
        headers: {},
        body: Buffer.alloc(0),
        ip: '',
        ...parts,
      };
      if (!route) throw new Error('no route');
      return route.handle(request);
    };
    const deliver = (body: string, signature = sign(body)) =>
      ask('POST', { body: Buffer.from(body), headers: { 'x-hub-signature-256': signature } });
    return { received, states, ask, deliver };
  }

  test('answers Meta’s verification with the challenge, and nobody else', async () => {
    const { ask } = open();
    const query = (token: string) =>
      new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.verify_token': token,
        'hub.challenge': '1158201444',
      });
    expect(await ask('GET', { query: query('verify-me') })).toMatchObject({
      status: 200,
      body: '1158201444',
    });
    await expect(ask('GET', { query: query('guess') })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(ask('GET', {})).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('takes every message and status of every change of every entry', async () => {
    const { received, states, deliver } = open();
    const body = webhook(
      [
        change({ messages: [text('w1', 'uno'), text('w2', 'dos', '573000000002')] }),
        change({
          statuses: [
            { id: 's1', status: 'delivered' },
            { id: 's2', status: 'read' },
          ],
        }),
      ],
      [change({ messages: [text('w3', 'tres')], statuses: [{ id: 's3', status: 'failed' }] })],
    );
    expect(await deliver(body)).toEqual({ status: 200 });
    expect(received.map(({ address, body }) => [address, body.kind === 'text' ? body.text : ''])).toEqual(
      expect.arrayContaining([
        ['573000000001@s.whatsapp.net', 'uno'],
        ['573000000002@s.whatsapp.net', 'dos'],
        ['573000000001@s.whatsapp.net', 'tres'],
      ]),
    );
    expect(received).toHaveLength(3);
    expect(states).toEqual([
      ['s1', 'delivered'],
      ['s2', 'read'],
      ['s3', 'failed'],
    ]);
  });

  test('one message that cannot be read does not lose the others', async () => {
    const { received, deliver } = open();
    await deliver(webhook([change({ messages: [{ id: 'broken' }, text('w1', 'uno')] })]));
    expect(received).toHaveLength(1);
  });

  test('another number’s messages, and other fields, are not ours', async () => {
    const { received, deliver } = open();
    const other = { metadata: { phone_number_id: 'other' }, messages: [text('w1', 'uno')] };
    const body = webhook([change(other), change({ messages: [text('w2', 'dos')] }, 'account_alerts')]);
    expect(await deliver(body)).toEqual({ status: 200 });
    expect(received).toEqual([]);
  });

  test('reads nothing before the signature holds', async () => {
    const { received, deliver } = open();
    await expect(deliver('{ not json', 'sha256=00')).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(
      deliver(webhook([change({ messages: [text('w1', 'uno')] })]), sign('other')),
    ).rejects.toMatchObject({
      code: 'unauthorized',
    });
    await expect(deliver('{ not json')).rejects.toMatchObject({ code: 'bad_request' });
    await expect(deliver('{"object":"page"}')).rejects.toMatchObject({ code: 'bad_request' });
    expect(received).toEqual([]);
  });

  test('answers only when all is stored; what cannot be stored is offered all the same, and the batch refused', async () => {
    const offered: string[] = [];
    const { deliver } = open(async (message) => {
      offered.push(message.address);
      if (message.address.startsWith('573000000001'))
        throw new Problem('store_away', 'away', { retryable: true });
    });
    const messages = [
      text('w1', 'me va a matar'),
      text('w2', 'hola', '573000000002'),
      text('w3', 'hola', '573000000003'),
    ];
    await expect(deliver(webhook([change({ messages })]))).rejects.toMatchObject({ code: 'store_away' });
    expect(offered).toHaveLength(3);
  });

  test('one person’s messages go in one after the other', async () => {
    const log: string[] = [];
    const { deliver } = open(async ({ body }) => {
      const said = body.kind === 'text' ? body.text : '';
      log.push(`> ${said}`);
      await new Promise(setImmediate);
      log.push(`< ${said}`);
    });
    await deliver(webhook([change({ messages: [text('w1', 'uno'), text('w2', 'dos')] })]));
    expect(log).toEqual(['> uno', '< uno', '> dos', '< dos']);
  });
});

describe('a reply', () => {
  const options = (count: number, label = 'Opción') =>
    Array.from({ length: count }, (_, n) => ({ value: `v${n}`, label: `${label} ${n}` }));
  const kind = (given: ReturnType<typeof options> | undefined, said = 'Elija:'): string => {
    const message = messageOf('573000000001', said, given, 'Ver opciones') as {
      type: string;
      interactive?: { type: string };
    };
    return message.interactive?.type ?? message.type;
  };

  test.each([
    ['no options', undefined, 'text'],
    ['none at all', options(0), 'text'],
    ['three', options(3), 'button'],
    ['four', options(4), 'list'],
    ['ten', options(10), 'list'],
    ['eleven', options(11), 'text'],
    ['three with labels of 22 characters', options(3, 'x'.repeat(20)), 'list'],
    ['three with labels of 27 characters', options(3, 'x'.repeat(25)), 'text'],
    [
      'two that look the same',
      [
        { value: 'a', label: 'Sí' },
        { value: 'b', label: 'Sí' },
      ],
      'text',
    ],
  ])('%s', (_name, given, expected) => {
    expect(kind(given)).toBe(expected);
  });

  test('a text too long for buttons has a list', () => {
    expect(kind(options(2), 'x'.repeat(1_025))).toBe('list');
  });

  test('has the shape Meta documents', () => {
    expect(messageOf('573000000001', 'Elija: 1. Sí', [{ value: 'yes', label: 'Sí' }], 'Ver')).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '573000000001',
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'Elija: 1. Sí' },
        action: { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Sí' } }] },
      },
    });
  });
});
