import { describe, expect, test } from '@jest/globals';
import { copyJson, type JsonObject } from '../../../src/domain/json.js';

describe('a copy of JSON', () => {
  test('shares nothing with what it was made of', () => {
    const given: JsonObject = { list: [{ a: 1 }, null, 'x'], deep: { er: { flag: false } } };
    const copy = copyJson(given);
    expect(copy).toEqual(given);
    (copy.list as JsonObject[])[0] = { a: 2 };
    ((copy.deep as JsonObject).er as JsonObject).flag = true;
    expect(given).toEqual({ list: [{ a: 1 }, null, 'x'], deep: { er: { flag: false } } });
  });

  test('a key that would be the prototype stays a key', () => {
    const given = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as JsonObject;
    const copy = copyJson(given);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(given));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect('polluted' in copy).toBe(false);
  });
});
