import { distance } from 'fastest-levenshtein';
import type { Locality, Territory } from '../../domain/territory.js';
import type { PlaceLexicon } from './catalogue.js';
import { isSwap, phoneticKey } from './phonetic.js';
import { type PlaceName, buildGazetteer } from './gazetteer.js';
import { type Neighbours, standsForPlace } from './place-context.js';

/** Places named in a text, and the same words with each name replaced by `_lugar`. */
export interface PlacesFound {
  /** DIVIPOLA codes in the order they were named; rivals of one name side by side. */
  readonly territories: readonly string[];
  /** True when the codes are rivals for one name, or a nickname that has to be confirmed. */
  readonly ambiguous: boolean;
  readonly words: readonly string[];
  /** What was taken for a place and what was not, for explaining. */
  readonly why: readonly string[];
}

export interface PlaceFinder {
  find(words: readonly string[], knows: (word: string) => boolean): PlacesFound;
  /** True when the word as it stands sounds like a name or the first word of one: its spelling is not corrected. */
  knows(word: string): boolean;
  /** True when a name lies nearer to the word than the word that its spelling would be corrected to. */
  isNearer(word: string, corrected: string): boolean;
}

interface Mention {
  readonly from: number;
  readonly to: number;
  readonly name: PlaceName;
}

interface Nearest {
  readonly name: PlaceName;
  /** How many letters it is off. */
  readonly off: number;
}

const LONGEST_NAME = 5;
const REMEMBERED = 20_000;

/** Officials write a municipality by its DIVIPOLA code. */
const nameOfCode = (code: string): PlaceName => ({
  plain: code,
  codes: [code],
  locality: false,
  guarded: false,
  foreign: false,
  confirm: false,
  words: 1,
  split: false,
});

export function createPlaceFinder(
  territories: readonly Territory[],
  localities: readonly Locality[],
  lexicon: PlaceLexicon,
): PlaceFinder {
  const names = buildGazetteer(territories, localities, lexicon);
  const byCode = new Map<string, PlaceName>();
  for (const { code, kind } of territories) if (kind === 'municipality') byCode.set(code, nameOfCode(code));
  const byLength = new Map<number, [string, PlaceName][]>();
  for (const [key, name] of names) {
    if (key.length >= 5 && !name.foreign)
      byLength.set(key.length, [...(byLength.get(key.length) ?? []), [key, name]]);
  }

  const begins = new Set<string>();
  for (const key of names.keys()) for (let end = 1; end <= key.length; end++) begins.add(key.slice(0, end));

  /** A misspelt name of one long word: one letter off, two from nine letters on. */
  const nearest = (word: string): Nearest | undefined => {
    const key = phoneticKey(word);
    const limit = key.length >= 9 ? 2 : 1;
    if (key.length < 5) return undefined;
    let best: PlaceName | undefined;
    let least = limit + 1;
    for (let length = key.length - limit; length <= key.length + limit; length++) {
      for (const [candidate, name] of byLength.get(length) ?? []) {
        if (candidate[0] !== key[0]) continue;
        const off = isSwap(key, candidate) ? 1 : distance(key, candidate);
        if (off < least) [best, least] = [name, off];
      }
    }
    return best && { name: best, off: least };
  };

  const remembered = new Map<string, Nearest | undefined>();
  /** The same misspelt words come again and again. */
  const nearestTo = (word: string): Nearest | undefined => {
    if (remembered.has(word)) return remembered.get(word);
    const found = nearest(word);
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(word, found);
    return found;
  };

  const codeAt = (words: readonly string[], at: number): Mention | undefined => {
    const name = byCode.get(words[at] ?? '');
    const counts = /^(?:pesos|personas|habitantes|mil|casos)$/.test(words[at + 1] ?? '');
    return name && !counts ? { from: at, to: at + 1, name } : undefined;
  };

  const longestAt = (keys: readonly string[], at: number): Mention | undefined => {
    if (!begins.has(keys[at] ?? '')) return undefined;
    for (let to = Math.min(keys.length, at + LONGEST_NAME); to > at; to--) {
      const name = names.get(keys.slice(at, to).join(''));
      if (name && (name.words === to - at || name.words > 1 || to - at === 1 || name.split))
        return { from: at, to, name };
    }
    return undefined;
  };

  const parts = new Set<string>();
  for (const name of names.values()) {
    for (const word of name.plain.split(' ')) if (word.length > 3) parts.add(phoneticKey(word));
  }
  const knowsPart = (word: string): boolean => {
    const key = phoneticKey(word);
    return parts.has(key) || names.has(key);
  };

  return {
    knows: knowsPart,
    isNearer(word, corrected) {
      const near = nearestTo(word);
      if (!near || near.name.guarded) return false;
      return corrected.includes(' ') || distance(phoneticKey(word), phoneticKey(corrected)) > near.off;
    },
    find(words, knows) {
      const keys = words.map((word) => (/^[a-z0-9]/.test(word) ? phoneticKey(word) : '\u0000'));
      const mentions: Mention[] = [];
      const why: string[] = [];
      for (let at = 0; at < words.length; at++) {
        const exact = codeAt(words, at) ?? longestAt(keys, at);
        const word = words[at] ?? '';
        const near = exact || knows(word) || parts.has(keys[at] ?? '') ? undefined : nearestTo(word)?.name;
        const mention = exact ?? (near && { from: at, to: at + 1, name: near });
        if (!mention) continue;
        const around: Neighbours = {
          words,
          from: mention.from,
          to: mention.to,
          afterPlace: joined(words, mentions.at(-1)?.to, mention.from),
        };
        const verdict = standsForPlace(mention.name, around, lexicon);
        why.push(`place: "${words.slice(mention.from, mention.to).join(' ')}" ${verdict.why}`);
        if (verdict.place) mentions.push(mention);
        if (verdict.place || verdict.skip) at = mention.to - 1;
      }
      return { ...resolveMentions(withoutAddress(mentions, words)), words: hide(words, mentions), why };
    },
  };
}

