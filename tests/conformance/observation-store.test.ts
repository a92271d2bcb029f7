import { memoryStore } from './memory-observation-store.js';
import { observationStoreConformance } from './observation-store.js';

observationStoreConformance('memory', async () => ({ store: memoryStore(), close: async () => {} }));
