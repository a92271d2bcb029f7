import type { Journal } from '../kv/journal.js';
import { after } from './keys.js';

/** Rows read at once. */
export const CHUNK = 1000;

/** Every stored row whose key begins with `prefix`, in order. */
export const rowsUnder = async (
  journal: Journal,
  prefix: string,
): Promise<readonly (readonly [string, Buffer])[]> => {
  const cursor = journal.scan({ low: prefix, high: after(prefix), reverse: false });
  const found: (readonly [string, Buffer])[] = [];
  for (;;) {
    const rows = await cursor.next(CHUNK);
    if (rows.length === 0) break;
    found.push(...rows);
  }
  await cursor.close();
  return found;
};
