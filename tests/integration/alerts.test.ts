import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OnCallPerson } from '../../src/domain/roster.js';
import { openedCase } from '../fixtures/case.js';
import { httpReceiver, opened, smtpReceiver } from '../fixtures/receiver.js';
import { openService, type Service, tellConcern } from '../support/whole-service.js';

const MINUTE = 60_000;
const DANGER = 'auxilio mi marido me está pegando ahora mismo';

let service: Service;
let post: Awaited<ReturnType<typeof smtpReceiver>>;
let room: Awaited<ReturnType<typeof httpReceiver>>;
beforeEach(async () => {
  post = await smtpReceiver();
  room = await httpReceiver(() => ({ status: 200 }));
  service = await openService({
    SMTP_URL: post.url,
    MAIL_FROM: 'participa@valle.example',
    PUBLIC_URL: 'https://participa.example',
  });
  const person = (name: string, over: Partial<OnCallPerson>): OnCallPerson => ({
    name,
    phone: null,
    email: null,
    webhook: null,
    hours: '24/7',
    ...over,
  });
  await service.stores.roster.replace([
    person('Ana', { email: 'ana@valle.example' }),
    person('Beto', { webhook: room.url }),
  ]);
});
afterEach(async () => {
  await service.stop();
  await post.close();
  await room.close();
});

const after = async (minutes: number): Promise<void> => {
  service.clock.advance(minutes * MINUTE);
  await service.couriers.go('alerts');
};

describe('people on call', () => {
  test('hear of danger before there is a case, one after another, until one has it', async () => {
    await service.say(DANGER);
    await service.couriers.go('alerts');
    expect(post.letters.map(({ to }) => to)).toEqual([['ana@valle.example']]);
    const letter = opened(post.letters[0] as never);
    expect(letter.subject).toBe('URGENTE: una persona puede estar en peligro');
    expect(letter.text).toContain('https://participa.example/console/alerts');
    expect(post.letters[0]?.raw).not.toContain('marido');
    await after(4);
    expect(room.received).toHaveLength(0);
    await after(1);
    expect(room.received).toHaveLength(1);
    await after(5);
    expect(post.letters).toHaveLength(2);

    const [alert] = await service.stores.alerts.open(10);
    if (!alert) throw new Error('no alert is open');
    const acknowledged = { by: 'Beto', at: service.clock.now() };
    await service.stores.alerts.update({ ...alert, state: { ...alert.state, acknowledged } });
    await after(30);
    expect([post.letters.length, room.received.length]).toEqual([2, 1]);
  });

  test('hear of one danger once, however often the person writes of it', async () => {
    await service.say(DANGER);
    await service.say('me está pegando, ayúdenme');
    expect(await service.stores.alerts.open(10)).toHaveLength(1);
    await service.couriers.go('alerts');
    expect(post.letters).toHaveLength(1);
  });

  test('go on with the case that follows: the danger ends in it, the next person is not told later', async () => {
    await service.say(DANGER);
    await service.couriers.go('alerts');
    const of = await tellConcern(service, '2', { 'danger:what-now': '2' });
    expect(of.urgency).toBe('P0');
    expect(await service.stores.alerts.open(10)).toEqual([]);
    expect((await service.stores.alerts.recent(10))[0]).toMatchObject({ case: of.id });
    service.clock.advance(5 * MINUTE);
    await service.couriers.go('alerts');
    expect(post.letters).toHaveLength(1);
    expect(room.received.map(({ body }) => JSON.parse(body))).toMatchObject([
      { code: of.code, urgency: 'P0', link: `https://participa.example/console/cases/${of.id}` },
    ]);
    await service.say(DANGER);
    expect(await service.stores.alerts.open(10)).toEqual([]);
  });

  test('hear of an urgent case of which no danger was seen', async () => {
    const of = openedCase({ urgency: 'P1', conversation: service.conversation });
    await service.stores.cases.open(of);
    await service.couriers.go('alerts');
    expect(opened(post.letters[0] as never).subject).toBe(`URGENTE: caso ${of.code} (P1)`);
    await after(5);
    expect(room.received).toHaveLength(1);
  });

  test('who cannot be reached does not hold the next one up', async () => {
    await post.close();
    await service.say(DANGER);
    await service.couriers.go('alerts');
    expect(room.received).toHaveLength(1);
    post = await smtpReceiver();
  });
});
