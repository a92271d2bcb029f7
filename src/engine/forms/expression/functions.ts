import { matchesWhole } from './pattern.js';
import {
  type Value,
  formatMoment,
  isMoment,
  momentOfClock,
  toBoolean,
  toMoment,
  toNumber,
  toText,
} from './values.js';

/** What a function may ask of the form that is being filled in. */
export interface FunctionContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The value of `.`, or null outside a question. */
  readonly self: Value | null;
  /** Label of a choice of the select question `question`, in the language of the conversation. */
  choiceLabel(question: string, choice: string): string;
}

/** `least` and `most` count arguments. Arguments come evaluated; `if`, `coalesce` and the like need no laziness
 * because nothing here has an effect. */
export interface FormFunction {
  readonly least: number;
  readonly most: number;
  apply(args: readonly Value[], context: FunctionContext): Value;
}

const MANY = 50;
const words = (value: Value): string[] => toText(value).split(/\s+/).filter(Boolean);
const at = (args: readonly Value[], index: number): Value => args[index] ?? '';
const text = (args: readonly Value[], index: number): string => toText(at(args, index));
const number = (args: readonly Value[], index: number): number => toNumber(at(args, index));
const fixed = (count: number, apply: FormFunction['apply']): FormFunction => ({
  least: count,
  most: count,
  apply,
});
const between = (least: number, most: number, apply: FormFunction['apply']): FormFunction => ({
  least,
  most,
  apply,
});
/** The argument, or the question's own value where none is given. */
const argOrSelf = (args: readonly Value[], context: FunctionContext): string =>
  toText(args[0] ?? context.self ?? '');

const LOGIC: Record<string, FormFunction> = {
  true: fixed(0, () => true),
  false: fixed(0, () => false),
  not: fixed(1, (args) => !toBoolean(at(args, 0))),
  boolean: fixed(1, (args) => toBoolean(at(args, 0))),
  'boolean-from-string': fixed(1, (args) => ['true', '1'].includes(text(args, 0).toLowerCase())),
  if: fixed(3, (args) => at(args, toBoolean(at(args, 0)) ? 1 : 2)),
  coalesce: between(2, MANY, (args) => args.find((arg) => toText(arg) !== '') ?? ''),
  checklist: between(3, MANY, (args) => within(args, args.slice(2).filter(isYes).length)),
  'weighted-checklist': between(4, MANY, (args) => {
    let sum = 0;
    for (let index = 2; index + 1 < args.length; index += 2)
      if (isYes(at(args, index))) sum += number(args, index + 1);
    return within(args, sum);
  }),
};

const isYes = (value: Value): boolean => toText(value) === 'yes';

/** -1 as a bound means no bound. */
function within(args: readonly Value[], count: number): boolean {
  const [least, most] = [number(args, 0), number(args, 1)];
  return (least === -1 || count >= least) && (most === -1 || count <= most);
}

const SELECTS: Record<string, FormFunction> = {
  selected: fixed(2, (args) => words(at(args, 0)).includes(text(args, 1).trim())),
  'selected-at': fixed(2, (args) => words(at(args, 0))[Math.trunc(number(args, 1))] ?? ''),
  'count-selected': fixed(1, (args) => words(at(args, 0)).length),
  'jr:choice-name': fixed(2, (args, context) =>
    context.choiceLabel(text(args, 1).replace(/[${}\s]/g, ''), text(args, 0)),
  ),
};

const TEXTS: Record<string, FormFunction> = {
  string: fixed(1, (args) => text(args, 0)),
  'string-length': between(0, 1, (args, context) => [...argOrSelf(args, context)].length),
  'normalize-space': between(0, 1, (args, context) => argOrSelf(args, context).trim().replace(/\s+/g, ' ')),
  concat: between(1, MANY, (args) => args.map(toText).join('')),
  join: between(2, MANY, (args) => args.slice(1).map(toText).join(text(args, 0))),
  contains: fixed(2, (args) => text(args, 0).includes(text(args, 1))),
  'starts-with': fixed(2, (args) => text(args, 0).startsWith(text(args, 1))),
  'ends-with': fixed(2, (args) => text(args, 0).endsWith(text(args, 1))),
  substr: between(2, 3, (args) => {
    const characters = [...text(args, 0)];
    const end = args.length > 2 ? number(args, 2) : characters.length;
    return Number.isNaN(number(args, 1) + end) ? '' : characters.slice(number(args, 1), end).join('');
  }),
  'substring-before': fixed(2, (args) => {
    const index = text(args, 0).indexOf(text(args, 1));
    return index < 0 ? '' : text(args, 0).slice(0, index);
  }),
  'substring-after': fixed(2, (args) => {
    const index = text(args, 0).indexOf(text(args, 1));
    return index < 0 ? '' : text(args, 0).slice(index + text(args, 1).length);
  }),
  translate: fixed(3, (args) => {
    const [from, to] = [[...text(args, 1)], [...text(args, 2)]];
    return [...text(args, 0)]
      .map((character) => {
        const index = from.indexOf(character);
        return index < 0 ? character : (to[index] ?? '');
      })
      .join('');
  }),
  regex: fixed(2, (args) => matchesWhole(text(args, 1), text(args, 0))),
};

const NUMBERS: Record<string, FormFunction> = {
  number: fixed(1, (args) => number(args, 0)),
  int: fixed(1, (args) => Math.trunc(number(args, 0)) + 0),
  round: between(1, 2, (args) => {
    const scale = 10 ** (args.length > 1 ? Math.trunc(number(args, 1)) : 0);
    return Math.round(number(args, 0) * scale) / scale;
  }),
  abs: fixed(1, (args) => Math.abs(number(args, 0))),
  pow: fixed(2, (args) => number(args, 0) ** number(args, 1)),
  sqrt: fixed(1, (args) => Math.sqrt(number(args, 0))),
  min: between(1, MANY, (args) => Math.min(...args.map(toNumber))),
  max: between(1, MANY, (args) => Math.max(...args.map(toNumber))),
};

const DATES: Record<string, FormFunction> = {
  today: fixed(0, (_args, context) => momentOfClock(context.now, false)),
  now: fixed(0, (_args, context) => momentOfClock(context.now, true)),
  date: fixed(1, (args) => {
    const moment = toMoment(at(args, 0));
    return moment ? { kind: 'moment', days: Math.floor(moment.days), hasTime: false } : '';
  }),
  'decimal-date-time': fixed(1, (args) => toMoment(at(args, 0))?.days ?? Number.NaN),
  'format-date': fixed(2, (args) => formatted(at(args, 0), text(args, 1))),
};

/** The numeric marks of ODK's format-date; the names of days and months (%a, %b) depend on a language and are
 * refused at import. */
function formatted(value: Value, pattern: string): string {
  const moment = isMoment(value) ? value : toMoment(value);
  const [year, month, day] = moment ? formatMoment(moment).slice(0, 10).split('-') : [];
  if (!year || !month || !day) return '';
  const marks: Record<string, string> = {
    Y: year,
    y: year.slice(2),
    m: month,
    n: String(Number(month)),
    d: day,
    e: String(Number(day)),
  };
  return pattern.replace(/%([A-Za-z])/g, (whole, mark: string) => marks[mark] ?? whole);
}

/** Every function that a form may call, by its name in ODK (docs.getodk.org/form-operators-functions). */
export const FUNCTIONS: ReadonlyMap<string, FormFunction> = new Map(
  [LOGIC, SELECTS, TEXTS, NUMBERS, DATES].flatMap((group) => Object.entries(group)),
);
