import { describe, expect, test } from '@jest/globals';
import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { post, retryAfter } from '../../../src/connectors/post.js';
import { webhookConnector } from '../../../src/connectors/webhook.js';
import { comisaria, NOW } from '../../fixtures/case.js';
import { outgoing, words } from '../../fixtures/outgoing.js';
import { type Answer, httpReceiver } from '../../fixtures/receiver.js';

const connector = (over: { timeoutMs?: number } = {}) =>
  webhookConnector({ clock: { now: () => Date.now() }, source: 'https://sigesi.example', ...over });

async function deliverTo(answer: Answer, over: { timeoutMs?: number } = {}) {
  const receiver = await httpReceiver(() => answer);
  try {
    return await connector(over).deliver(outgoing({ agency: { endpoint: receiver.url } }));
  } finally {
    await receiver.close();
  }
}

describe('the signed webhook', () => {
  test('is read by the packages of both specifications', async () => {
    const receiver = await httpReceiver(() => ({ status: 200, body: '{"reference":"CF-2026-17"}' }));
    const sent = outgoing({ agency: { endpoint: receiver.url } });
    await expect(connector().deliver(sent)).resolves.toEqual({ reference: 'CF-2026-17' });
    const [got] = receiver.received;
    await receiver.close();
    if (!got) throw new Error('nothing came');

    const verified = new Webhook(comisaria.secret ?? '').verify(
      got.body,
      got.headers as Record<string, string>,
    );
    const event = HTTP.toEvent({ headers: got.headers, body: got.body }) as CloudEvent<{
      description: string;
    }>;
    expect(event.validate()).toBe(true);
    expect(event).toMatchObject({
      id: sent.id,
      source: 'https://sigesi.example',
      type: 'co.gov.valledelcauca.sigesi.case.created',
      specversion: '1.0',
      subject: 'c1',
      time: new Date(NOW).toISOString(),
    });
    expect((verified as { data: unknown }).data).toEqual(event.data);
    expect(event.data).toEqual(sent.data);
    expect(event.data?.description).toBe(words.description);
    expect(got.headers['content-type']).toMatch(/^application\/cloudevents\+json/);
    expect(got.headers['webhook-id']).toBe(sent.id);
    expect(Object.keys(event.data ?? {})[0]).toBe('contact');
    expect(got.body).not.toContain('Rosalba Prueba');
  });

  test('a changed body, a changed id or another secret does not verify', async () => {
    const receiver = await httpReceiver(() => ({ status: 200 }));
    await connector().deliver(outgoing({ agency: { endpoint: receiver.url } }));
    await receiver.close();
    const { headers, body } = receiver.received[0] ?? { headers: {}, body: '' };
    const good = headers as Record<string, string>;
    const verify = (text: string, with_: Record<string, string>, secret = comisaria.secret ?? '') =>
      new Webhook(secret).verify(text, with_);
    expect(() => verify(body, good)).not.toThrow();
    expect(() => verify(body.replace('P1', 'P2'), good)).toThrow();
    expect(() => verify(body, { ...good, 'webhook-id': 'other' })).toThrow();
    expect(() => verify(body, good, `whsec_${Buffer.alloc(32, 8).toString('base64')}`)).toThrow();
  });

  test.each<[number, string, boolean]>([
    [301, 'connector.redirect', false],
    [307, 'connector.redirect', false],
    [400, 'connector.status', false],
    [401, 'connector.status', true],
    [404, 'connector.status', true],
    [410, 'connector.gone', false],
    [422, 'connector.status', false],
    [429, 'connector.status', true],
    [500, 'connector.status', true],
    [503, 'connector.status', true],
  ])('an answer %i is %s, retryable %s', async (status, code, retryable) => {
    const headers = { location: 'http://127.0.0.1:9/elsewhere' };
    await expect(deliverTo({ status, headers })).rejects.toMatchObject({ code, retryable });
  });

  test('Retry-After is handed on', async () => {
    await expect(deliverTo({ status: 503, headers: { 'retry-after': '90' } })).rejects.toMatchObject({
      retryAfterMs: 90_000,
    });
  });

  test('who hangs or cuts the line is tried again', async () => {
    await expect(deliverTo({ status: 200, hang: true }, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'connector.timeout',
      retryable: true,
    });
    await expect(deliverTo({ status: 200, reset: true })).rejects.toMatchObject({
      code: 'connector.unreachable',
      retryable: true,
    });
  });

  test('answers that are no reference are no matter', async () => {
    for (const body of ['', 'ok', '[]', '{"reference":7}', `{"reference":"${'x'.repeat(200)}"}`])
      await expect(deliverTo({ status: 200, body })).resolves.toEqual({});
  });
});

test('cases are sent over https only, this machine and named hosts aside', async () => {
  const options = { headers: {}, body: '', timeoutMs: 50, now: 0 };
  for (const url of ['http://agency.invalid/', 'http://127.0.0.1.agency.invalid/', 'ftp://127.0.0.1/'])
    await expect(post(url, options)).rejects.toMatchObject({ code: 'connector.insecure', retryable: false });
  await expect(
    post('http://agency.invalid/', { ...options, plainHosts: ['agency.invalid'] }),
  ).rejects.toMatchObject({
    retryable: true,
  });
});

test('Retry-After in seconds or as a date', () => {
  const now = Date.parse('2026-11-23T15:00:00Z');
  expect(retryAfter('120', now)).toBe(120_000);
  expect(retryAfter('Mon, 23 Nov 2026 15:02:00 GMT', now)).toBe(120_000);
  expect(retryAfter('Mon, 23 Nov 2026 14:00:00 GMT', now)).toBe(0);
  expect(retryAfter('soon', now)).toBeUndefined();
  expect(retryAfter(null, now)).toBeUndefined();
});
