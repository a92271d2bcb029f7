import type { Results } from './results.js';

/** Documents made beforehand, as results. */
export const given = (documents: readonly Buffer[]): Results => {
  let at = 0;
  return {
    read: (count) => {
      const batch = documents.slice(at, at + count);
      at += batch.length;
      return batch;
    },
    get ended() {
      return at >= documents.length;
    },
    close: () => undefined,
  };
};
