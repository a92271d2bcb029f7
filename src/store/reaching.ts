import { Problem } from '../problem.js';

const DUPLICATE_KEY = 11000;

/** Whether the store refused a write because a document of that id, or of that unique value, is there already. */
export const isDuplicate = (error: unknown): boolean => (error as { code?: number }).code === DUPLICATE_KEY;

/** The server is there and about to leave, or another one takes over ("not primary", shutting down, stepping down). */
const LEAVING = new Set([91, 189, 10107, 11600, 11602, 13435, 13436]);

/** Whether what was thrown is the store's answer, or no matter of the store. The driver makes a bulk error, which has no
 * code, of a connection that breaks in the middle of a bulk. */
function isAnswer(cause: unknown): boolean {
  const { name = '', code } = cause as { readonly name?: string; readonly code?: unknown };
  if (cause instanceof Problem || !name.startsWith('Mongo')) return true;
  if (name === 'MongoBulkWriteError') return typeof code === 'number' && !LEAVING.has(code);
  return name === 'MongoServerError' && !LEAVING.has(Number(code));
}

/** Runs something against the store. @throws Problem `store_away`, retryable, where it did not answer; what the store
 * answered is thrown as it is. */
export async function reaching<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (isAnswer(cause)) throw cause;
    throw new Problem('store_away', 'the store does not answer', { retryable: true, cause });
  }
}

/** The same functions, each of them `reaching`. */
export const reachingEach = <Functions extends object>(functions: Functions): Functions =>
  Object.fromEntries(
    Object.entries(functions).map(([name, run]: [string, (...args: unknown[]) => Promise<unknown>]) => [
      name,
      (...args: unknown[]) => reaching(() => run(...args)),
    ]),
  ) as Functions;
