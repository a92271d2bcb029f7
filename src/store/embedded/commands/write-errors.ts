import { type Doc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';

const asWriteError = (index: number, error: MongoError): Doc =>
  new Map<string, Value>([
    ['index', index],
    ['code', error.code],
    ...((error.extra ?? []) as Iterable<[string, Value]>),
    ['errmsg', error.message],
  ]);

/**
 * Runs a batch: an ordered one stops at the first statement that fails, an unordered one goes on. A statement fails
 * with a MongoError, which becomes a write error; anything else is the store's own failure and is thrown.
 */
export const runBatch = async (
  count: number,
  ordered: boolean,
  run: (index: number) => void | Promise<void>,
): Promise<readonly Doc[]> => {
  const errors: Doc[] = [];
  for (let index = 0; index < count; index++) {
    try {
      const running = run(index);
      if (running) await running;
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      errors.push(asWriteError(index, error));
      if (ordered) break;
    }
  }
  return errors;
};
