import { distance } from 'fastest-levenshtein';
import { isSwap, phoneticKey } from './phonetic.js';

interface Entry {
  readonly word: string;
  readonly key: string;
  readonly count: number;
}

const CACHE_LIMIT = 50_000;
const LONGEST_WORD = 24;
/** Another ending is another form of a word, not a slip of the finger. */
const ENDING = 2;

/** Corrects the spelling of single words against the words that the service knows. */
export interface Vocabulary {
  /** The known word (or words, when spaces were missing) that `word` most likely is; itself when none is near. */
  correct(word: string): string;
  knows(word: string): boolean;
}

const allowed = (length: number): number => (length < 5 ? 0 : length < 9 ? 1 : 2);

class WordIndex {
  readonly byKey = new Map<string, Entry>();
  readonly #buckets = new Map<string, Entry[]>();

  constructor(words: Iterable<readonly [string, number]>) {
    for (const [word, count] of words) {
      const entry = { word, key: phoneticKey(word), count };
      const rival = this.byKey.get(entry.key);
      if (!rival || rival.count < count) this.byKey.set(entry.key, entry);
      if (word.length < 4) continue;
      const bucket = `${entry.key[0]}${entry.key.length}`;
      const list = this.#buckets.get(bucket);
      if (list) list.push(entry);
      else this.#buckets.set(bucket, [entry]);
    }
  }

  /** Nearest known word within the distance its length allows, most frequent first. */
  nearest(key: string): Entry | undefined {
    const limit = allowed(key.length);
    if (limit === 0) return undefined;
    const ending = key.slice(-ENDING);
    let best: Entry | undefined;
    let bestCost = limit + 0.5;
    for (let length = key.length - limit; length <= key.length + limit; length++) {
      for (const entry of this.#buckets.get(`${key[0]}${length}`) ?? []) {
        if (entry.key.slice(-ENDING) !== ending) continue;
        const cost = isSwap(key, entry.key) ? 1 : distance(key, entry.key);
        if (cost < bestCost || (cost === bestCost && best && entry.count > best.count)) {
          best = entry;
          bestCost = cost;
        }
      }
    }
    return best;
  }
}

/** Fewest known words that make up `word` written without spaces; undefined when it cannot be cut that way. */
function cut(word: string, knows: (piece: string) => boolean): string[] | undefined {
  const best: (string[] | undefined)[] = [[]];
  for (let end = 1; end <= word.length; end++) {
    for (let start = Math.max(0, end - 16); start < end; start++) {
      const before = best[start];
      const piece = word.slice(start, end);
      if (!before || !(piece.length > 1 ? knows(piece) : piece === 'y')) continue;
      const rival = best[end];
      if (!rival || before.length + 1 < rival.length) best[end] = [...before, piece];
    }
  }
  const pieces = best[word.length];
  return pieces && pieces.length > 1 && word.length / pieces.length >= 2.5 ? pieces : undefined;
}

export function createVocabulary(words: Readonly<Record<string, number>>): Vocabulary {
  const known = new Map(Object.entries(words));
  const index = new WordIndex(known);
  const cache = new Map<string, string>();
  const knows = (word: string): boolean => known.has(word);

  const find = (word: string): string => {
    const key = phoneticKey(word);
    if (word.length >= 4) {
      const sameSound = index.byKey.get(key);
      if (sameSound) return sameSound.word;
    }
    const pieces = word.length >= 7 ? cut(word, knows) : undefined;
    if (pieces) return pieces.join(' ');
    return index.nearest(key)?.word ?? word;
  };

  return {
    knows,
    correct(word) {
      if (word.length < 3 || word.length > LONGEST_WORD * 3 || known.has(word)) return word;
      const cached = cache.get(word);
      if (cached !== undefined) return cached;
      const found = find(word);
      if (cache.size >= CACHE_LIMIT) cache.clear();
      cache.set(word, found);
      return found;
    },
  };
}
