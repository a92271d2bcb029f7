export {
  type EmbeddedStore,
  type EmbeddedStoreOptions,
  joinEmbeddedStore,
  startEmbeddedStore,
} from './start.js';
