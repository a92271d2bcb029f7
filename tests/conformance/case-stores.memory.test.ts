import { memoryCases } from '../fixtures/case-stores.js';
import { caseStoresConformance } from './case-stores.js';

/** The double that other tests stand on keeps the same promises as a real store. */
caseStoresConformance('the memory double', async () => {
  const { store, queue } = memoryCases();
  return { cases: store, queue, close: async () => {} };
});
