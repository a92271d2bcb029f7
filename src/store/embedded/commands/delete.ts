import { decode } from '../bson/decode.js';
import { isNumeric, toNumber } from '../bson/number.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { compileFilter, requireQuery, type Variables } from '../query/filter.js';
import { documentsOf } from '../wire/message.js';
import { collectionName, type Handler, reply, type Store, variablesOf } from './command.js';
import { requireBatch } from './insert.js';
import { eachTarget } from './modify.js';
import { planFor, requireNoCollation } from './query-args.js';
import type { Place } from './update.js';
import { runBatch } from './write-errors.js';

const limitOf = (value: Value | undefined): number => {
  const limit = isNumeric(value) ? toNumber(value) : Number.NaN;
  if (limit !== 0 && limit !== 1) {
    throw new MongoError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${limit}`);
  }
  return limit;
};

/** Runs one statement and gives how many documents it removed. Throws MongoError. */
export const deleteOne = (
  store: Store,
  place: Place,
  statement: Doc,
  variables: Variables,
): number | Promise<number> => {
  requireNoCollation(statement.get('collation'));
  const filter = compileFilter(requireQuery(statement.get('q'), 'delete.deletes.q'), variables);
  const single = limitOf(statement.get('limit')) === 1;
  const collection = store.engine.get(place.db, place.name);
  if (!collection) return 0;
  let removed = 0;
  const plan = planFor(collection, filter, [], statement.get('hint'));
  const running = eachTarget({ collection, filter, plan, sort: [], positional: false }, (target) => {
    collection.remove(target);
    removed += 1;
    return !single;
  });
  return running ? running.then(() => removed) : removed;
};

/** `delete`: each statement in turn; limit 0 removes all that match, 1 the first. */
export const deleteCommand: Handler = async (store, { request }) => {
  const statements = documentsOf(request, 'deletes');
  requireBatch(statements.length);
  const place: Place = { db: request.db, name: collectionName(request) };
  const variables = variablesOf(store, request);
  let removed = 0;
  const errors = await runBatch(statements.length, request.body.get('ordered') !== false, (index) => {
    const running = deleteOne(store, place, decode(statements[index] as Buffer), variables);
    if (running instanceof Promise) {
      return running.then((count) => {
        removed += count;
      });
    }
    removed += running;
  });
  const fields: [string, Value][] = [['n', removed]];
  if (errors.length > 0) fields.push(['writeErrors', [...errors]]);
  return reply(fields);
};
