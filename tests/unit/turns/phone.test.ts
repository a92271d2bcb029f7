import { expect, test } from '@jest/globals';
import { readPhone, writtenPhone } from '../../../src/turns/phone.js';

test.each([
  ['mi cel es 315 555 0123', '+573155550123'],
  ['0057 315-555-0123', '+573155550123'],
  ['602 620 3580', '+576026203580'],
  ['12', null],
  ['no tengo', null],
])('a number in %s', (text, expected) => {
  expect(readPhone(text)).toBe(expected);
});

test.each([
  ['+573155550123', '315 555 0123'],
  ['+576026203580', '602 620 3580'],
  ['+12025550143', '+1 202 555 0143'],
])('%s is written %s', (number, expected) => {
  expect(writtenPhone(number)).toBe(expected);
});
