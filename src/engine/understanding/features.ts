import { phoneticKey } from './phonetic.js';

/** A text as hash buckets; every bucket counts once. */
export type Features = Uint32Array;

const FNV_PRIME = 0x01000193;
const FNV_START = 0x811c9dc5;

const hash = (seed: number, text: string, from: number, to: number): number => {
  let value = seed;
  for (let i = from; i < to; i++) value = Math.imul(value ^ text.charCodeAt(i), FNV_PRIME);
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
};

const seedOf = (kind: string): number => hash(FNV_START, kind, 0, kind.length);
const WORD = seedOf('word');
const PAIR = seedOf('pair');
const SKIP = seedOf('skip');
const GRAM = seedOf('gram');
const FLAG = seedOf('flag');
const SHORTEST_GRAM = 3;
const LONGEST_GRAM = 5;

const REMEMBERED = 20_000;
const remembered = new Map<string, readonly number[]>();

/** Buckets of one word: itself and its pieces of 3 to 5 letters. */
function bucketsOfWord(key: string): readonly number[] {
  const known = remembered.get(key);
  if (known) return known;
  const buckets = [hash(WORD, key, 0, key.length)];
  const padded = `^${key}$`;
  for (let length = SHORTEST_GRAM; length <= LONGEST_GRAM && !key.startsWith('_'); length++) {
    for (let from = 0; from + length <= padded.length; from++) {
      buckets.push(hash(GRAM, padded, from, from + length));
    }
  }
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(key, buckets);
  return buckets;
}

const pairBucket = (kind: number, first: string, second: string): number =>
  hash(hash(kind, first, 0, first.length) ^ 0x5bd1, second, 0, second.length);

/**
 * Hashes of what a text is made of: words, neighbours, neighbours but one, and pieces of 3 to 5 letters inside a
 * word, all as they sound. Buckets are 32-bit; a head keeps as many of the low bits as it has.
 */
export function featuresOf(words: readonly string[]): Features {
  const found = new Set<number>();
  const keys = words.map((word) => (word.startsWith('_') ? word : phoneticKey(word) || word));
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? '';
    for (const bucket of bucketsOfWord(key)) found.add(bucket);
    found.add(pairBucket(PAIR, keys[i - 1] ?? '^', key));
    if (i > 1) found.add(pairBucket(SKIP, keys[i - 2] ?? '', key));
  }
  found.add(pairBucket(PAIR, keys[keys.length - 1] ?? '^', '$'));
  return Uint32Array.from(found);
}

/** The same text with facts found by other means (a question mark, a pattern …). */
export function withFlags(features: Features, flags: readonly string[]): Features {
  const result = new Uint32Array(features.length + flags.length);
  result.set(features);
  flags.forEach((flag, i) => {
    result[features.length + i] = hash(FLAG, flag, 0, flag.length);
  });
  return result;
}
