import { describe, expect, test } from '@jest/globals';
import {
  acknowledgedAlert,
  type AlertState,
  isOnDuty,
  nextAlert,
  notedAlert,
  type OnCallPerson,
  readHours,
  readRoster,
} from '../../../src/domain/roster.js';

const person = (name: string, hours = '24/7'): OnCallPerson => ({
  name,
  hours,
  phone: null,
  email: `${name}@x.co`,
  webhook: null,
});
/** An hour of Colombia. */
const at = (local: string): number => Date.parse(`${local}:00-05:00`);
const MONDAY_9 = at('2026-11-23T09:00');
const started: AlertState = { startedAt: MONDAY_9, notified: [], acknowledged: null };
const MINUTE = 60_000;

describe('who is told', () => {
  const roster = [
    person('Ana', 'lun-vie 18:00-06:00'),
    person('Beto', 'lun-vie 08:00-18:00'),
    person('Caro'),
  ];

  test('one after another every five minutes, on duty first, round and round', () => {
    const told: [number, string][] = [];
    let state = started;
    for (let minute = 0; minute <= 20; minute += 1) {
      const next = nextAlert(state, roster, MONDAY_9 + minute * MINUTE);
      if (next.kind !== 'tell') continue;
      told.push([minute, next.person.name]);
      state = notedAlert(state, next.person.name, MONDAY_9 + minute * MINUTE);
    }
    expect(told).toEqual([
      [0, 'Beto'],
      [5, 'Caro'],
      [10, 'Ana'],
      [15, 'Beto'],
      [20, 'Caro'],
    ]);
  });
  test('what is kept of who was told does not grow with the hours', () => {
    let state = started;
    for (let round = 0; round < 50; round += 1) {
      const next = nextAlert(state, roster, MONDAY_9 + round * 5 * MINUTE);
      if (next.kind === 'tell') state = notedAlert(state, next.person.name, MONDAY_9 + round * 5 * MINUTE);
    }
    expect(state.notified.map(({ person }) => person).sort()).toEqual(['Ana', 'Beto', 'Caro']);
  });
  test('says until when it waits', () => {
    const state = notedAlert(started, 'Beto', MONDAY_9);
    expect(nextAlert(state, roster, MONDAY_9 + 1)).toEqual({ kind: 'wait', until: MONDAY_9 + 5 * MINUTE });
  });
  test('stops when somebody has it; the first one stands', () => {
    const taken = acknowledgedAlert(started, 'Beto', MONDAY_9);
    expect(nextAlert(taken, roster, MONDAY_9 + 60 * MINUTE)).toEqual({ kind: 'done' });
    expect(acknowledgedAlert(taken, 'Caro', MONDAY_9 + 1)).toBe(taken);
  });
  test('nobody on the roster is said, not hidden', () => {
    expect(nextAlert(started, [], MONDAY_9)).toEqual({ kind: 'nobody' });
  });
  test('nobody on duty: the others are told', () => {
    expect(nextAlert(started, [person('Ana', 'sab 08:00-12:00')], MONDAY_9)).toMatchObject({ kind: 'tell' });
  });
});

describe('hours', () => {
  test.each([
    ['24/7', '2026-11-22T03:00', true],
    ['lun-vie 08:00-18:00', '2026-11-23T08:00', true],
    ['lun-vie 08:00-18:00', '2026-11-23T18:00', false],
    ['lun-vie 08:00-18:00', '2026-11-22T10:00', false],
    ['sáb-dom 08:00-12:00', '2026-11-22T10:00', true],
    ['vie-lun 08:00-12:00', '2026-11-23T10:00', true],
    ['vie-lun 08:00-12:00', '2026-11-24T10:00', false],
    ['lun 22:00-06:00', '2026-11-24T05:59', true],
    ['lun 22:00-06:00', '2026-11-24T06:00', false],
    ['lun 22:00-06:00', '2026-11-23T05:00', false],
    ['lun-vie 08:00-12:00; lun-vie 14:00-18:00', '2026-11-25T13:00', false],
    ['lun-vie 08:00-12:00; lun-vie 14:00-18:00', '2026-11-25T15:00', true],
    ['08:00-20:00', '2026-11-22T19:59', true],
    ['Mié 08:00-24:00', '2026-11-25T23:59', true],
  ])('%s at %s: %s', (hours, local, onDuty) => {
    expect(isOnDuty(person('Ana', hours), at(local))).toBe(onDuty);
  });
  test.each([
    '',
    'siempre',
    'lun-xyz 08:00-18:00',
    'lun 8-18',
    'lun 08:60-18:00',
    'lun 25:00-26:00',
    'lun 08:00-08:00',
  ])('«%s» cannot be read', (text) => expect(readHours(text)).toBeNull());
});

test('importing the roster', () => {
  const row = (row: number, cells: Record<string, string>) => ({ row, cells });
  const { people, refused } = readRoster([
    row(2, { name: 'Ana', phone: '+57 300 000 0000', email: 'ana@x.co', hours: 'lun-vie 08:00-18:00' }),
    row(3, { name: '', email: 'b@x.co' }),
    row(4, { name: 'Ana', email: 'b@x.co' }),
    row(5, { name: 'Beto', phone: '3000000000' }),
    row(6, { name: 'Caro', email: 'no' }),
    row(7, { name: 'Dora', webhook: 'http://dora.example/' }),
    row(8, { name: 'Eva', email: 'e@x.co', hours: 'a veces' }),
    row(9, { name: 'Flor', email: 'f@x.co', phone: 'x' }),
    row(10, { name: 'Gil', webhook: 'https://gil.example/alert' }),
  ]);
  expect(people).toEqual([
    {
      name: 'Ana',
      phone: '+57 300 000 0000',
      email: 'ana@x.co',
      webhook: null,
      hours: 'lun-vie 08:00-18:00',
    },
    { name: 'Gil', phone: null, email: null, webhook: 'https://gil.example/alert', hours: '24/7' },
  ]);
  expect(refused.map(({ row, field, code }) => [row, field, code])).toEqual([
    [3, 'name', 'missing'],
    [4, 'name', 'twice'],
    [5, 'email', 'unreachable'],
    [6, 'email', 'email'],
    [7, 'webhook', 'url'],
    [8, 'hours', 'hours'],
    [9, 'phone', 'phone'],
  ]);
});
