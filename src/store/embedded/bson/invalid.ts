import { MongoError } from '../errors.js';

/** InvalidBSON, for bytes that are no document. */
export const invalid = (reason: string): MongoError =>
  new MongoError('InvalidBSON', `invalid BSON: ${reason}`);
