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
