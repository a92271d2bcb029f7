import type { Doc, Value } from '../bson/value.js';
import { pathParts, type Visit, visitPath } from './path.js';
import { equalTest, type ValueTest } from './value-tests.js';

/** Where in an array the match was found, for the positional `$` of an update or projection. */
export interface Found {
  position?: number;
}

export type Test = (doc: Doc, found: Found | undefined) => boolean;

/** A comparison that every matching document fulfils, which an index can help with. */
export interface Condition {
  readonly path: string;
  readonly op: '$eq' | '$in' | '$gt' | '$gte' | '$lt' | '$lte' | '$exists' | 'other';
  readonly operand: Value;
}

export interface Filter {
  readonly test: Test;
  /** All of these hold for a document that matches. */
  readonly conditions: readonly Condition[];
  /** The conditions say all there is: a document that fulfils them matches. */
  readonly complete: boolean;
  /** For a filter that is one `$or`: its branches. */
  readonly branches: readonly Filter[] | undefined;
  /** The top-level fields the test looks at; undefined when it may look at any. */
  readonly fields: ReadonlySet<string> | undefined;
}

/** What one clause of a query comes to. */
export interface Part {
  readonly test: Test;
  readonly conditions: readonly Condition[];
  readonly complete?: boolean;
  readonly branches?: readonly Filter[];
  readonly fields: readonly string[] | undefined;
}

const EVERYTHING: Filter = {
  test: () => true,
  conditions: [],
  complete: true,
  branches: undefined,
  fields: new Set(),
};

/** All of them hold. */
export const conjunction = (parts: readonly Part[]): Filter => {
  if (parts.length === 0) return EVERYTHING;
  const fields = parts.some((part) => !part.fields)
    ? undefined
    : new Set(parts.flatMap((part) => part.fields as readonly string[]));
  const only = parts.length === 1 ? (parts[0] as Part) : undefined;
  return {
    test: only ? only.test : (doc, found) => parts.every((part) => part.test(doc, found)),
    conditions: parts.flatMap((part) => part.conditions),
    complete: parts.every((part) => part.complete === true),
    branches: only?.branches,
    fields,
  };
};

export const asPart = (filter: Filter): Part => ({
  test: filter.test,
  conditions: filter.conditions,
  complete: filter.complete,
  ...(filter.branches ? { branches: filter.branches } : {}),
  fields: filter.fields && [...filter.fields],
});

export const fieldsOfAll = (filters: readonly Filter[]): readonly string[] | undefined =>
  filters.some((filter) => !filter.fields)
    ? undefined
    : filters.flatMap((filter) => [...(filter.fields as ReadonlySet<string>)]);

/** The name of an array's element that `$elemMatch` tests: it stands for itself, its own elements do not count. No
 * field of a document can have it. */
export const ELEMENT = '\0element';

/** Tests the values a path leads to; `leaves` also those inside an array at its end. */
export const leaf = (
  path: string,
  test: ValueTest,
  op: Condition['op'],
  operand: Value,
  leaves = true,
): Part => {
  const parts = pathParts(path);
  const opened = leaves && path !== ELEMENT;
  return {
    test: (doc, found) => {
      const visit: Visit = (value, index) => {
        if (!test(value)) return false;
        if (found && index !== undefined) found.position = index;
        return true;
      };
      return visitPath(doc, parts, opened, visit);
    },
    conditions: op === 'other' ? [] : [{ path, op, operand }],
    complete: op !== 'other',
    fields: [parts[0] as string],
  };
};

export const negated = (part: Part): Part => ({
  test: (doc) => !part.test(doc, undefined),
  conditions: [],
  fields: part.fields,
});

export const equality = (path: string, operand: Value): Part =>
  leaf(path, equalTest(operand), '$eq', operand);
