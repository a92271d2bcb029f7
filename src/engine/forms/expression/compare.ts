import { type Value, isMoment, parseMoment, toBoolean, toNumber, toText } from './values.js';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** Numbers that differ only by the noise of arithmetic are equal (JavaRosa compares so, ODK's reference engine). */
const NOISE = 1e-12;

/** Compares as ODK does: with a boolean as booleans, with a number as numbers, with a date as dates; `=` between
 * two texts as texts, order between two texts as numbers. What is not a number or a date is in no order. */
export function compare(operator: Comparison, left: Value, right: Value): boolean {
  if (operator === '=') return equal(left, right);
  if (operator === '!=') return !equal(left, right);
  const [a, b] = ordered(left, right);
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  if (operator === '>') return a > b;
  return a >= b;
}

function equal(left: Value, right: Value): boolean {
  if (typeof left === 'boolean' || typeof right === 'boolean') return toBoolean(left) === toBoolean(right);
  const numeric = typeof left === 'number' || typeof right === 'number';
  if (!numeric && !isMoment(left) && !isMoment(right)) return toText(left) === toText(right);
  const [a, b] = ordered(left, right);
  return a === b || Math.abs(a - b) < NOISE;
}

/** Both sides on one scale: an ISO date in text counts as a date when the other side is one. */
function ordered(left: Value, right: Value): [number, number] {
  const dates = datable(left) && datable(right) && !(typeof left === 'string' && left === '');
  if (!dates) return [toNumber(left), toNumber(right)];
  return [days(left), days(right)];
}

const datable = (value: Value): boolean =>
  isMoment(value) || (typeof value === 'string' && parseMoment(value) !== null);

function days(value: Value): number {
  if (isMoment(value)) return value.days;
  return parseMoment(String(value))?.days ?? Number.NaN;
}
