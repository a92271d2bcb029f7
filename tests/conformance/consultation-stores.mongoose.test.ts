import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Consultation } from '../../src/domain/consultation.js';
import type { Stores } from '../../src/store/index.js';
import { embeddedStores } from '../support/embedded-store.js';

const parque: Consultation = {
  id: 'parque',
  title: { 'es-CO': 'El parque' },
  kind: 'sondeo',
  opensAt: 1,
  closesAt: 2,
  oncePerPerson: true,
  form: { id: 'parque', title: {}, defaultLocale: 'es-CO', questions: [], lists: {} } as never,
  status: 'draft',
};

let stores: Stores;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ stores, close } = await embeddedStores());
});
afterEach(() => close());

test('a consultation comes back as it was saved, and says whether it was new', async () => {
  expect(await stores.consultations.save(parque)).toBe('added');
  expect(await stores.consultations.save(parque)).toBe('same');
  expect(await stores.consultations.save({ ...parque, closesAt: 3 })).toBe('changed');
  expect(await stores.consultations.all()).toEqual([{ ...parque, closesAt: 3 }]);
});

test('what is closed stays closed, also for one who decided earlier and comes later', async () => {
  await stores.consultations.save(parque);
  await stores.consultations.setStatus('parque', 'open');
  expect((await stores.consultations.all())[0]?.status).toBe('open');
  await stores.consultations.setStatus('parque', 'closed');
  await stores.consultations.setStatus('parque', 'open');
  expect((await stores.consultations.all())[0]?.status).toBe('closed');
});

test('the first tally stands', async () => {
  expect(await stores.tallies.of('parque')).toBeNull();
  expect(await stores.tallies.keep('parque', { responses: 7, questions: [] })).toEqual({
    responses: 7,
    questions: [],
  });
  expect((await stores.tallies.keep('parque', { responses: 6, questions: [] })).responses).toBe(7);
  expect((await stores.tallies.of('parque'))?.responses).toBe(7);
});
