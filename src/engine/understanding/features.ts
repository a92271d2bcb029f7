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

/**
 * Hashes of what a text is made of: words, neighbours, neighbours but one, and pieces of 3 to 5 letters inside a
 * word, all as they sound. `flags` are facts found by other means (a place, a question mark …).
 * Buckets are 32-bit; a head keeps as many of the low bits as it has.
 */
export function featuresOf(words: readonly string[], flags: readonly string[]): Features {
  const found = new Set<number>();
  const keys = words.map((word) => (word.startsWith('_') ? word : phoneticKey(word) || word));
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? '';
    found.add(hash(WORD, key, 0, key.length));
    const pair = `${keys[i - 1] ?? '^'} ${key}`;
    found.add(hash(PAIR, pair, 0, pair.length));
    if (i > 1) {
      const skip = `${keys[i - 2]} ${key}`;
      found.add(hash(SKIP, skip, 0, skip.length));
    }
    if (key.startsWith('_')) continue;
    const padded = `^${key}$`;
    for (let length = SHORTEST_GRAM; length <= LONGEST_GRAM; length++) {
      for (let from = 0; from + length <= padded.length; from++) {
        found.add(hash(GRAM, padded, from, from + length));
      }
    }
  }
  const last = `${keys[keys.length - 1] ?? '^'} $`;
  found.add(hash(PAIR, last, 0, last.length));
  for (const flag of flags) found.add(hash(FLAG, flag, 0, flag.length));
  return Uint32Array.from(found);
}
