import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { type CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import type { Agency } from '../../src/domain/agency.js';
import type { Case } from '../../src/domain/case.js';
import type { CaseDocument } from '../../src/domain/case-document.js';
import { httpReceiver, opened, type Received, smtpReceiver } from '../fixtures/receiver.js';
import { startHttp } from '../../src/http/server.js';
import { openConsole } from '../../src/bin/console.js';
import { OfficialBrowser } from '../support/official.js';
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

describe('nobody knows whether a body has the case', () => {
  test('it took it and cut the line: the same again by its number, so that it has it once', async () => {
    const receiver = await httpReceiver((nth) => ({ status: 200, reset: nth === 1 }));
    closing.push(receiver.close);
    service = await openService();
    await service.stores.agencies.save(body({ endpoint: receiver.url, secret: SECRET }));
    const of = await tellConcern(service, CONCERN);
    await service.couriers.go('deliveries');
    expect((await stored(of)).deliveries[0]).toMatchObject({ state: 'pending', uncertain: { asked: false } });
    service.clock.advance(3_600_000);
    await service.couriers.go('deliveries');
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(receiver.received).toHaveLength(2);
    expect((await stored(of)).status).toBe('delivered');
    expect(await service.stores.deliveryCounts.all()).toMatchObject([
      { agency: 'SUPERSALUD', delivered: 1, failed: 1, uncertain: 1, lastError: 'connector.unreachable' },
    ]);
  });

  test.each([
    'arrived',
    'repeat',
  ])('a mail server took it and cut the line: an official finds out: %s', async (found) => {
    const post = await smtpReceiver(
      () => null,
      (nth) => nth === 1,
    );
    closing.push(post.close);
    service = await openService({ SMTP_URL: post.url, MAIL_FROM: 'participa@valle.example' });
    await service.stores.agencies.save(body({ connector: 'email', email: 'casos@supersalud.example' }));
    const of = await tellConcern(service, CONCERN);
    await service.couriers.go('deliveries');
    expect(post.letters).toHaveLength(1);
    const official = await comeIn();
    expect(await official.open('/console')).toContain('No se sabe si el correo llegó');
    await official.open(`/console/cases/${of.id}`);
    await official.press('/deliveries', { found });
    await service.couriers.go('deliveries');
    expect((await stored(of)).status).toBe('delivered');
    expect(post.letters).toHaveLength(found === 'arrived' ? 1 : 2);
    expect(new Set(post.letters.map((letter) => opened(letter).id)).size).toBe(1);
    if (found === 'repeat') expect(opened(post.letters[1] as never).text).toContain('Es posible que ya haya');
    expect(await official.open(`/console/cases/${of.id}`)).not.toContain('name="found"');
    const page = await official.open('/console/agencies');
    expect(page).toContain('Superintendencia Nacional de Salud');
    expect(page).toContain('Sin saber si llegaron');
    // Whatever happened to the case, its person hears of it in their conversation.
    await service.news();
    const heard = service.channel.sent.filter(({ reply }) => reply.text.includes('entregado a la entidad'));
    expect(heard).toHaveLength(1);
  });

  test('a mail server that was never reached does not have it', async () => {
    const post = await smtpReceiver();
    await post.close();
    service = await openService({ SMTP_URL: post.url, MAIL_FROM: 'participa@valle.example' });
    await service.stores.agencies.save(body({ connector: 'email', email: 'casos@supersalud.example' }));
    const of = await tellConcern(service, CONCERN);
    await service.couriers.go('deliveries');
    expect((await stored(of)).deliveries[0]).toMatchObject({ lastError: 'connector.mail', attempts: 1 });
    expect((await stored(of)).deliveries[0]).not.toHaveProperty('uncertain');
  });
});

describe('a body that is away for a day', () => {
  test('is shown as failing, is tried at most every half hour, and has the case once when it is back', async () => {
    let away = true;
    const receiver = await httpReceiver(() => ({ status: away ? 503 : 200 }));
    closing.push(receiver.close);
    service = await openService();
    await service.stores.agencies.save(body({ endpoint: receiver.url, secret: SECRET }));
    const of = await tellConcern(service, CONCERN);
    for (let minute = 0; minute < 24 * 60; minute += 15) {
      await service.couriers.go('deliveries');
      service.clock.advance(15 * 60_000);
    }
    const tries = receiver.received.length;
    expect(tries).toBeGreaterThanOrEqual(48);
    expect(tries).toBeLessThan(100);
    service.clock.advance(31 * 60_000);
    await service.couriers.go('deliveries');
    expect((await stored(of)).assignment.queue).toEqual({ reason: 'delivery_late' });
    const official = await comeIn();
    expect(await official.open('/console/agencies')).toContain('Falla ahora');
    away = false;
    service.clock.advance(31 * 60_000);
    await service.couriers.go('deliveries');
    expect(await stored(of)).toMatchObject({ status: 'delivered', assignment: { queue: null } });
    expect(await official.open('/console/agencies')).not.toContain('Falla ahora');
  });
});

async function comeIn(): Promise<OfficialBrowser> {
  const adminToken = 'clave-de-prueba-0123456789';
  const { clock, ids, couriers, config, participa } = service;
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes: openConsole(config, participa, { adminToken, clock, ids, couriers }),
    upgrades: [],
    onError: () => {},
  });
  closing.push(() => http.stop());
  const official = new OfficialBrowser(`http://127.0.0.1:${http.port}`);
  await official.enter(adminToken);
  return official;
}
