import { spokenNumber } from '../numbers.js';
import type { AnswerLexicon } from './answer.js';

const DIGITS = /^\d+(?:[.,]\d+)*$/;
const HALF = /^(?:medi[oa]|un medio)$/;

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

function multiplied(words: readonly string[], at: number, value: number): Found | undefined {
  if (words[at] === 'mil') return { value: value * 1000, length: 1 };
  return words[at] === 'millon' || words[at] === 'millones'
    ? { value: value * 1_000_000, length: 1 }
    : undefined;
}

function digitsAt(words: readonly string[], at: number): Found | undefined {
  const word = words[at] ?? '';
  if (!DIGITS.test(word)) return undefined;
  if (words[at + 1] === '-' && DIGITS.test(words[at + 2] ?? '')) {
    const fraction = Number(word) / Number(words[at + 2]);
    return fraction > 0 && fraction < 1 ? { value: fraction, length: 3 } : undefined;
  }
  const value = digitsValue(word);
  const times = multiplied(words, at + 1, value);
  return times ? { value: times.value, length: 2 } : { value, length: 1 };
}

/** A number in digits or words at words[at], with its half or fraction. */
function numberAt(words: readonly string[], at: number): Found | undefined {
  const base = digitsAt(words, at) ?? spokenNumber(words, at);
  if (!base) return undefined;
  const next = at + base.length;
  if (words[next] === 'y' && HALF.test(words[next + 1] ?? ''))
    return { value: base.value + 0.5, length: base.length + 2 };
  const fraction = digitsAt(words, next);
  if (fraction?.length === 3) return { value: base.value + fraction.value, length: base.length + 3 };
  return base;
}

/** Every number of a text, in order; "veinti tres" and "treinta y tantos" are read as people say them. */
export function numbersIn(words: readonly string[]): Found[] {
  const found: Found[] = [];
  for (let at = 0; at < words.length; at++) {
    const one = numberAt(words, at);
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
  const numbers = numbersIn(rest).filter(({ value }, _, all) => !(all.length > 1 && value === 1));
  const [first, second] = numbers;
  if (named === undefined || (named < 1 && first)) return second ? undefined : first?.value;
  return name === lexicon.dozens ? named * (first?.value ?? 1) : named;
}
