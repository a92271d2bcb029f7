import { Problem } from '../problem.js';

const DUPLICATE_KEY = 11000;

/** Whether the store refused a write because a document of that id, or of that unique value, is there already. */
export const isDuplicate = (error: unknown): boolean => (error as { code?: number }).code === DUPLICATE_KEY;

/** Runs something against the store. @throws Problem `store_away`, retryable, where it did not answer; what the store
 * answered is thrown as it is. */
export async function reaching<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const name = (cause as { name?: string }).name ?? '';
    const answered =
      cause instanceof Problem || !name.startsWith('Mongo') || /^Mongo(Server|BulkWrite)Error$/.test(name);
    if (answered) throw cause;
    throw new Problem('store_away', 'the store does not answer', { retryable: true, cause });
  }
}
