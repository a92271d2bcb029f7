import { expect, test } from '@jest/globals';
import { ByteCache } from '../../../../src/store/embedded/kv/cache.js';

const bytes = (count: number): Buffer => Buffer.alloc(count);

test('what is used stays and what nobody uses goes, within the limit', () => {
  const cache = new ByteCache(100_000);
  cache.set('hot', bytes(100));
  for (let at = 0; at < 5000; at++) {
    cache.set(`cold${at}`, bytes(100));
    cache.get('hot');
  }
  expect(cache.get('hot')).toBeDefined();
  expect(cache.get('cold0')).toBeUndefined();
  const kept = Array.from({ length: 5000 }, (_, at) => cache.get(`cold${at}`)).filter(
    (value) => value !== undefined,
  );
  expect(kept.length).toBeGreaterThan(100);
  expect(kept.length * 250).toBeLessThanOrEqual(100_000);
});

test('a deleted or replaced value is not found again', () => {
  const cache = new ByteCache(10_000);
  cache.set('a', bytes(1));
  cache.set('a', bytes(2));
  expect(cache.get('a')).toHaveLength(2);
  cache.delete('a');
  expect(cache.get('a')).toBeUndefined();
  cache.set('a', bytes(1));
  cache.set('a', bytes(9_000));
  expect(cache.get('a')).toBeUndefined();
});
