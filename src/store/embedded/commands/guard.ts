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

/** Fields that every command may carry. */
const GENERAL = new Set(
  '$db lsid $clusterTime $readPreference $audit $client readConcern writeConcern comment maxTimeMS maxTimeMSOpOnly apiVersion apiStrict apiDeprecationErrors'.split(
    ' ',
  ),
);

/** Fields that the commands on data know; an unknown one would change what a command does, so it is refused. */
const FIELDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    insert: 'documents ordered bypassDocumentValidation',
    update: 'updates ordered bypassDocumentValidation let',
    delete: 'deletes ordered let',
    find: 'filter sort projection hint skip limit batchSize singleBatch max min returnKey showRecordId tailable oplogReplay noCursorTimeout awaitData allowPartialResults collation allowDiskUse let',
    getMore: 'collection batchSize',
    aggregate: 'pipeline cursor explain allowDiskUse bypassDocumentValidation collation hint let singleBatch',
    findAndModify:
      'query sort remove update new fields upsert bypassDocumentValidation collation arrayFilters hint let',
    count: 'query limit skip hint collation fields',
    distinct: 'key query collation hint',
    createIndexes: 'indexes commitQuorum',
  }).map(([name, fields]) => [name, new Set([name, ...fields.split(' ')])]),
);

const requireKnownFields = (request: Request): void => {
  const known = FIELDS.get(request.name);
  if (!known) return;
  for (const field of request.body.keys()) {
    if (known.has(field) || GENERAL.has(field)) continue;
    throw new MongoError(40415, `BSON field '${request.name}.${field}' is an unknown field.`);
  }
};

/** Refuses what a standalone server refuses: transactions, unknown fields, concerns that need a replica set. */
export const requireSupported = (request: Request): void => {
  requireNoTransaction(request);
  requireKnownFields(request);
  if (request.body.has('readConcern') || request.body.has('writeConcern')) requireConcerns(request);
  if (request.body.has('apiVersion') && request.body.get('apiVersion') !== '1') {
    throw new MongoError('APIVersionError', `API version must be "1"`);
  }
};
