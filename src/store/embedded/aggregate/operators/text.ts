import { formatNumber, isNumeric, toInteger } from '../../bson/number.js';
import { type Doc, Regex, Sym, typeName, UtcDate, type Value } from '../../bson/value.js';
import { MongoError } from '../../errors.js';
import { toRegExp } from '../../query/regex.js';
import { type Build, type Evaluate, isNullish, named, plain, strict } from './operator.js';

/** What text operators take for text: numbers and dates are written out, null and missing are empty. */
const textOf = (name: string, value: Value | undefined): string => {
  if (isNullish(value)) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Sym) return value.value;
  if (isNumeric(value)) return formatNumber(value);
  if (value instanceof UtcDate) return new Date(Number(value.ms)).toISOString();
  throw new MongoError(16007, `can't convert from BSON type ${typeName(value)} to String in ${name}`);
};

const strictText = (name: string, value: Value, code: number): string => {
  if (typeof value === 'string') return value;
  throw new MongoError(code, `${name} requires a string argument, found: ${typeName(value)}`);
};

const count = (name: string, value: Value | undefined, missing: number): number => {
  if (value === undefined) return missing;
  const whole = isNumeric(value) ? toInteger(value) : undefined;
  if (whole === undefined)
    throw new MongoError(34450, `${name}: argument must be an integer, found ${typeName(value)}`);
  return Number(whole);
};

const trimmer =
  (name: string, start: boolean, end: boolean): Build =>
  (operand, compile) => {
    const args = named(operand, compile, name, ['input'], ['chars']);
    const [input, chars] = [args.get('input') as Evaluate, args.get('chars')];
    return (scope) => {
      const value = input(scope);
      const cut = chars?.(scope);
      if (isNullish(value) || (chars && isNullish(cut))) return null;
      return trim(
        [...strictText(name, value, 50699)],
        typeof cut === 'string' ? new Set(cut) : undefined,
        start,
        end,
      );
    };
  };

/** White space and the null character, which a trim without `chars` takes away. */
const isSpace = (character: string): boolean => character === '\0' || /\s/.test(character);

const trim = (
  text: readonly string[],
  cut: ReadonlySet<string> | undefined,
  start: boolean,
  end: boolean,
): string => {
  const stays = (character: string): boolean => !(cut ? cut.has(character) : isSpace(character));
  const first = start ? text.findIndex(stays) : 0;
  const last = end ? text.findLastIndex(stays) : text.length - 1;
  return first < 0 ? '' : text.slice(first, last + 1).join('');
};

const byteSlice = (value: Value | undefined, start: Value | undefined, length: Value | undefined): string => {
  const bytes = Buffer.from(textOf('$substrBytes', value));
  const [from, size] = [count('$substrBytes', start, 0), count('$substrBytes', length, -1)];
  if (from < 0) return '';
  return bytes.subarray(from, size < 0 ? bytes.length : from + size).toString();
};

const pointSlice = (
  value: Value | undefined,
  start: Value | undefined,
  length: Value | undefined,
): string => {
  const from = count('$substrCP', start, 0);
  return [...textOf('$substrCP', value)].slice(from, from + count('$substrCP', length, 0)).join('');
};

const indexOf = (text: Value, wanted: Value, start: Value | undefined, end: Value | undefined): Value => {
  const points = [...strictText('$indexOfCP', text, 40091)];
  const sought = [...strictText('$indexOfCP', wanted, 40092)];
  const last = Math.min(count('$indexOfCP', end, points.length), points.length) - sought.length;
  for (let at = count('$indexOfCP', start, 0); at <= last; at++) {
    if (sought.every((point, offset) => points[at + offset] === point)) return at;
  }
  return -1;
};

interface Pattern {
  readonly input: Evaluate;
  readonly regex: Evaluate;
  readonly options: Evaluate | undefined;
}

const regexArgs = (operand: Value, compile: (value: Value) => Evaluate, name: string): Pattern => {
  const args = named(operand, compile, name, ['input', 'regex'], ['options']);
  return {
    input: args.get('input') as Evaluate,
    regex: args.get('regex') as Evaluate,
    options: args.get('options'),
  };
};

