import { describe, expect, test } from '@jest/globals';
import {
  addWorkingDays,
  dayOf,
  endOf,
  isWorkingDay,
  localTime,
  receiptDay,
} from '../../../src/domain/deadline.js';
import { colombianHolidays } from '../../../src/domain/holidays.js';

const holidays = colombianHolidays();

describe('working days in Colombia', () => {
  test.each([
    ['2026-12-04', 15, '2026-12-29'],
    ['2026-04-01', 10, '2026-04-17'],
    ['2026-12-11', 10, '2026-12-28'],
    ['2026-11-20', 30, '2027-01-06'],
    ['2026-03-20', 5, '2026-03-30'],
    // 13 July 2026 is a holiday since Ley 2578 de 2026: 7–10, 14–17, 21, 22 July.
    ['2026-07-06', 10, '2026-07-22'],
  ])('%s and %i working days end on %s', (from, days, end) => {
    expect(addWorkingDays(from, days, holidays)).toBe(end);
  });

  test('the eighteen holidays of 2026 by Ley 51 de 1983 and the one of Ley 2578 de 2026, Easter Sunday not among them', () => {
    const listed =
      '01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-13 07-20 08-07 08-17 10-12 11-02 11-16 12-08 12-25';
    expect([...holidays(2026)].sort()).toEqual(listed.split(' ').map((day) => `2026-${day}`));
  });

  test('two holidays on one Monday are one day', () => {
    expect(holidays(2025).size).toBe(17);
    expect(holidays(2025).has('2025-06-30')).toBe(true);
  });

  test('a decreed closure counts as a holiday', async () => {
    const closed = colombianHolidays(['2026-12-28']);
    expect(addWorkingDays('2026-12-11', 10, closed)).toBe('2026-12-29');
  });

  test('Saturdays and Sundays do not count', () => {
    expect(['2026-11-21', '2026-11-22', '2026-11-23'].map((day) => isWorkingDay(day, holidays))).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('the day in Colombia', () => {
  test('starts five hours after UTC', () => {
    expect(dayOf(Date.parse('2026-11-24T04:59:59Z'))).toBe('2026-11-23');
    expect(dayOf(Date.parse('2026-11-24T05:00:00Z'))).toBe('2026-11-24');
    expect(endOf('2026-11-23')).toBe(Date.parse('2026-11-24T04:59:59.999Z'));
  });
  test('a message on a holiday counts as received on the next working day', () => {
    expect(receiptDay(Date.parse('2026-12-08T15:00:00Z'), holidays)).toBe('2026-12-09');
    expect(receiptDay(Date.parse('2026-12-09T15:00:00Z'), holidays)).toBe('2026-12-09');
    expect(receiptDay(Date.parse('2026-04-02T15:00:00Z'), holidays)).toBe('2026-04-06');
  });
  test('the hour of the week', () => {
    expect(localTime(Date.parse('2026-11-23T13:30:00Z'))).toEqual({ weekday: 0, minute: 8 * 60 + 30 });
    expect(localTime(Date.parse('2026-11-23T04:00:00Z'))).toEqual({ weekday: 6, minute: 23 * 60 });
  });
});
