import { phoneticKey } from './phonetic.js';

/** A text as hash buckets. */
export type Features = Uint32Array;

const FNV_PRIME = 0x01000193;
const FNV_START = 0x811c9dc5;

const finish = (seed: number): number => {
  let value = seed ^ (seed >>> 15);
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
};

const hash = (seed: number, text: string, from: number, to: number): number => {
  let value = seed;
  for (let i = from; i < to; i++) value = Math.imul(value ^ text.charCodeAt(i), FNV_PRIME);
  return finish(value);
};

const seedOf = (kind: string): number => hash(FNV_START, kind, 0, kind.length);
const WORD = seedOf('word');
const PAIR = seedOf('pair');
const SKIP = seedOf('skip');
const GRAM = seedOf('gram');
const FLAG = seedOf('flag');
const START = seedOf('^');
const END = seedOf('$');
const SHORTEST_GRAM = 3;
const LONGEST_GRAM = 5;

/** The bucket of a fact with a name. */
export const flagOf = (name: string): number => hash(FLAG, name, 0, name.length);

/** The bucket of two facts together, in this order; `kind` keeps apart what is put together in other ways. */
export const together = (kind: number, first: number, second: number): number =>
  finish(Math.imul(Math.imul(kind ^ first, FNV_PRIME) ^ second, FNV_PRIME));

interface WordBuckets {
  readonly word: number;
  /** The word and its pieces of 3 to 5 letters. */
  readonly all: readonly number[];
}

const REMEMBERED = 20_000;
const remembered = new Map<string, WordBuckets>();

function bucketsOf(word: string): WordBuckets {
  const known = remembered.get(word);
  if (known) return known;
  const name = word.startsWith('_');
  const key = name ? word : phoneticKey(word) || word;
  const all = [hash(WORD, key, 0, key.length)];
  const padded = `^${key}$`;
  const longest = name ? 0 : LONGEST_GRAM;
  for (let length = SHORTEST_GRAM; length <= longest; length++) {
    for (let from = 0; from + length <= padded.length; from++) {
      all.push(hash(GRAM, padded, from, from + length));
    }
  }
  const buckets = { word: all[0] as number, all: [...new Set(all)] };
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(word, buckets);
  return buckets;
}

const SMALLEST_TABLE = 1024;
let table = new Uint32Array(SMALLEST_TABLE);
let stamps = new Uint32Array(SMALLEST_TABLE);
let stamp = 0;

/** The buckets, each once: what is said twice is no more likely to be meant. */
export function distinct(buckets: readonly number[]): Features {
  while (table.length < buckets.length * 2) {
    table = new Uint32Array(table.length * 2);
    stamps = new Uint32Array(table.length);
  }
  const mask = table.length - 1;
  const result = new Uint32Array(buckets.length);
  let count = 0;
  stamp++;
  for (let i = 0; i < buckets.length; i++) {
    const bucket = buckets[i] as number;
    let at = bucket & mask;
    while (stamps[at] === stamp && table[at] !== bucket) at = (at + 1) & mask;
    if (stamps[at] === stamp) continue;
    stamps[at] = stamp;
    table[at] = bucket;
    result[count++] = bucket;
  }
  return result.subarray(0, count);
}

/**
 * Hashes of what a text is made of: words, neighbours, neighbours but one, and pieces of 3 to 5 letters inside a
 * word, all as they sound; each counts once. Buckets are 32-bit; a head keeps as many of the low bits as it has.
 */
export function featuresOf(words: readonly string[]): Features {
  const parts = words.map(bucketsOf);
  const found: number[] = [];
  const seen = new Set<WordBuckets>();
  let before = START;
  let beforeThat = 0;
  for (const part of parts) {
    if (!seen.has(part)) {
      seen.add(part);
      for (const bucket of part.all) found.push(bucket);
    }
    found.push(together(PAIR, before, part.word));
    if (beforeThat !== 0) found.push(together(SKIP, beforeThat, part.word));
    beforeThat = before === START ? 0 : before;
    before = part.word;
  }
  found.push(together(PAIR, before, END));
  return distinct(found);
}

/** The same text with facts found by other means (a question mark, a concept …), as buckets. */
export function withFlags(features: Features, flags: ArrayLike<number>): Features {
  const result = new Uint32Array(features.length + flags.length);
  result.set(features);
  result.set(flags, features.length);
  return result;
}
