import { embeddedStores } from '../support/embedded-store.js';
import { observationStoreConformance } from './observation-store.js';

observationStoreConformance('mongoose over the embedded store', async () => {
  const { stores, close } = await embeddedStores();
  return { store: stores.observations, close };
});
