import { expect, test } from '@jest/globals';
import { compileExpression } from '../../../../src/store/embedded/aggregate/expression.js';
import { formatNumber } from '../../../../src/store/embedded/bson/number.js';
import { parseDecimal, toDecimal, type DecimalParts } from '../../../../src/store/embedded/bson/decimal.js';
import {
  Decimal,
  type Doc,
  Double,
  ObjectId,
  UtcDate,
  type Value,
} from '../../../../src/store/embedded/bson/value.js';

/** Plain JSON as values: a document becomes a Map, a number an int where it is whole, else a double. */
const value = (json: unknown): Value => {
  if (json instanceof Map) return json;
  if (Array.isArray(json)) return json.map(value);
  if (
    json instanceof UtcDate ||
    json instanceof Double ||
    json instanceof Decimal ||
    json instanceof ObjectId
  )
    return json;
  if (typeof json === 'object' && json !== null) {
    return new Map(Object.entries(json).map(([name, inner]) => [name, value(inner)]));
  }
  if (typeof json === 'number') return Number.isInteger(json) ? json : new Double(json);
  return json as Value;
};

const date = (text: string): UtcDate => new UtcDate(BigInt(Date.parse(text)));
const decimal = (text: string): Decimal => toDecimal(parseDecimal(text) as DecimalParts);
const double = (number: number): Double => new Double(number);

const doc = value({
  n: 7,
  half: 2.5,
  list: [3, 1, 2],
  items: [
    { k: 'a', q: 2 },
    { k: 'b', q: 3 },
  ],
  text: ' Ñandú ',
  at: date('2024-03-10T03:30:45.123Z'),
  none: null,
}) as Doc;

const evaluate = (expression: unknown): Value | undefined =>
  compileExpression(value(expression))({ root: doc, current: doc, variables: new Map() });

/** A branch of `$switch`, as a Map: a plain object with a `then` would look like something to be awaited. */
const branch = (when: unknown, result: unknown): Doc => {
  const made: Doc = new Map();
  return made.set('case', value(when)).set('then', value(result));
};

const code = (expression: unknown): number | undefined => {
  try {
    evaluate(expression);
    return undefined;
  } catch (error) {
    return (error as { code?: number }).code;
  }
};

