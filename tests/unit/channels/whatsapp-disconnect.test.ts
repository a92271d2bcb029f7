import { describe, expect, test } from '@jest/globals';
import { DisconnectReason } from '@whiskeysockets/baileys';
import { disconnectOf, pauseMs } from '../../../src/channels/whatsapp-web/disconnect.js';

describe('a lost connection', () => {
  test.each([
    ['loggedOut', 'stop', 'logged_out'],
    ['forbidden', 'stop', 'forbidden'],
    ['connectionReplaced', 'stop', 'replaced'],
    ['multideviceMismatch', 'stop', 'forbidden'],
    ['restartRequired', 'now', 'connecting'],
    ['connectionClosed', 'later', 'waiting'],
    ['connectionLost', 'later', 'waiting'],
    ['unavailableService', 'later', 'waiting'],
  ] as const)('%s', (name, next, state) => {
    expect(disconnectOf(DisconnectReason[name], 0)).toEqual({ name, next, state });
  });

  test('a bad session is set aside at the third in a row', () => {
    const states = [0, 1, 2].map((before) => disconnectOf(DisconnectReason.badSession, before).state);
    expect(states).toEqual(['waiting', 'waiting', 'quarantined']);
  });

  test('what has no name is tried again later', () => {
    expect(disconnectOf(undefined, 0)).toEqual({ name: 'network', next: 'later', state: 'waiting' });
    expect(disconnectOf(418, 0)).toEqual({ name: 'status 418', next: 'later', state: 'waiting' });
  });

  test('pauses grow to a minute and lie between half and whole', () => {
    expect([0, 1, 2, 6, 50].map((failures) => pauseMs(failures, 0))).toEqual([
      500, 1_000, 2_000, 30_000, 30_000,
    ]);
    expect([0, 1, 2, 6, 50].map((failures) => pauseMs(failures, 0.999))).toEqual([
      1_000, 1_999, 3_998, 59_970, 59_970,
    ]);
  });
});
