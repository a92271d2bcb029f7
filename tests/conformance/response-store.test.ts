import { embeddedStores } from '../support/embedded-store.js';
import { MemoryCases } from '../support/memory-cases.js';
import { responseStoreSuite } from './response-store.js';

responseStoreSuite('in memory', async () => ({
  store: new MemoryCases().stores().responses,
  close: async () => {},
}));

responseStoreSuite('over mongoose', async () => {
  const { stores, close } = await embeddedStores();
  return { store: stores.responses, close };
});
