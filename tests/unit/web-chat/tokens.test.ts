import { describe, expect, test } from '@jest/globals';
import { Tokens, TOKEN_SECONDS } from '../../../src/channels/web-chat/tokens.js';
import { TestClock, testIds } from '../../support/universe.js';

const clock = new TestClock();
const tokens = new Tokens({ key: new Uint8Array(32).fill(1), clock, ids: testIds() });

describe('tokens', () => {
  test('a token says who it speaks for until it expires', () => {
    const session = tokens.begin();
    const token = tokens.issue(session);
    expect(tokens.read(token)).toEqual(session);
    clock.advance((TOKEN_SECONDS - 1) * 1000);
    expect(tokens.read(token)).toEqual(session);
    const renewed = tokens.issue(tokens.read(token));
    clock.advance(1_000);
    expect(() => tokens.read(token)).toThrow(expect.objectContaining({ code: 'token_expired' }));
    expect(tokens.read(renewed)).toEqual(session);
  });

  test('no two sessions are alike, and a conversation’s id does not tell whose it is', () => {
    const [one, two] = [tokens.begin(), tokens.begin()];
    expect(one.user).not.toBe(two.user);
    expect(one.conversation).not.toBe(two.conversation);
    expect(tokens.sessionOf(one.user)).toEqual(one);
    expect(one.conversation).not.toContain(one.user.slice(3));
    const elsewhere = new Tokens({ key: new Uint8Array(32).fill(2), clock, ids: testIds() });
    expect(elsewhere.sessionOf(one.user).conversation).not.toBe(one.conversation);
  });

  test.each([
    ['nothing', () => ''],
    ['noise', () => 'a.b.c'],
    [
      'another key’s',
      () => new Tokens({ key: new Uint8Array(32), clock, ids: testIds() }).issue(tokens.begin()),
    ],
    ['one with more behind it', () => `${tokens.issue(tokens.begin())}.x`],
    [
      'one with another header',
      () => {
        const [, claims, signature] = tokens.issue(tokens.begin()).split('.');
        const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
        return `${none}.${claims}.${signature}`;
      },
    ],
    ['one cut short', () => tokens.issue(tokens.begin()).slice(0, -1)],
  ])('%s is not a token', (_name, make) => {
    expect(() => tokens.read(make())).toThrow(expect.objectContaining({ code: 'token_invalid' }));
  });
});
