import { describe, expect, test } from '@jest/globals';
import { checkedExpression } from '../../../src/engine/forms/expression/check.js';
import { ExpressionError } from '../../../src/engine/forms/expression/error.js';
import { evaluate } from '../../../src/engine/forms/expression/evaluate.js';
import { type Value, parseMoment, toText } from '../../../src/engine/forms/expression/values.js';

const day = (text: string): Value => {
  const moment = parseMoment(text);
  if (!moment) throw new Error(`no date: ${text}`);
  return moment;
};

const VALUES: Record<string, Value> = {
  age: 17,
  zero: 0,
  empty: '',
  name: 'Luz Marina',
  colours: 'red green purple',
  born: day('2008-06-01'),
};
/** 15 May 2026, 22:00 in Colombia: already the 16th in UTC. */
const NOW = Date.UTC(2026, 4, 16, 3);

const value = (source: string, self: Value | null = null): Value =>
  evaluate(checkedExpression(source), {
    now: NOW,
    self,
    valueOf: (name) => VALUES[name] ?? '',
    attribute: () => '',
    choiceLabel: (question, choice) => `${question}/${choice}`,
  });

describe('expressions', () => {
  test.each<[string, Value]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 div 2', 3.5],
    ['7 mod 3', 1],
    ['-7 mod 3', -1],
    ['5 mod -2', 1],
    ['- - 3', 3],
    ['10 - 2 - 3', 5],
    ['1 < 2 and 2 < 1 or true()', true],
    ['true() or false() and false()', true],
    ['not(1 = 2)', true],
    ['1 != 2', true],
    ["'a' = 'a'", true],
    ["'1' = 1", true],
    ["'01' = '1'", false],
    ["'b' > 'a'", false],
    ['0.1 + 0.2 = 0.3', true],
    ['.5 + 1.', 1.5],
    ["“quoted” = 'quoted'", true],
  ])('%s', (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  // docs.getodk.org/form-logic: an empty answer is an empty text and is never turned into 0.
  test.each<[string, Value]>([
    ['${empty} = 0', false],
    ['${empty} != 0', true],
    ['${empty} > 0', false],
    ['${empty} < 1', false],
    ["${empty} = ''", true],
    ["${zero} = ''", false],
    ['${zero} = 0', true],
    ['${age} + ${empty}', Number.NaN],
    ['coalesce(${empty}, 0) + 1', 1],
    ["if(${empty} = '', 'none', 'some')", 'none'],
    ['number(${empty})', Number.NaN],
    ['boolean(${empty})', false],
    ['string-length(${empty})', 0],
    ['count-selected(${empty})', 0],
    ["selected(${empty}, 'red')", false],
  ])('%s', (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  // docs.getodk.org/form-operators-functions
  test.each<[string, Value]>([
    ["selected(${colours}, 'green')", true],
    ["selected(${colours}, 'gre')", false],
    ['selected-at(${colours}, 0)', 'red'],
    ['selected-at(${colours}, 9)', ''],
    ['count-selected(${colours})', 3],
    ["jr:choice-name(selected-at(${colours}, 1), '${colours}')", 'colours/green'],
    ["regex(${name}, '[A-Z][a-z]+ [A-Z][a-z]+')", true],
    ["regex(${name}, '[A-Z][a-z]+')", false],
    ["contains(${name}, 'Mari')", true],
    ["starts-with(${name}, 'Luz')", true],
    ["ends-with(${name}, 'ina')", true],
    ['substr(${name}, 4)', 'Marina'],
    ['substr(${name}, 0, 3)', 'Luz'],
    ["substring-before(${name}, ' ')", 'Luz'],
    ["substring-after(${name}, ' ')", 'Marina'],
    ["translate('bar', 'abc', 'AB')", 'BAr'],
    ["normalize-space('  a   b ')", 'a b'],
    ["concat('a', 1, true())", 'a1true'],
    ["join(', ', 'a', 'b')", 'a, b'],
    ["boolean-from-string('true')", true],
    ["boolean-from-string('yes')", false],
    ['int(3.9)', 3],
    ['int(-3.9)', -3],
    ['round(3.14159, 2)', 3.14],
    ["number('12')", 12],
    ["number('1e3')", Number.NaN],
    ['number(true())', 1],
    ['pow(2, 10)', 1024],
    ['min(3, 1, 2)', 1],
    ['max(3, 1, 2)', 3],
    ["checklist(2, -1, 'yes', 'no', 'yes')", true],
    ["checklist(-1, 1, 'yes', 'no', 'yes')", false],
    ["weighted-checklist(3, 5, 'yes', 3, 'no', 9)", true],
    ["coalesce('', 'b')", 'b'],
    ["string-length('ñandú')", 5],
  ])('%s', (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  test.each<[string, string]>([
    ['today()', '2026-05-15'],
    ['now()', '2026-05-15T22:00:00.000-05:00'],
    ['date(today() + 1)', '2026-05-16'],
    ["date('2026-02-28')", '2026-02-28'],
    ["date('2026-02-29')", ''],
    ['date(0)', '1970-01-01'],
    ["decimal-date-time('1970-01-02')", '1'],
    ["format-date(today(), '%d/%m/%Y')", '15/05/2026'],
    ['int((today() - ${born}) div 365.25)', '17'],
    ['${born}', '2008-06-01'],
  ])('%s gives %s', (source, expected) => {
    expect(toText(value(source))).toBe(expected);
  });

  test.each<[string, boolean]>([
    ["${born} < date('2010-01-01')", true],
    ["${born} < '2010-01-01'", true],
    ["${born} = '2008-06-01'", true],
    ['${born} <= today()', true],
    ["${born} > 'not a date'", false],
    ["${born} = ''", false],
    ["${born} != ''", true],
    ['. >= today()', true],
  ])('%s', (source, expected) => {
    expect(value(source, day('2026-05-15'))).toBe(expected);
  });

  test('the point is the value of the question', () => {
    expect(value('. >= 18', 18)).toBe(true);
    expect(value('string-length() = 3', 'sí.')).toBe(true);
    expect(value('regex(., "[0-9]{10}")', '3001234567')).toBe(true);
  });
});

describe('what is refused at import', () => {
  const refusal = (source: string): string => {
    try {
      checkedExpression(source);
    } catch (error) {
      if (error instanceof ExpressionError) return error.code;
      throw error;
    }
    return 'accepted';
  };

  test.each([
    ['${a', 'unsupported-path'],
    ['1 +', 'syntax'],
    ['(1', 'syntax'],
    ['1 2', 'syntax'],
    ['${a} == 1', 'syntax'],
    ["'open", 'syntax'],
    ['', 'syntax'],
    ['${a b}', 'syntax'],
    ['/data/x', 'unsupported-path'],
    ['../x', 'unsupported-path'],
    ['a[1]', 'unsupported-path'],
    ["pulldata('x', 'y', 'z', 'w')", 'unsupported-function'],
    ['random()', 'unsupported-function'],
    ['toString()', 'unsupported-function'],
    ['if(1, 2)', 'wrong-arguments'],
    ['today(1)', 'wrong-arguments'],
    ["regex(., '(a')", 'bad-pattern'],
    ["regex(., '(?=a)')", 'bad-pattern'],
    ["regex(., '(a)\\1')", 'bad-pattern'],
    ["regex(., concat('a', 'b'))", 'bad-pattern'],
    ["format-date(today(), '%b')", 'wrong-arguments'],
    [`${'('.repeat(500)}1${')'.repeat(500)}`, 'too-complex'],
    ['1+'.repeat(3000), 'too-complex'],
  ])('%s', (source, code) => {
    expect(refusal(source)).toBe(code);
  });
});
