import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decode } from '../../../../src/store/embedded/bson/decode.js';
import { encode } from '../../../../src/store/embedded/bson/encode.js';
import { type Doc, typeOf, type Value } from '../../../../src/store/embedded/bson/value.js';
import { MongoError } from '../../../../src/store/embedded/errors.js';
import { compileUpdate } from '../../../../src/store/embedded/update/update.js';
import { field, scalar } from './arbitraries.js';
import { asNumber, order } from './model.js';

const input = { position: undefined, inserting: false, time: { now: 0 } };

const apply = (doc: Doc, update: Value): Doc =>
  decode(compileUpdate(update, [], new Map()).apply(encode(doc), input));

const attempt = (doc: Doc, update: Value): Doc | number => {
  try {
    return apply(doc, update);
  } catch (error) {
    if (error instanceof MongoError) return error.code;
    throw error;
  }
};

const doc = (entries: readonly (readonly [string, Value])[]): Doc => new Map(entries);
const one = (operator: string, path: string, value: Value): Doc => doc([[operator, doc([[path, value]])]]);

/** int 16 < long 18 < double 1 < decimal 19: arithmetic gives the widest type that takes part. */
const WIDTH = [16, 18, 1, 19];
const widest = (a: Value, b: Value): number =>
  WIDTH[Math.max(WIDTH.indexOf(typeOf(a)), WIDTH.indexOf(typeOf(b)))] as number;
const isNumber = (value: Value | undefined): value is Value =>
  value !== undefined && WIDTH.includes(typeOf(value));

const optional = fc.option(field, { nil: undefined });
const holding = (value: Value | undefined): Doc =>
  doc(
    value === undefined
      ? [['_id', 1]]
      : [
          ['_id', 1],
          ['a', value],
        ],
  );

describe('updates', () => {
  test('$inc and $mul keep the widest number type, and refuse what is no number', () => {
    fc.assert(
      fc.property(optional, scalar, fc.constantFrom('$inc', '$mul'), (old, operand, operator) => {
        const result = attempt(holding(old), one(operator, 'a', operand));
        if (!isNumber(operand)) return expect(result).toBe(14);
        if (old !== undefined && !isNumber(old)) return expect(result).toBe(14);
        const found = (result as Doc).get('a') as Value;
        const start = old ?? 0;
        expect(typeOf(found)).toBe(old === undefined ? typeOf(operand) : widest(old, operand));
        const [x, y] = [asNumber(start), asNumber(operand)];
        const wanted = operator === '$inc' ? x + y : x * y;
        if (!(old === undefined && operator === '$mul')) expect(asNumber(found) + 0).toBe(wanted + 0);
      }),
      { numRuns: 2000 },
    );
  });

  test('$min and $max keep the old value unless the new one is beyond it', () => {
    fc.assert(
      fc.property(optional, field, (old, operand) => {
        const wanted = (way: number): Value =>
          old === undefined || way * order(operand, old) > 0 ? operand : old;
        expect(apply(holding(old), one('$min', 'a', operand)).get('a')).toEqual(wanted(-1));
        expect(apply(holding(old), one('$max', 'a', operand)).get('a')).toEqual(wanted(1));
      }),
      { numRuns: 1000 },
    );
  });

  test('$push, $addToSet and $pull change arrays and refuse what is none', () => {
    fc.assert(
      fc.property(optional, scalar, (old, value) => {
        const list = old === undefined ? [] : old;
        const refused = !Array.isArray(list);
        const equal = (element: Value): boolean => order(element, value) === 0;
        const there = Array.isArray(list) && list.some(equal);
        const field = (update: Doc): unknown => {
          const result = attempt(holding(old), update);
          return typeof result === 'number' ? result : result.get('a');
        };
        expect(field(one('$push', 'a', value))).toEqual(refused ? 2 : [...list, value]);
        expect(field(one('$addToSet', 'a', value))).toEqual(refused ? 2 : there ? list : [...list, value]);
        const left = refused ? 2 : list.filter((element) => !equal(element));
        expect(field(one('$pull', 'a', value))).toEqual(old === undefined ? undefined : left);
      }),
      { numRuns: 1000 },
    );
  });

  test('$set then $unset leaves the other fields, their order and types as they were', () => {
    fc.assert(
      fc.property(field, field, scalar, (a, b, value) => {
        const before = doc([
          ['_id', 1],
          ['a', a],
          ['b', b],
        ]);
        const set = apply(before, one('$set', 'n', value));
        expect([...set.keys()]).toEqual(['_id', 'a', 'b', 'n']);
        expect(encode(apply(set, one('$unset', 'n', ''))).equals(encode(before))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('paths make the documents on the way and fill arrays with null', () => {
    expect(apply(doc([['_id', 1]]), one('$set', 'a.b.c', 1))).toEqual(
      doc([
        ['_id', 1],
        ['a', doc([['b', doc([['c', 1]])]])],
      ]),
    );
    expect(apply(doc([['a', [1]]]), one('$set', 'a.3', 2)).get('a')).toEqual([1, null, null, 2]);
    expect(attempt(doc([['a', 1]]), one('$set', 'a.b', 2))).toBe(28);
    expect(attempt(doc([['a', [1]]]), one('$set', 'a.b', 2))).toBe(28);
  });

  test('$push sorts, slices and places as asked', () => {
    const push = (modifiers: readonly (readonly [string, Value])[]): Value | undefined =>
      apply(doc([['a', [3, 1]]]), one('$push', 'a', doc(modifiers))).get('a');
    expect(
      push([
        ['$each', [2]],
        ['$sort', 1],
      ]),
    ).toEqual([1, 2, 3]);
    expect(
      push([
        ['$each', [2]],
        ['$position', 1],
      ]),
    ).toEqual([3, 2, 1]);
    expect(
      push([
        ['$each', [2, 5]],
        ['$slice', -2],
      ]),
    ).toEqual([2, 5]);
    expect(
      push([
        ['$each', []],
        ['$sort', -1],
        ['$slice', 1],
      ]),
    ).toEqual([3]);
  });

  test('two changes of one path, an unknown operator and a changed _id are refused with their codes', () => {
    const start = doc([['_id', 1]]);
    expect(
      attempt(
        start,
        doc([
          ['$set', doc([['a', 1]])],
          ['$inc', doc([['a.b', 1]])],
        ]),
      ),
    ).toBe(40);
    expect(attempt(start, one('$fly', 'a', 1))).toBe(9);
    expect(attempt(start, one('$set', '_id', 2))).toBe(66);
    expect(attempt(start, doc([['_id', 2]]))).toBe(66);
    expect(attempt(start, one('$set', '_id', 1))).toEqual(start);
  });

  test('numbers beyond an int become longs, beyond a long are refused', () => {
    expect(apply(doc([['a', 2 ** 31 - 1]]), one('$inc', 'a', 1)).get('a')).toBe(2n ** 31n);
    expect(attempt(doc([['a', 2n ** 63n - 1n]]), one('$inc', 'a', 1))).toBe(2);
  });
});
