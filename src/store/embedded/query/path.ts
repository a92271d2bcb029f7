import { isDoc, type Value } from '../bson/value.js';

const INDEX = /^(0|[1-9]\d*)$/;

/** Whether a path component can be an array index. */
export const isIndex = (part: string): boolean => INDEX.test(part);

/** What a path leads to: `index` is the place in the outermost array that was passed on the way, if one was. */
export type Visit = (value: Value | undefined, index: number | undefined) => boolean;

/**
 * Visits what a dotted path means in a document as MongoDB's matcher sees it: every element of an array on the way;
 * a missing field once as undefined. Stops and returns true as soon as `visit` does.
 * `leaves`: an array at the end is visited element by element and then as a whole.
 */
export const visitPath = (root: Value, parts: readonly string[], leaves: boolean, visit: Visit): boolean =>
  walk(root, parts, 0, leaves, visit, undefined);

const walk = (
  value: Value | undefined,
  parts: readonly string[],
  depth: number,
  leaves: boolean,
  visit: Visit,
  index: number | undefined,
): boolean => {
  if (depth === parts.length) return atEnd(value, leaves, visit, index);
  if (isDoc(value)) return walk(value.get(parts[depth] as string), parts, depth + 1, leaves, visit, index);
  if (!Array.isArray(value)) return visit(undefined, index);
  const part = parts[depth] as string;
  if (isIndex(part) && Number(part) < value.length) {
    if (walk(value[Number(part)], parts, depth + 1, leaves, visit, index)) return true;
  }
  for (let at = 0; at < value.length; at++) {
    const element = value[at];
    if (isDoc(element) && walk(element, parts, depth, leaves, visit, index ?? at)) return true;
  }
  return false;
};

const atEnd = (
  value: Value | undefined,
  leaves: boolean,
  visit: Visit,
  index: number | undefined,
): boolean => {
  if (leaves && Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      if (visit(value[at], index ?? at)) return true;
    }
  }
  return visit(value, index);
};

/** The value at a path through documents only, or undefined. */
export const plainPath = (root: Value, parts: readonly string[]): Value | undefined => {
  let value: Value | undefined = root;
  for (const part of parts) {
    if (!isDoc(value)) return undefined;
    value = value.get(part);
  }
  return value;
};

const splitCache = new Map<string, readonly string[]>();

/** The components of a dotted path. */
export const pathParts = (path: string): readonly string[] => {
  let parts = splitCache.get(path);
  if (!parts) {
    if (splitCache.size > 5000) splitCache.clear();
    parts = path.split('.');
    splitCache.set(path, parts);
  }
  return parts;
};
