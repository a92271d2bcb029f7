import { show } from '../bson/show.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { isIndex } from '../query/path.js';

/** Most elements an array may be padded to by setting a far index. */
const MAX_PADDING = 1_500_000;

/** What the positional parts of a path stand for. */
export interface Positions {
  /** The index the query matched, for `$`. */
  readonly matched: number | undefined;
  /** By identifier, for `$[identifier]`. */
  readonly filters: ReadonlyMap<string, (element: Value) => boolean>;
}

interface Reached {
  readonly path: string[];
  readonly value: Value | undefined;
}

const shown = (parts: readonly string[]): string => parts.join('.');

/** The paths without positional parts that `parts` means in this document. */
export const concretePaths = (doc: Doc, parts: readonly string[], positions: Positions): string[][] => {
  let paths: Reached[] = [{ path: [], value: doc }];
  for (const part of parts) {
    paths = paths.flatMap(({ path, value }) => {
      if (part === '$') return [step(path, value, matchedIndex(positions))];
      if (part.startsWith('$[')) return elements(path, value, part, positions);
      return [step(path, value, part)];
    });
  }
  return paths.map(({ path }) => path);
};

const step = (path: readonly string[], value: Value | undefined, part: string): Reached => ({
  path: [...path, part],
  value: child(value, part),
});

const child = (value: Value | undefined, part: string): Value | undefined => {
  if (isDoc(value)) return value.get(part);
  return Array.isArray(value) && isIndex(part) ? value[Number(part)] : undefined;
};

const matchedIndex = (positions: Positions): string => {
  if (positions.matched === undefined) {
    throw new MongoError('BadValue', 'The positional operator did not find the match needed from the query.');
  }
  return String(positions.matched);
};

const elements = (
  path: readonly string[],
  value: Value | undefined,
  part: string,
  positions: Positions,
): Reached[] => {
  if (value === undefined) {
    throw new MongoError(
      'BadValue',
      `The path '${shown(path)}' must exist in the document in order to apply array updates.`,
    );
  }
  if (!Array.isArray(value)) {
    throw new MongoError(
      'BadValue',
      `Cannot apply array updates to non-array element ${path.at(-1)}: ${show(value)}`,
    );
  }
  const filter = part === '$[]' ? undefined : positions.filters.get(part.slice(2, -1));
  return value
    .map((_, at) => step(path, value, String(at)))
    .filter((_, at) => !filter || filter(value[at] as Value));
};

/** The value at a path without positional parts. */
export const valueAt = (doc: Doc, parts: readonly string[]): Value | undefined => {
  let value: Value | undefined = doc;
  for (const part of parts) value = child(value, part);
  return value;
};

const notViable = (part: string, name: string | undefined, value: Value): MongoError =>
  new MongoError('PathNotViable', `Cannot create field '${part}' in element {${name}: ${show(value)}}`);

/** Sets a value, making the documents on the way. Throws PathNotViable. */
export const setAt = (doc: Doc, parts: readonly string[], value: Value): void => {
  let holder: Value = doc;
  for (let at = 0; at < parts.length - 1; at++) {
    const part = parts[at] as string;
    let next = child(holder, part);
    if (next === undefined) {
      next = new Map();
      put(holder, part, next, parts[at - 1]);
    }
    holder = next;
  }
  put(holder, parts.at(-1) as string, value, parts.at(-2));
};

const put = (holder: Value, part: string, value: Value, name: string | undefined): void => {
  if (isDoc(holder)) {
    holder.set(part, value);
    return;
  }
  if (!Array.isArray(holder) || !isIndex(part)) throw notViable(part, name, holder);
  const index = Number(part);
  if (index - holder.length >= MAX_PADDING) {
    throw new MongoError(31035, 'Cannot backfill array: the index is too far beyond its end');
  }
  while (holder.length < index) holder.push(null);
  holder[index] = value;
};

/** Removes a field; an array element becomes null. What is not there stays away. */
export const removeAt = (doc: Doc, parts: readonly string[]): void => {
  const holder = valueAt(doc, parts.slice(0, -1));
  const last = parts.at(-1) as string;
  if (isDoc(holder)) holder.delete(last);
  else if (Array.isArray(holder) && isIndex(last) && Number(last) < holder.length)
    holder[Number(last)] = null;
};
