import { MemoryMedia } from '../support/memory-media.js';
import { describeMediaStore } from './media-store.js';

describeMediaStore('in memory', async () => ({ store: new MemoryMedia(), stop: async () => {} }));
