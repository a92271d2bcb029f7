import { keyOf } from '../bson/key.js';
import { isNumeric, toNumber } from '../bson/number.js';
import { type Doc, Double, isDoc, typeName, type Value } from '../bson/value.js';
import { pathParts } from '../query/path.js';
import { MongoError } from '../errors.js';
import { compileFilter } from '../query/filter.js';
import type { Filter } from '../query/predicate.js';

export interface IndexField {
  readonly path: string;
  readonly parts: readonly string[];
  readonly descending: boolean;
}

/** An index as its collection uses it. `spec` is what listIndexes shows. */
export interface IndexSpec {
  readonly id: number;
  readonly name: string;
  readonly spec: Doc;
  readonly fields: readonly IndexField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partial: Filter | undefined;
  /** Seconds after the date in the field; undefined when documents do not expire. */
  readonly expireAfterSeconds: number | undefined;
  /** The top-level fields that decide the entries. */
  readonly roots: ReadonlySet<string>;
}

const KNOWN = new Set([
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'ns',
  'hidden',
  'collation',
]);

const cannot = (reason: string): MongoError => new MongoError('CannotCreateIndex', reason);

const keyFields = (key: Doc): IndexField[] => {
  if (key.size === 0) throw cannot('Index keys cannot be an empty object');
  if (key.size > 32) throw cannot('Index must have at most 32 fields');
  return [...key].map(([path, direction]) => {
    if (typeof direction === 'string') {
      throw cannot(`Index type '${direction}' is not supported by the embedded store`);
    }
    if (!isNumeric(direction) || toNumber(direction) === 0 || Number.isNaN(toNumber(direction))) {
      throw cannot(`Values in v:2 index key pattern must be numbers > 0, numbers < 0 or strings`);
    }
    if (path === '') throw cannot('Index keys cannot be an empty field name');
    if (path.includes('$**')) throw cannot('Wildcard indexes are not supported by the embedded store');
    if (pathParts(path).some((part) => part === '' || part.startsWith('$'))) {
      throw cannot(`Index key contains an illegal field name: ${path}`);
    }
    return { path, parts: pathParts(path), descending: toNumber(direction) < 0 };
  });
};

/** `a_1_b_-1`, the name an index gets when none is given. */
export const defaultName = (key: Doc): string =>
  [...key]
    .map(([path, direction]) => `${path}_${isNumeric(direction) ? toNumber(direction) : String(direction)}`)
    .join('_');

const flag = (spec: Doc, name: string): boolean => {
  const value = spec.get(name);
  return value === true || (isNumeric(value) && toNumber(value) !== 0);
};

const expiry = (spec: Doc, fields: readonly IndexField[]): number | undefined => {
  const value = spec.get('expireAfterSeconds');
  if (value === undefined) return undefined;
  if (!isNumeric(value))
    throw cannot(
      `TTL index 'expireAfterSeconds' option must be numeric, but received a type of '${typeName(value)}'`,
    );
  const seconds = toNumber(value);
  if (!(seconds >= 0 && seconds <= 2 ** 31 - 1)) {
    throw cannot(
      `TTL index 'expireAfterSeconds' must be within the range 0 to 2147483647, but received ${seconds}`,
    );
  }
  if (fields.length !== 1)
    throw cannot('TTL indexes are single-field indexes, compound indexes do not support TTL');
  return seconds;
};

const requireSimpleCollation = (spec: Doc): void => {
  const collation = spec.get('collation');
  if (isDoc(collation) && collation.get('locale') !== 'simple') {
    throw cannot('collations other than simple are not supported by the embedded store');
  }
};

/** Reads the specification a createIndexes command or the catalogue holds. Throws CannotCreateIndex and its kin. */
export const readIndexSpec = (id: number, spec: Doc): IndexSpec => {
  const key = spec.get('key');
  if (!isDoc(key)) throw new MongoError('TypeMismatch', "The field 'key' must be an object");
  for (const name of spec.keys()) {
    if (!KNOWN.has(name)) {
      throw new MongoError(
        'InvalidIndexSpecificationOption',
        `The field '${name}' is not valid for an index specification. Specification: ${name}`,
      );
    }
  }
  requireSimpleCollation(spec);
  const fields = keyFields(key);
  const partialSpec = spec.get('partialFilterExpression');
  if (partialSpec !== undefined && !isDoc(partialSpec))
    throw cannot("'partialFilterExpression' must be an object");
  const partial = partialSpec && compileFilter(partialSpec, new Map());
  if (partial && flag(spec, 'sparse'))
    throw cannot('cannot mix "partialFilterExpression" and "sparse" options');
  if (partial && !partial.fields) throw cannot('unsupported expression in partial index');
  return {
    id,
    name: String(spec.get('name')),
    spec,
    fields,
    unique: flag(spec, 'unique'),
    sparse: flag(spec, 'sparse'),
    partial,
    expireAfterSeconds: expiry(spec, fields),
    roots: new Set([...fields.map((field) => field.parts[0] as string), ...(partial?.fields ?? [])]),
  };
};

/** The specification as it is kept: version, key, name, then the options given. */
export const normalSpec = (given: Doc): Doc => {
  const key = given.get('key');
  if (!isDoc(key)) throw new MongoError('TypeMismatch', "The field 'key' must be an object");
  const name = given.get('name') ?? defaultName(key);
  if (typeof name !== 'string') throw new MongoError('TypeMismatch', "The field 'name' must be a string");
  if (name === '') throw cannot('index name cannot be empty');
  const spec: Doc = new Map<string, Value>([
    ['v', 2],
    ['key', key],
    ['name', name],
  ]);
  for (const [field, value] of given) {
    if (['v', 'key', 'name', 'background', 'ns'].includes(field)) continue;
    if (['unique', 'sparse', 'hidden'].includes(field)) {
      if (flag(given, field)) spec.set(field, true);
    } else
      spec.set(
        field,
        field === 'expireAfterSeconds' && value instanceof Double ? Math.trunc(value.value) : value,
      );
  }
  return spec;
};

/** Two specifications that differ in nothing but their name mean the same index. */
export const sameOptions = (a: Doc, b: Doc): boolean => {
  const bare = (spec: Doc): string => {
    const options = [...spec].filter(([name]) => !['v', 'name', 'key', 'hidden'].includes(name));
    return keyOf(new Map(options.sort(([x], [y]) => (x < y ? -1 : 1))));
  };
  return bare(a) === bare(b);
};