const JOINTS = new Set([
  'y',
  'i',
  'o',
  ',',
  'con',
  'vs',
  'contra',
  'e',
  'ni',
  'u',
  'que',
  'en',
  'a',
  'versus',
  'de',
]);

const joined = (words: readonly string[], from: number | undefined, to: number): boolean =>
  from !== undefined && to > from && words.slice(from, to).every((word) => JOINTS.has(word));

function hide(words: readonly string[], mentions: readonly Mention[]): string[] {
  const result: string[] = [];
  let at = 0;
  for (const { from, to } of mentions) {
    result.push(...words.slice(at, from), '_lugar');
    at = to;
  }
  return [...result, ...words.slice(at)];
}

/** "La Victoria, Valle", "Toro Valle Colombia": department and country right behind a municipality are its address. */
function withoutAddress(mentions: readonly Mention[], words: readonly string[]): Mention[] {
  return mentions.filter((mention, i) => {
    const before = mentions[i - 1];
    const wider = mention.name.codes[0] === '76' || mention.name.codes[0] === '00';
    const between = before && words.slice(before.to, mention.from);
    return !(wider && between?.every((word) => ADDRESS.has(word)));
  });
}
const ADDRESS = new Set([',', '.', 'en', 'del', 'de', 'el', 'norte', 'sur', 'centro', 'oriente']);

/** A village beside its own municipality adds nothing. */
function resolveMentions(mentions: readonly Mention[]): { territories: string[]; ambiguous: boolean } {
  const certain = new Set(
    mentions.filter(({ name }) => name.codes.length === 1).map(({ name }) => name.codes[0]),
  );
  const codes: string[] = [];
  let ambiguous = false;
  for (const { name } of mentions) {
    const agreeing = name.codes.filter((code) => certain.has(code));
    const chosen = name.codes.length > 1 && agreeing.length > 0 ? agreeing : name.codes;
    if (name.locality && [...certain].some((code) => code && chosen.includes(code)) && mentions.length > 1) {
      codes.push(...agreeing);
      continue;
    }
    ambiguous ||= chosen.length > 1 || name.confirm;
    codes.push(...chosen);
  }
  return { territories: [...new Set(codes)], ambiguous };
}
