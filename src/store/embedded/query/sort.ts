import { invert, keyOf } from '../bson/key.js';
import { isNumeric, toNumber } from '../bson/number.js';
import { type Doc, isDoc, UNDEFINED, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { visitPath, pathParts } from './path.js';

export interface SortKey {
  readonly path: string;
  readonly parts: readonly string[];
  readonly descending: boolean;
}

/** Reads a sort document. Throws BadValue. */
export const parseSort = (sort: Value | undefined): readonly SortKey[] => {
  if (sort === undefined) return [];
  if (!isDoc(sort)) throw new MongoError('TypeMismatch', 'Expected field sort to be of type object');
  return [...sort].map(([path, direction]) => {
    if (path === '') throw new MongoError('BadValue', 'FieldPath cannot be constructed with empty string');
    if (isDoc(direction))
      throw new MongoError('BadValue', '$meta sorts are not supported by the embedded store');
    const way = isNumeric(direction) ? toNumber(direction) : 0;
    if (way !== 1 && way !== -1) {
      throw new MongoError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    }
    return { path, parts: pathParts(path), descending: way < 0 };
  });
};

/** An array sorts by its smallest element going up and by its largest going down; missing sorts as null. */
const componentOf = (doc: Doc, key: SortKey): string => {
  let chosen: string | undefined;
  const consider = (value: Value): void => {
    const found = keyOf(value);
    if (chosen === undefined || (key.descending ? found > chosen : found < chosen)) chosen = found;
  };
  visitPath(doc, key.parts, false, (value) => {
    if (!Array.isArray(value)) consider(value ?? null);
    else if (value.length === 0) consider(UNDEFINED);
    else value.forEach(consider);
    return false;
  });
  chosen ??= keyOf(null);
  return key.descending ? invert(chosen) : chosen;
};

/** The bytes by which a document sorts. */
export const sortKeyOf = (doc: Doc, keys: readonly SortKey[]): string =>
  keys.length === 1
    ? componentOf(doc, keys[0] as SortKey)
    : keys.map((key) => componentOf(doc, key)).join('');

/** Sorts by bytes computed once an item; equal ones keep their order. */
export const sortBy = <Item>(items: readonly Item[], keyOfItem: (item: Item) => string): Item[] =>
  items
    .map((item) => ({ item, key: keyOfItem(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
