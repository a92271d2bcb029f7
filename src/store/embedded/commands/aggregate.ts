import { MongoError } from '../errors.js';
import type { Handler } from './command.js';

/** `aggregate`. */
export const aggregate: Handler = () => {
  throw new MongoError('CommandNotSupported', 'aggregate is not supported by the embedded store yet');
};
