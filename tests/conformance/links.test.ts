import { embeddedStores } from '../support/embedded-store.js';
import { MemoryLinks } from '../support/memory-links.js';
import { linksConformance } from './links.js';

linksConformance('the memory double', async () => ({ links: new MemoryLinks(), close: async () => {} }));

linksConformance('mongoose over the embedded store', async () => {
  const { stores, close } = await embeddedStores();
  return { links: stores.links, close };
});
