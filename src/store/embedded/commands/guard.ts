import { isNumeric, toNumber } from '../bson/number.js';
import { isDoc } from '../bson/value.js';
import { MongoError } from '../errors.js';
import type { Request } from '../wire/message.js';

const READ_CONCERNS = new Set(['local', 'available', 'majority']);

const requireNoTransaction = (request: Request): void => {
  const { body } = request;
  if (body.has('txnNumber') || body.has('startTransaction') || body.get('autocommit') === false) {
    throw new MongoError(
      'IllegalOperation',
      'Transaction numbers are only allowed on a replica set member or mongos',
    );
  }
};

const requireConcerns = (request: Request): void => {
  const read = request.body.get('readConcern');
  const level = isDoc(read) ? read.get('level') : undefined;
  if (typeof level === 'string' && !READ_CONCERNS.has(level)) {
    throw new MongoError(123, 'node needs to be a replica set member to use read concern');
  }
  const write = request.body.get('writeConcern');
  const w = isDoc(write) ? write.get('w') : undefined;
  if (isNumeric(w) && toNumber(w) > 1) {
    throw new MongoError('BadValue', "cannot use 'w' > 1 when a host is not replicated");
  }
};

/** Refuses what a standalone server refuses: transactions, and concerns that need a replica set. */
export const requireSupported = (request: Request): void => {
  requireNoTransaction(request);
  if (request.body.has('readConcern') || request.body.has('writeConcern')) requireConcerns(request);
  if (request.body.has('apiVersion') && request.body.get('apiVersion') !== '1') {
    throw new MongoError('APIVersionError', `API version must be "1"`);
  }
};
