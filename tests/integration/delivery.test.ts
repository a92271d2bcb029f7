import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { type CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import type { Agency } from '../../src/domain/agency.js';
import type { Case } from '../../src/domain/case.js';
import type { CaseDocument } from '../../src/domain/case-document.js';
import { httpReceiver, opened, type Received, smtpReceiver } from '../fixtures/receiver.js';
import { openService, type Service, tellConcern } from '../support/whole-service.js';

const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const CONCERN = 'quiero reportar que a mi mamá de 75 años no le entregan los medicamentos en la EPS en Tuluá';

let service: Service;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await service.stop();
  for (const close of closing.splice(0)) await close();
});

const body = (over: Partial<Agency>): Agency => ({
  id: 'SUPERSALUD',
  kind: 'SUPERSALUD',
  name: 'Superintendencia Nacional de Salud',
  territory: null,
  connector: 'webhook',
  verifiedOn: '2026-11-20',
  verifiedBy: 'A. Official',
  ...over,
});

/** Reads a request as an agency would: signature first, at the time it was signed, then the event. */
function read({ headers, body }: Received): CloudEvent<CaseDocument> {
  const given = headers as Record<string, string>;
  jest.spyOn(Date, 'now').mockReturnValue(Number(given['webhook-timestamp']) * 1000);
  new Webhook(SECRET).verify(body, given);
  jest.restoreAllMocks();
  return HTTP.toEvent({ headers, body }) as CloudEvent<CaseDocument>;
}

const stored = async (of: Case): Promise<Case> => (await service.stores.cases.find({ id: of.id })) as Case;

describe('a case reaches its body', () => {
  test('through ten failures: one case, one effect, in the order in which it happened', async () => {
    const receiver = await httpReceiver((nth) => ({ status: nth <= 10 ? 503 : 202 }));
    closing.push(receiver.close);
    service = await openService();
    await service.stores.agencies.save(body({ endpoint: receiver.url, secret: SECRET }));
    const of = await tellConcern(service, CONCERN);
    await service.couriers.go('deliveries');
    expect(receiver.received).toHaveLength(1);
    expect((await stored(of)).status).toBe('assigned');

    await service.say('estado de mi caso');
    await service.say('1');
    await service.say('ya van tres semanas sin la insulina');
    expect((await stored(of)).deliveries.map(({ event }) => event)).toEqual(['case.created', 'case.updated']);

    for (let hour = 0; hour < 24 && receiver.received.length < 12; hour += 1) {
      service.clock.advance(3_600_000);
      await service.couriers.go('deliveries');
    }
    const events = receiver.received.map(read);
    const created = 'co.gov.valledelcauca.sigesi.case.created';
    expect(events.map(({ type }) => type)).toEqual([
      ...Array.from({ length: 11 }, () => created),
      'co.gov.valledelcauca.sigesi.case.updated',
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
    expect(events[0]?.data).toMatchObject({
      code: of.code,
      recipient: 'competent',
      service: { id: 'R33' },
      territory: { code: '76834', name: 'Tuluá' },
      description: CONCERN,
    });
    expect((await stored(of)).status).toBe('delivered');
    service.clock.advance(86_400_000);
    await service.couriers.go('deliveries');
    expect(receiver.received).toHaveLength(12);
  });

  test('and its person hears that it was delivered, once', async () => {
    const receiver = await httpReceiver(() => ({ status: 200 }));
    closing.push(receiver.close);
    service = await openService();
    await service.stores.agencies.save(body({ endpoint: receiver.url, secret: SECRET }));
    const of = await tellConcern(service, CONCERN);
    expect(await service.news()).toEqual([]);
    await service.couriers.go('deliveries');
    const told = await service.news();
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(of.code);
    expect(told[0]).toContain('entregado a la entidad');
    expect(await service.news()).toEqual([]);
  });

  test('by e-mail where that is its way', async () => {
    const post = await smtpReceiver();
    closing.push(post.close);
    service = await openService({ SMTP_URL: post.url, MAIL_FROM: 'participa@valle.example' });
    await service.stores.agencies.save(body({ connector: 'email', email: 'casos@supersalud.example' }));
    const of = await tellConcern(service, CONCERN);
    await service.couriers.go('deliveries');
    expect(post.letters.map(({ from, to }) => [from, to])).toEqual([
      ['participa@valle.example', ['casos@supersalud.example']],
    ]);
    expect(opened(post.letters[0] as never).subject).toBe(`Caso ${of.code} (P2)`);
    expect((await stored(of)).status).toBe('delivered');
  });
});
