import { decode } from '../bson/decode.js';
import { isNumeric, toNumber } from '../bson/number.js';
import type { Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { compileFilter, requireQuery, type Variables } from '../query/filter.js';
import { documentsOf } from '../wire/message.js';
import { collectionOf, type Handler, reply, variablesOf } from './command.js';
import { requireBatch } from './insert.js';
import { eachTarget } from './modify.js';
import { planFor, requireNoCollation } from './query-args.js';
import { runBatch } from './write-errors.js';

const limitOf = (value: Value | undefined): number => {
  const limit = isNumeric(value) ? toNumber(value) : Number.NaN;
  if (limit !== 0 && limit !== 1) {
    throw new MongoError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${limit}`);
  }
  return limit;
};

/** `delete`: each statement in turn; limit 0 removes all that match, 1 the first. */
export const deleteCommand: Handler = async (store, { request }) => {
  const statements = documentsOf(request, 'deletes');
  requireBatch(statements.length);
  const collection = collectionOf(store, request);
  const variables: Variables = variablesOf(store, request);
  let removed = 0;
  const errors = await runBatch(statements.length, request.body.get('ordered') !== false, (index) => {
    const statement = decode(statements[index] as Buffer);
    requireNoCollation(statement.get('collation'));
    const filter = compileFilter(requireQuery(statement.get('q'), 'delete.deletes.q'), variables);
    const single = limitOf(statement.get('limit')) === 1;
    if (!collection) return;
    const plan = planFor(collection, filter, [], statement.get('hint'));
    return eachTarget({ collection, filter, plan, sort: [], positional: false }, (target) => {
      collection.remove(target);
      removed += 1;
      return !single;
    });
  });
  const fields: [string, Value][] = [['n', removed]];
  if (errors.length > 0) fields.push(['writeErrors', [...errors]]);
  return reply(fields);
};
