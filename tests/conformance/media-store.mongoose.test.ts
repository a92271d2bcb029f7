import { embeddedStores } from '../support/embedded-store.js';
import { describeMediaStore } from './media-store.js';

describeMediaStore('mongoose over the embedded store', async () => {
  const { stores, close } = await embeddedStores();
  return { store: stores.media, stop: close };
});
