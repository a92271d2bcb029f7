import { spokenNumber } from '../numbers.js';
import type { AnswerLexicon } from './answer.js';

const DIGITS = /^\d+(?:[.,]\d+)*$/;
const HALF = /^(?:medi[oa]|un medio)$/;
const MILLION = 1_000_000;

/** "1.500" and "1,500" are thousands, "4,5" and "4.5" four and a half, "1.500,75" both. */
export function digitsValue(text: string): number {
  const groups = text.split(/[.,]/);
  const [head = '', ...rest] = groups;
  const separators = text.replace(/\d/g, '');
  if (rest.length === 0) return Number(head);
  const last = rest.at(-1) ?? '';
  const thousands =
    rest.every((group) => group.length === 3) &&
    head.length <= 3 &&
    head !== '0' &&
    new Set(separators).size === 1;
  if (thousands) return Number(groups.join(''));
  return Number(`${[head, ...rest.slice(0, -1)].join('')}.${last}`);
}

interface Found {
  readonly value: number;
  readonly length: number;
}

type Units = Pick<AnswerLexicon, 'money' | 'parts'>;

/** "mil", "millones", "lucas" behind a number. */
function unitAt(words: readonly string[], at: number, { money }: Units): number | undefined {
  const word = words[at] ?? '';
  if (word === 'mil') return 1000;
  return word === 'millon' || word === 'millones' ? MILLION : money[word];
}

function digitsAt(words: readonly string[], at: number): Found | undefined {
  const word = words[at] ?? '';
  if (!DIGITS.test(word)) return undefined;
  if (words[at + 1] === '-' && DIGITS.test(words[at + 2] ?? '')) {
    const fraction = Number(word) / Number(words[at + 2]);
    return fraction > 0 && fraction < 1 ? { value: fraction, length: 3 } : undefined;
  }
  return { value: digitsValue(word), length: 1 };
}

/** "medio palo", "palo y medio", "luca": money without a number before it. */
function bareMoney(words: readonly string[], at: number, { money }: Units): Found | undefined {
  const half = HALF.test(words[at] ?? '');
  const unit = money[words[half ? at + 1 : at] ?? ''];
  if (unit === undefined) return undefined;
  return half ? { value: unit / 2, length: 2 } : { value: unit, length: 1 };
}

/** A number in digits or words at words[at], with its unit, half or fraction. */
function numberAt(words: readonly string[], at: number, units: Units): Found | undefined {
  const money = bareMoney(words, at, units);
  const base = money ?? digitsAt(words, at) ?? spokenNumber(words, at);
  if (!base) return undefined;
  const behind = at + base.length;
  const parts = units.parts[words[behind] ?? ''];
  if (parts && base.value < parts) return { value: base.value / parts, length: base.length + 1 };
  const unit = money ? undefined : unitAt(words, behind, units);
  const scale = unit ?? (base.value >= MILLION && base.value % MILLION === 0 ? MILLION : 1);
  const value = base.value * (unit ?? 1);
  const length = base.length + (unit === undefined ? 0 : 1);
  const next = at + length;
  if (words[next] === 'y' && HALF.test(words[next + 1] ?? ''))
    return { value: value + scale / 2, length: length + 2 };
  const fraction = digitsAt(words, next);
  if (fraction?.length === 3) return { value: value + fraction.value, length: length + 3 };
  return { value, length };
}

/** Every number of a text, in order; "veinti tres" and "treinta y tantos" are read as people say them. */
export function numbersIn(words: readonly string[], units: Units): Found[] {
  const found: Found[] = [];
  for (let at = 0; at < words.length; at++) {
    // "siento veinte" is "ciento veinte" as it sounds.
    const heard = words[at] === 'siento' && /^\d\d?$/.test(words[at + 1] ?? '');
    const one = heard ? { value: 100 + Number(words[at + 1]), length: 2 } : numberAt(words, at, units);
    if (!one) continue;
    found.push(one);
    at += one.length - 1;
  }
  return found;
}

/** The one quantity a text says; undefined when it says none or more than one. */
export function readQuantity(words: readonly string[], lexicon: AnswerLexicon): number | undefined {
  const text = ` ${words.join(' ')} `;
  const [name, named] = Object.entries(lexicon.quantities)
    .filter(([phrase]) => text.includes(` ${phrase} `))
    .sort(([a], [b]) => b.length - a.length)[0] ?? ['', undefined];
  const rest = named !== undefined && named < 1 ? words : text.replace(` ${name} `, ' ').trim().split(' ');
  const numbers = numbersIn(rest, lexicon).filter(({ value }, _, all) => !(all.length > 1 && value === 1));
  const [first, second] = numbers;
  if (named === undefined || (named < 1 && first)) return second ? undefined : first?.value;
  return name === lexicon.dozens ? named * (first?.value ?? 1) : named;
}
