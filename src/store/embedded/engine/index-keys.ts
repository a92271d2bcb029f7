import { invert, keyOf } from '../bson/key.js';
import { type Doc, isDoc, UNDEFINED, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { isIndex } from '../query/path.js';
import type { IndexField, IndexSpec } from './index-spec.js';

/** One field on its way down: the value reached and how many components are used. */
interface Reach {
  readonly value: Value | undefined;
  readonly depth: number;
  /** The value stands for itself, also when it is an array. */
  readonly final: boolean;
}

const descend = (reach: Reach, parts: readonly string[]): Reach => {
  let { value, depth } = reach;
  while (depth < parts.length) {
    const part = parts[depth] as string;
    if (isDoc(value)) value = value.get(part);
    else if (Array.isArray(value) && isIndex(part) && Number(part) < value.length)
      value = value[Number(part)];
    else if (Array.isArray(value) && !reach.final) return { value, depth, final: false };
    else return { value: undefined, depth: parts.length, final: true };
    depth += 1;
  }
  return { value, depth, final: reach.final && depth === reach.depth };
};

/** The array a compound index opens here, if one: at most one, or the document cannot be indexed. */
const openArray = (reaches: readonly Reach[]): Value[] | undefined => {
  let array: Value[] | undefined;
  for (const reach of reaches) {
    if (reach.final || !Array.isArray(reach.value)) continue;
    if (array && array !== reach.value) throw new MongoError(171, 'cannot index parallel arrays');
    array = reach.value;
  }
  return array;
};

const expand = (
  fields: readonly IndexField[],
  from: readonly Reach[],
  found: (Value | undefined)[][],
): void => {
  const reaches = from.map((reach, at) => descend(reach, (fields[at] as IndexField).parts));
  const array = openArray(reaches);
  if (!array) {
    found.push(reaches.map((reach) => reach.value));
    return;
  }
  const elements = array.length === 0 ? [undefined] : array;
  for (const element of elements) {
    const next = reaches.map((reach, at): Reach => {
      if (reach.final || reach.value !== array) return reach;
      const done = reach.depth === (fields[at] as IndexField).parts.length;
      if (element === undefined)
        return { value: done ? UNDEFINED : undefined, depth: Number.MAX_SAFE_INTEGER, final: true };
      return { value: element, depth: reach.depth, final: done || Array.isArray(element) };
    });
    expand(fields, next, found);
  }
};

const fieldKey = (value: Value | undefined, descending: boolean): string => {
  const key = keyOf(value ?? null);
  return descending ? invert(key) : key;
};

/**
 * The keys (without prefix) a document has in an index, each once. A document that a sparse or partial index leaves
 * out has none. `doc` needs only the index's `roots`. Throws 171 for two arrays side by side.
 */
export const indexKeys = (index: IndexSpec, doc: Doc): readonly string[] => {
  if (index.partial && !index.partial.test(doc, undefined)) return [];
  const only = index.fields.length === 1 ? (index.fields[0] as IndexField) : undefined;
  if (only && only.parts.length === 1) {
    const value = doc.get(only.path);
    if (!Array.isArray(value)) {
      return value === undefined && index.sparse ? [] : [fieldKey(value, only.descending)];
    }
  }
  const tuples: (Value | undefined)[][] = [];
  const start: Reach = { value: doc, depth: 0, final: false };
  expand(
    index.fields,
    index.fields.map(() => start),
    tuples,
  );
  const kept = index.sparse ? tuples.filter((tuple) => tuple.some((value) => value !== undefined)) : tuples;
  const keys = kept.map((tuple) =>
    tuple.map((value, at) => fieldKey(value, (index.fields[at] as IndexField).descending)).join(''),
  );
  return keys.length > 1 ? [...new Set(keys)] : keys;
};

/** The values at the index's fields, for messages. */
export const keyValues = (index: IndexSpec, doc: Doc): Doc => {
  const tuples: (Value | undefined)[][] = [];
  const start: Reach = { value: doc, depth: 0, final: false };
  expand(
    index.fields,
    index.fields.map(() => start),
    tuples,
  );
  return new Map(index.fields.map((field, at) => [field.path, tuples[0]?.[at] ?? null]));
};
