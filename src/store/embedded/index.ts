export { type CollectionReport, checkStore } from './inspect.js';
export {
  type EmbeddedStore,
  type EmbeddedStoreOptions,
  joinEmbeddedStore,
  startEmbeddedStore,
} from './start.js';
export { exportStore, importStore, type TransferReport } from './transfer.js';
