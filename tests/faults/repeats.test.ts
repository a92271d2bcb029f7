import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Message } from '../../src/domain/message.js';
import { openService, type Service } from '../support/whole-service.js';

const DAY_MS = 86_400_000;

let service: Service;
beforeEach(async () => {
  service = await openService();
});
afterEach(() => service.stop());

const message = (nth: number): Message => ({
  id: `repeated-${nth}`,
  channel: service.channel.name,
  address: 'persona',
  at: service.clock.now() + nth,
  body: { kind: 'text', text: ['ayuda', 'menú', 'hola'][nth % 3] ?? '' },
});

const shuffled = <T>(values: readonly T[]): T[] =>
  values
    .map((value) => [Math.random(), value] as const)
    .toSorted(([one], [other]) => one - other)
    .map(([, value]) => value);

test('each message five times in any order, and all of them again a week later: each is answered once', async () => {
  const messages = Array.from({ length: 9 }, (_, nth) => message(nth));
  const five = messages.flatMap((it) => Array.from({ length: 5 }, () => it));
  await Promise.all(shuffled(five).map((it) => service.channel.receive(it)));
  await service.participa.turns.settled();
  const answered = service.channel.sent.map(({ inReplyTo }) => inReplyTo);
  expect([...new Set(answered)].toSorted()).toEqual(messages.map(({ id }) => id));
  expect(new Set(service.channel.sent.map(({ id }) => id)).size).toBe(answered.length);

  service.clock.advance(7 * DAY_MS);
  await service.say('hola');
  const before = service.channel.sent.length;
  await Promise.all(shuffled(five).map((it) => service.channel.receive(it)));
  await service.participa.turns.settled();
  expect(service.channel.sent).toHaveLength(before);
});
