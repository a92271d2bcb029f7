import base from '../../jest.config.js';

/** Microsoft's Web Chat, 518 MB on disk, is no dependency of ours: `npm run test:webchat` puts it into var/webchat. */
export default {
  ...base,
  rootDir: new URL('../..', import.meta.url).pathname,
  testMatch: ['<rootDir>/tests/webchat/*.ts'],
};
