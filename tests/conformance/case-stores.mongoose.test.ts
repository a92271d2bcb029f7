import { embeddedStores } from '../support/embedded-store.js';
import { caseStoresConformance } from './case-stores.js';

caseStoresConformance('mongoose over the embedded store', async () => {
  const { stores, close } = await embeddedStores();
  return { cases: stores.cases, queue: stores.cases, close };
});
