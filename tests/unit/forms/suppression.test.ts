import { describe, expect, test } from '@jest/globals';
import { suppress, suppressEach } from '../../../src/domain/suppression.js';

describe('counts that may be published', () => {
  test.each<[number[], (number | null)[]]>([
    [
      [20, 10, 0],
      [20, 10, 0],
    ],
    [
      [20, 10, 3],
      [20, null, null],
    ],
    [
      [20, 4, 4],
      [null, null, null],
    ],
    [
      [20, 7, 7, 1, 0],
      [20, null, null, null, 0],
    ],
    [
      [3, 0, 0],
      [null, null, null],
    ],
    [
      [20, 1],
      [null, null],
    ],
  ])('%j', (counts, published) => {
    expect(suppress(counts)).toEqual(published);
  });

  test('where counts add up to nothing known, only the small ones are hidden', () => {
    expect(suppressEach([20, 4, 0, 5])).toEqual([20, null, 0, 5]);
  });

  // A reader who knows the total and how hiding works looks for every table that would be published the same way.
  test('nobody can work out a hidden count, or that it is under five', () => {
    const published = new Map<string, number[][]>();
    for (const table of tables(4, 9)) {
      const key = JSON.stringify([table.reduce((sum, one) => sum + one, 0), suppress(table)]);
      published.set(key, [...(published.get(key) ?? []), table]);
    }
    const given: string[] = [];
    for (const [key, possible] of published) {
      const [, cells] = JSON.parse(key) as [number, (number | null)[]];
      cells.forEach((cell, index) => {
        const values = possible.map((table) => table[index] ?? 0);
        if (cell === null && new Set(values).size < 2) given.push(`${key} ${index} is known`);
        if (cell === null && possible.some((table) => table.some((one) => one >= 5)))
          if (Math.max(...values) < 5) given.push(`${key} ${index} is known to be small`);
        if (cell !== null && cell > 0 && cell < 5) given.push(`${key} ${index} is small`);
      });
    }
    expect(given).toEqual([]);
  });
});

/** Every table of `cells` counts from 0 to `most` with at least five people. */
function tables(cells: number, most: number): number[][] {
  let all: number[][] = [[]];
  for (let cell = 0; cell < cells; cell += 1)
    all = all.flatMap((table) => Array.from({ length: most + 1 }, (_one, count) => [...table, count]));
  return all.filter((table) => table.reduce((sum, one) => sum + one, 0) >= 5);
}
