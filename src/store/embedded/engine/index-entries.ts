import { eachElement, pickFields } from '../bson/decode.js';
import { indexKeys } from './index-keys.js';
import type { IndexSpec } from './index-spec.js';
import { indexPrefix } from './keys.js';

/** The keys of one document in each index. */
export type Entries = readonly (readonly [IndexSpec, readonly string[]])[];

/** What a document has in the indexes, whose fields are `roots`. */
export const entriesOf = (
  indexes: readonly IndexSpec[],
  roots: ReadonlySet<string>,
  raw: Buffer,
): Entries => {
  if (indexes.length === 0) return [];
  const doc = pickFields(raw, roots);
  return indexes.map((index) => [index, indexKeys(index, doc)] as const);
};

/** Where the entry `key` of the document `id` is stored. */
export const entryKey = (index: IndexSpec, key: string, id: string): string =>
  index.unique ? indexPrefix(index.id) + key : indexPrefix(index.id) + key + id;

/** Whether two versions of a document have the same bytes in the fields that indexes look at. */
export const sameFields = (a: Buffer, b: Buffer, roots: ReadonlySet<string>): boolean => {
  const bytesOf = (raw: Buffer): Map<string, Buffer> => {
    const found = new Map<string, Buffer>();
    eachElement(raw, 0, raw.length, (name, type, at, end) => {
      if (roots.has(name)) found.set(name, Buffer.concat([Buffer.from([type]), raw.subarray(at, end)]));
    });
    return found;
  };
  const [left, right] = [bytesOf(a), bytesOf(b)];
  if (left.size !== right.size) return false;
  return [...left].every(([name, bytes]) => right.get(name)?.equals(bytes) === true);
};
