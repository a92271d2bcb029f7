import * as fc from 'fast-check';
import { parseDecimal, toDecimal, type DecimalParts } from '../../../../src/store/embedded/bson/decimal.js';
import {
  type Doc,
  Double,
  ObjectId,
  UtcDate,
  type Value,
} from '../../../../src/store/embedded/bson/value.js';

const decimal = (text: string): Value => toDecimal(parseDecimal(text) as DecimalParts);

const number: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -2, max: 3 }),
  fc.bigInt({ min: -2n, max: 3n }),
  fc
    .constantFrom(-1, 0, 0.5, 1, 1.5, 3, Number.NaN, Number.POSITIVE_INFINITY, -0)
    .map((value) => new Double(value)),
  fc.constantFrom('-1', '0', '0.5', '1.50', '3', '1E+2').map(decimal),
);

/** Few values, so that they meet. */
export const scalar: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: number },
  fc.constantFrom('', 'a', 'aa', 'b', 'ñ', 'a\0b', '\u{1f600}', '\uffee'),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(-1n, 0n, 1n).map((ms) => new UtcDate(ms)),
  fc.constantFrom('00', 'ff').map((byte) => new ObjectId(Buffer.from(byte.repeat(12), 'hex'))),
);

const inner: fc.Arbitrary<Doc> = fc
  .record({ x: scalar, y: scalar }, { requiredKeys: [] })
  .map((fields) => new Map(Object.entries(fields) as [string, Value][]));

export const field: fc.Arbitrary<Value> = fc.oneof(
  { weight: 5, arbitrary: scalar },
  inner,
  fc.array(fc.oneof(scalar, inner), { maxLength: 3 }),
  fc.array(number, { maxLength: 3 }),
  fc.array(fc.array(scalar, { maxLength: 2 }), { minLength: 1, maxLength: 2 }),
);

/** Documents with the fields a, b and c, each of which may be missing. */
export const documents: fc.Arbitrary<Doc[]> = fc
  .array(fc.record({ a: field, b: field, c: field }, { requiredKeys: [] }), { minLength: 1, maxLength: 8 })
  .map((list) =>
    list.map(
      (fields, at) => new Map<string, Value>([['_id', at], ...(Object.entries(fields) as [string, Value][])]),
    ),
  );

const path = fc.constantFrom('a', 'b', 'c', 'a.x', 'b.y', 'a.0', 'a.x.0', '_id');
const range = fc.constantFrom('$gt', '$gte', '$lt', '$lte');
const comparison = fc.tuple(fc.oneof(range, fc.constantFrom('$eq', '$ne')), scalar);
const list = fc.tuple(fc.constantFrom('$in', '$nin'), fc.array(scalar, { maxLength: 3 }));

const asDoc = (entries: readonly (readonly [string, Value])[]): Doc => new Map(entries);
const operators = fc.array(comparison, { minLength: 1, maxLength: 2 }).map(asDoc);

/** Two ends on one field: several elements of an array may fulfil one each. */
const interval = fc
  .tuple(fc.constantFrom('$gt', '$gte'), number, fc.constantFrom('$lt', '$lte'), number)
  .map(([low, from, high, to]) =>
    asDoc([
      [low, from],
      [high, to],
    ]),
  );

const condition: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 3, arbitrary: interval },
  { weight: 4, arbitrary: operators },
  list.map((entry) => asDoc([entry])),
  fc.tuple(fc.constantFrom('$eq', '$ne'), field).map((entry) => asDoc([entry])),
  fc.boolean().map((wanted) => asDoc([['$exists', wanted]])),
  fc.nat({ max: 3 }).map((size) => asDoc([['$size', size]])),
  operators.map((operand) => asDoc([['$not', operand]])),
  operators.map((operand) => asDoc([['$elemMatch', operand]])),
);

const plainQuery: fc.Arbitrary<Doc> = fc
  .array(fc.tuple(path, condition), { minLength: 1, maxLength: 3 })
  .map((entries) => new Map<string, Value>(entries));

export const query: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 4, arbitrary: plainQuery },
  fc
    .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(plainQuery, { minLength: 1, maxLength: 2 }))
    .map(([name, clauses]) => new Map<string, Value>([[name, clauses]])),
);

export const sortSpec = fc.uniqueArray(
  fc.tuple(fc.constantFrom('a', 'b', 'a.x', '_id'), fc.constantFrom(1, -1)),
  { minLength: 1, maxLength: 2, selector: ([name]) => name },
);

/** Indexes that answer the queries above, or some of them. */
export const INDEXES: readonly Doc[] = [
  [['key', asDoc([['a', 1]])]],
  [
    [
      'key',
      asDoc([
        ['b', -1],
        ['a', 1],
      ]),
    ],
  ],
  [['key', asDoc([['a.x', 1]])]],
  [
    [
      'key',
      asDoc([
        ['c', 1],
        ['b', 1],
      ]),
    ],
    ['sparse', true],
  ],
  [
    ['key', asDoc([['c', -1]])],
    ['partialFilterExpression', asDoc([['c', asDoc([['$gt', 0]])]])],
  ],
].map((entries) => asDoc(entries as [string, Value][]));
