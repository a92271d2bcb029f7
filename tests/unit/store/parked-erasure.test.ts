import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { embeddedStores } from '../../support/embedded-store.js';

let opened: Awaited<ReturnType<typeof embeddedStores>>;
beforeAll(async () => {
  opened = await embeddedStores();
});
afterAll(() => opened.close());

test('erasing a history takes what was parked of it, but no case that waits for an official', async () => {
  const { parkedEffects } = opened.stores;
  const conversation = { id: 'test:p', channel: 'test', address: 'p', contact: 'c', locale: 'es-CO' };
  for (const kind of ['case.open', 'danger.alert', 'figure.missed', 'handoff.say'])
    await parkedEffects.park({
      effect: { kind, key: kind, data: {} },
      origin: { key: kind, conversation },
      code: 'failed',
      at: 5,
    });
  await parkedEffects.erase('test:p', 10);
  const left = await parkedEffects.waiting(10);
  expect(left.map(({ kind }) => kind).toSorted()).toEqual(['case.open', 'danger.alert']);
});

test('and the messages that wait for somebody to look at them, of that conversation and until then alone', async () => {
  const { inbox, parked } = opened.stores;
  const row = (id: string, conversation: string, receivedAt: number) => ({
    id,
    conversation,
    receivedAt,
    attempts: 0,
    message: { id, channel: 'test', address: 'p', at: receivedAt, body: { kind: 'text' as const, text: id } },
  });
  const rows = [row('old', 'test:p', 5), row('new', 'test:p', 15), row('another', 'test:q', 5)];
  for (const it of [...rows, row('open', 'test:p', 5)]) await inbox.insert(it);
  await inbox.close(
    rows.map(({ id }) => id),
    'parked',
  );
  await inbox.eraseParked('test:p', 10);
  expect((await parked.list(10)).map(({ id }) => id).toSorted()).toEqual(['another', 'new']);
  expect((await inbox.open('test:p')).map(({ id }) => id)).toEqual(['open']);
});
