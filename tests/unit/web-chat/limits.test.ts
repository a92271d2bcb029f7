import { describe, expect, test } from '@jest/globals';
import { Limits } from '../../../src/channels/web-chat/limits.js';
import { TestClock } from '../../support/universe.js';

/** How many of `tries` are let through. */
function passing(tries: number, attempt: (index: number) => void): number {
  let passed = 0;
  for (let index = 0; index < tries; index += 1) {
    try {
      attempt(index);
      passed += 1;
    } catch (error) {
      expect(error).toMatchObject({ code: 'too_many', retryable: true });
    }
  }
  return passed;
}

describe('limits', () => {
  test('a town behind one address may start, a flood may not', () => {
    const clock = new TestClock();
    const limits = new Limits(clock);
    expect(passing(250, () => limits.start('186.1.2.3'))).toBe(250);
    expect(passing(1_000, () => limits.start('186.1.2.3'))).toBe(50);
    expect(passing(10, () => limits.start('186.1.2.4'))).toBe(10);
    clock.advance(60_000);
    expect(passing(1_000, () => limits.start('186.1.2.3'))).toBe(300);
  });

  test('all addresses together have a ceiling', () => {
    const limits = new Limits(new TestClock());
    expect(passing(5_000, (index) => limits.start(`10.0.${index >> 8}.${index & 255}`))).toBe(2_000);
  });

  test('an IPv6 customer cannot start from each of their addresses', () => {
    const limits = new Limits(new TestClock());
    expect(passing(1_000, (index) => limits.start(`2800:e2:1:2::${index}`))).toBe(300);
    expect(passing(1, () => limits.start('2800:e2:1:3::1'))).toBe(1);
  });

  test('a conversation may write fast, not endlessly, and does not slow another one', () => {
    const clock = new TestClock();
    const limits = new Limits(clock);
    expect(passing(100, () => limits.message('a'))).toBe(30);
    expect(passing(30, () => limits.message('b'))).toBe(30);
    clock.advance(5_000);
    expect(passing(100, () => limits.message('a'))).toBe(5);
  });

  test('says how long to wait', () => {
    const clock = new TestClock();
    const limits = new Limits(clock);
    passing(30, () => limits.message('a'));
    clock.advance(250);
    expect(() => limits.message('a')).toThrow(expect.objectContaining({ details: { seconds: 1 } }));
  });
});
