import {
  Decimal,
  type Doc,
  Double,
  ObjectId,
  UtcDate,
  type Value,
} from '../../../../src/store/embedded/bson/value.js';
import { decimalParts, formatDecimal } from '../../../../src/store/embedded/bson/decimal.js';

/**
 * A small model of MongoDB's semantics, written from the manual and apart from the store: slow, plain, and only for
 * the values the property tests make. Numbers are compared as JavaScript numbers, which is exact for those.
 */
type Maybe = Value | undefined;

const isNumber = (value: Maybe): boolean =>
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Double ||
  value instanceof Decimal;

export const asNumber = (value: Value): number => {
  if (value instanceof Double) return value.value;
  if (value instanceof Decimal) return Number(formatDecimal(decimalParts(value)));
  return Number(value);
};

/** The order of kinds in "Comparison/Sort Order". */
const kind = (value: Value): number => {
  if (value === null) return 2;
  if (isNumber(value)) return 3;
  if (typeof value === 'string') return 4;
  if (value instanceof Map) return 5;
  if (Array.isArray(value)) return 6;
  if (value instanceof ObjectId) return 8;
  if (typeof value === 'boolean') return 9;
  if (value instanceof UtcDate) return 10;
  throw new Error('the model does not know this value');
};

const sign = (a: number | bigint, b: number | bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** Text is compared by its bytes in UTF-8. */
const textOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const numberOrder = (a: number, b: number): number => {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return sign(a, b);
};

const listOrder = (a: readonly Value[], b: readonly Value[]): number => {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const found = order(a[at] as Value, b[at] as Value);
    if (found !== 0) return found;
  }
  return a.length - b.length;
};

const docOrder = (a: Doc, b: Doc): number => {
  const [left, right] = [[...a], [...b]];
  for (let at = 0; at < left.length && at < right.length; at++) {
    const [x, y] = [left[at] as [string, Value], right[at] as [string, Value]];
    const found = sign(kind(x[1]), kind(y[1])) || textOrder(x[0], y[0]) || order(x[1], y[1]);
    if (found !== 0) return found;
  }
  return left.length - right.length;
};

export const order = (a: Value, b: Value): number => {
  if (kind(a) !== kind(b)) return sign(kind(a), kind(b));
  if (isNumber(a)) return numberOrder(asNumber(a), asNumber(b));
  if (a instanceof Map) return docOrder(a, b as Doc);
  if (Array.isArray(a)) return listOrder(a, b as Value[]);
  if (a instanceof UtcDate) return sign(a.ms, (b as UtcDate).ms);
  if (a instanceof ObjectId) return Buffer.compare(a.bytes, (b as ObjectId).bytes);
  if (a === null) return 0;
  if (typeof a === 'boolean') return Number(a) - Number(b);
  return textOrder(a as string, b as string);
};

/** Everything a path can mean; `[]` at the end stands for the elements of an array there, besides the array. */
const reach = (value: Maybe, path: readonly string[], elements: boolean): Maybe[] => {
  if (path.length === 0) return elements && Array.isArray(value) ? [...value, value] : [value];
  const [head, ...tail] = path as [string, ...string[]];
  if (value instanceof Map) return reach(value.get(head), tail, elements);
  if (!Array.isArray(value)) return [undefined];
  const found: Maybe[] = [];
  if (/^\d+$/.test(head) && Number(head) < value.length)
    found.push(...reach(value[Number(head)], tail, elements));
  for (const element of value) if (element instanceof Map) found.push(...reach(element, path, elements));
  return found;
};

const isNaNValue = (value: Maybe): boolean => isNumber(value) && Number.isNaN(asNumber(value as Value));

const compares = (operator: string, value: Maybe, operand: Value): boolean => {
  const equalToo = operator === '$gte' || operator === '$lte';
  if (operand === null) return equalToo && (value === null || value === undefined);
  if (value === undefined || kind(value) !== kind(operand)) return false;
  if (isNaNValue(value) || isNaNValue(operand)) return equalToo && isNaNValue(value) && isNaNValue(operand);
  const difference = order(value, operand);
  if (difference === 0) return equalToo;
  return operator.startsWith('$g') ? difference > 0 : difference < 0;
};

const equals = (value: Maybe, operand: Value): boolean =>
  value === undefined || value === null ? operand === null : order(value, operand) === 0;

/** `opened`: an array at the end of the path counts also by its elements. */
const one = (doc: Doc, path: string, operator: string, operand: Value, opened = true): boolean => {
  const parts = path.split('.');
  const any = (test: (value: Maybe) => boolean): boolean => reach(doc, parts, opened).some(test);
  switch (operator) {
    case '$eq':
      return any((value) => equals(value, operand));
    case '$ne':
      return !any((value) => equals(value, operand));
    case '$in':
      return any((value) => (operand as Value[]).some((wanted) => equals(value, wanted)));
    case '$nin':
      return !any((value) => (operand as Value[]).some((wanted) => equals(value, wanted)));
    case '$exists':
      return reach(doc, parts, false).some((value) => value !== undefined) === operand;
    case '$size':
      return reach(doc, parts, false).some((value) => Array.isArray(value) && value.length === operand);
    case '$not':
      return ![...(operand as Doc)].every(([inner, value]) => one(doc, path, inner, value, opened));
    case '$elemMatch':
      return reach(doc, parts, false).some(
        (value) =>
          Array.isArray(value) &&
          value.some((element) =>
            [...(operand as Doc)].every(([inner, wanted]) =>
              one(new Map([['v', element]]), 'v', inner, wanted, false),
            ),
          ),
      );
    default:
      return any((value) => compares(operator, value, operand));
  }
};

/** Whether a document matches a query of the property tests. */
export const matches = (doc: Doc, query: Doc): boolean =>
  [...query].every(([name, value]) => {
    const clauses = (value as Doc[]) ?? [];
    if (name === '$and') return clauses.every((clause) => matches(doc, clause));
    if (name === '$or') return clauses.some((clause) => matches(doc, clause));
    if (name === '$nor') return !clauses.some((clause) => matches(doc, clause));
    return [...(value as Doc)].every(([operator, operand]) => one(doc, name, operator, operand));
  });

const EMPTY_ARRAY = Symbol('an empty array sorts below null');
type SortValue = Value | typeof EMPTY_ARRAY;

const sortOrder = (a: SortValue, b: SortValue): number => {
  if (typeof a === 'symbol' || typeof b === 'symbol')
    return Number(typeof b === 'symbol') - Number(typeof a === 'symbol');
  return order(a, b);
};

const sortValue = (doc: Doc, path: string, way: number): SortValue => {
  const values: SortValue[] = reach(doc, path.split('.'), false).flatMap((value): SortValue[] => {
    if (!Array.isArray(value)) return [value ?? null];
    return value.length === 0 ? [EMPTY_ARRAY] : value;
  });
  return values.sort((a, b) => way * sortOrder(a, b))[0] ?? null;
};

/** The documents in the order of a sort; equal ones keep their order. */
export const sorted = (docs: readonly Doc[], keys: readonly (readonly [string, number])[]): Doc[] =>
  [...docs].sort((a, b) => {
    for (const [path, way] of keys) {
      const found = way * sortOrder(sortValue(a, path, way), sortValue(b, path, way));
      if (found !== 0) return found;
    }
    return 0;
  });