test.each<[string, unknown, unknown]>([
  ['add keeps int', { $add: ['$n', 1] }, 8],
  ['add grows to long', { $add: [2147483647, 1] }, 2147483648n],
  ['add of a date', { $add: ['$at', 1000] }, date('2024-03-10T03:30:46.123Z')],
  ['add with null', { $add: [1, '$none'] }, null],
  ['subtract dates', { $subtract: [date('1970-01-01T00:00:02Z'), date('1970-01-01T00:00:01Z')] }, 1000n],
  ['multiply int and double', { $multiply: ['$half', 2] }, double(5)],
  ['divide is a double', { $divide: [6, 3] }, double(2)],
  ['mod keeps the sign', { $mod: [-7, 3] }, -1],
  ['round half to even', { $round: [2.5] }, double(2)],
  ['round to places', { $round: [1.255, 2] }, double(1.26)],
  ['round tens', { $round: [45, -1] }, 40],
  ['trunc', { $trunc: [-3.99] }, double(-3)],
  ['floor of a negative', { $floor: -1.5 }, double(-2)],
  ['path through an array', '$items.q', [2, 3]],
  ['sum of a path', { $sum: '$items.q' }, 5],
  ['average', { $avg: '$list' }, double(2)],
  ['cond', { $cond: [{ $gt: ['$n', 5] }, 'yes', 'no'] }, 'yes'],
  ['ifNull', { $ifNull: ['$missing', '$none', 'x'] }, 'x'],
  ['switch', { $switch: { branches: [branch({ $lt: ['$n', 5] }, 1)], default: 2 } }, 2],
  ['let', { $let: { vars: { d: { $multiply: ['$n', 2] } }, in: { $add: ['$$d', 1] } } }, 15],
  ['missing is below everything', { $lt: ['$missing', null] }, true],
  ['map', { $map: { input: '$items', as: 'i', in: '$$i.k' } }, ['a', 'b']],
  ['filter', { $filter: { input: '$list', cond: { $gte: ['$$this', 2] } } }, [3, 2]],
  [
    'reduce',
    { $reduce: { input: '$list', initialValue: '', in: { $concat: ['$$value', { $toString: '$$this' }] } } },
    '312',
  ],
  ['slice', { $slice: ['$list', -2] }, [1, 2]],
  ['element from the end', { $arrayElemAt: ['$list', -1] }, 2],
  [
    'sortArray',
    { $sortArray: { input: '$items', sortBy: { q: -1 } } },
    [
      { k: 'b', q: 3 },
      { k: 'a', q: 2 },
    ],
  ],
  [
    'setUnion',
    {
      $setUnion: [
        [1, 2],
        [2, 3],
      ],
    },
    [1, 2, 3],
  ],
  ['in', { $in: [2, '$list'] }, true],
  ['object to array', { $objectToArray: { a: 1 } }, [{ k: 'a', v: 1 }]],
  ['array to object', { $arrayToObject: [[['a', 1]]] }, { a: 1 }],
  [
    'zip',
    { $zip: { inputs: [[1, 2], ['a']], useLongestLength: true } },
    [
      [1, 'a'],
      [2, null],
    ],
  ],
  ['trim and upper', { $toUpper: { $trim: { input: '$text' } } }, 'ÑANDÚ'],
  ['length in code points', { $strLenCP: '$text' }, 7],
  ['substrCP', { $substrCP: ['$text', 1, 2] }, 'Ña'],
  ['split', { $split: ['a-b', '-'] }, ['a', 'b']],
  ['regexFind', { $regexFind: { input: 'xab', regex: 'a(b)' } }, { match: 'ab', idx: 1, captures: ['b'] }],
  ['year in UTC', { $year: '$at' }, 2024],
  ['day in Bogotá', { $dayOfMonth: { date: '$at', timezone: 'America/Bogota' } }, 9],
  ['iso week', { $isoWeek: date('2021-01-03T00:00:00Z') }, 53],
  ['day of week, Sunday 1', { $dayOfWeek: date('2024-03-10T12:00:00Z') }, 1],
  [
    'format',
    { $dateToString: { date: '$at', format: '%d/%m/%Y %H:%M', timezone: '-05:00' } },
    '09/03/2024 22:30',
  ],
  [
    'months end',
    { $dateAdd: { startDate: date('2024-01-31T00:00:00Z'), unit: 'month', amount: 1 } },
    date('2024-02-29T00:00:00Z'),
  ],
  [
    'whole years between',
    {
      $dateDiff: {
        startDate: date('2023-12-31T00:00:00Z'),
        endDate: date('2024-01-01T00:00:00Z'),
        unit: 'year',
      },
    },
    1n,
  ],
  [
    'start of the day in Bogotá',
    { $dateTrunc: { date: '$at', unit: 'day', timezone: 'America/Bogota' } },
    date('2024-03-09T05:00:00Z'),
  ],
  ['from parts', { $dateFromParts: { year: 2024, month: 2, day: 30 } }, date('2024-03-01T00:00:00Z')],
  ['to int', { $toInt: '12' }, 12],
  ['to long', { $toLong: 1.9 }, 1n],
  ['convert with onError', { $convert: { input: 'x', to: 'int', onError: -1 } }, -1],
  ['type', { $type: '$missing' }, 'missing'],
  ['merge', { $mergeObjects: [{ a: 1 }, null, { b: 2 }] }, { a: 1, b: 2 }],
  ['getField', { $getField: { field: 'k', input: { $first: '$items' } } }, 'a'],
])('%s', (_name, expression, wanted) => {
  expect(evaluate(expression)).toEqual(typeof wanted === 'bigint' ? wanted : value(wanted));
});

test('decimals are added, multiplied and divided exactly to 34 digits', () => {
  const result = (expression: unknown): string => formatNumber(evaluate(expression) as Decimal);
  expect(result({ $add: [decimal('0.1'), decimal('0.20')] })).toBe('0.30');
  expect(result({ $multiply: [decimal('1.5'), 3] })).toBe('4.5');
  expect(result({ $divide: [decimal('1'), 3] })).toBe(`0.${'3'.repeat(34)}`);
  expect(result({ $divide: [decimal('6'), 3] })).toBe('2');
});

test('mistakes have their codes', () => {
  expect(code({ $fly: 1 })).toBe(168);
  expect(code({ $add: ['a', 1] })).toBe(14);
  expect(code({ $divide: [1, 0] })).toBe(2);
  expect(code('$$nobody')).toBe(17276);
  expect(code({ $toInt: 'x' })).toBe(241);
  expect(code({ $size: '$n' })).toBe(17124);
  expect(code({ $dateToString: { date: '$at', format: '%Q' } })).toBe(18536);
});