const pointCount = (text: string): number => [...text].length;

const matchDoc = (match: RegExpExecArray): Doc =>
  new Map<string, Value>([
    ['match', match[0]],
    ['idx', pointCount(match.input.slice(0, match.index))],
    ['captures', match.slice(1).map((capture) => capture ?? null)],
  ]);

/** `$regexMatch`, `$regexFind`, `$regexFindAll` differ in what they give of the matches. */
const regexOperator =
  (name: string, none: Value, give: (matches: Iterable<RegExpExecArray>) => Value): Build =>
  (operand, compile) => {
    const { input, regex, options } = regexArgs(operand, compile, name);
    return (scope) => {
      const [text, pattern, flags] = [input(scope), regex(scope), options?.(scope)];
      if (isNullish(text) || isNullish(pattern)) return none;
      const extra = typeof flags === 'string' ? flags : '';
      const source =
        pattern instanceof Regex
          ? new Regex(pattern.pattern, pattern.flags || extra)
          : new Regex(strictText(name, pattern, 51105), extra);
      const compiled = toRegExp(source);
      return give(strictText(name, text, 51104).matchAll(new RegExp(compiled.source, `${compiled.flags}g`)));
    };
  };

const replacer =
  (name: string, all: boolean): Build =>
  (operand, compile) => {
    const args = named(operand, compile, name, ['input', 'find', 'replacement']);
    const parts = ['input', 'find', 'replacement'].map((key) => args.get(key) as Evaluate);
    return (scope) => {
      const values = parts.map((evaluate) => evaluate(scope));
      if (values.some(isNullish)) return null;
      const [text, find, replacement] = values.map((value) => strictText(name, value as Value, 51746)) as [
        string,
        string,
        string,
      ];
      return all ? text.replaceAll(find, () => replacement) : text.replace(find, () => replacement);
    };
  };

const first = (matches: Iterable<RegExpExecArray>): RegExpExecArray | undefined => {
  for (const match of matches) return match;
  return undefined;
};

/** Operators on text. */
export const TEXT: Readonly<Record<string, Build>> = {
  $concat: strict(
    (...values) => values.map((value) => strictText('$concat', value, 16702)).join(''),
    0,
    Number.POSITIVE_INFINITY,
  ),
  $toLower: plain((value) => textOf('$toLower', value).toLowerCase(), 1),
  $toUpper: plain((value) => textOf('$toUpper', value).toUpperCase(), 1),
  $trim: trimmer('$trim', true, true),
  $ltrim: trimmer('$ltrim', true, false),
  $rtrim: trimmer('$rtrim', false, true),
  $split: strict((text, by) => strictText('$split', text, 40085).split(strictText('$split', by, 40086)), 2),
  $strLenCP: plain((value) => [...strictText('$strLenCP', value ?? null, 34471)].length, 1),
  $strLenBytes: plain((value) => Buffer.byteLength(strictText('$strLenBytes', value ?? null, 34473)), 1),
  $strcasecmp: plain((a, b) => {
    const [x, y] = [textOf('$strcasecmp', a).toUpperCase(), textOf('$strcasecmp', b).toUpperCase()];
    return x < y ? -1 : x > y ? 1 : 0;
  }, 2),
  $substr: plain(byteSlice, 3),
  $substrBytes: plain(byteSlice, 3),
  $substrCP: plain(pointSlice, 3),
  $indexOfCP: plain(
    (text, wanted, start, end) => (isNullish(text) ? null : indexOf(text, wanted ?? null, start, end)),
    2,
    4,
  ),
  $regexMatch: regexOperator('$regexMatch', false, (matches) => first(matches) !== undefined),
  $regexFind: regexOperator('$regexFind', null, (matches) => {
    const match = first(matches);
    return match ? matchDoc(match) : null;
  }),
  $regexFindAll: regexOperator('$regexFindAll', [], (matches) => [...matches].map(matchDoc)),
  $replaceOne: replacer('$replaceOne', false),
  $replaceAll: replacer('$replaceAll', true),
};
