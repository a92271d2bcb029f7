import type { DangerKind } from '../../domain/understanding.js';
import type { DangerLexicon } from './catalogue.js';
import { type Found, createPatternBook } from './pattern-book.js';

/** What the patterns say of one text. */
export interface DangerSigns {
  /** Kinds whose patterns matched, in the order of the lexicon. */
  readonly kinds: readonly DangerKind[];
  /** A question about figures, homework, a film … */
  readonly excused: boolean;
  /** The words without idioms. */
  readonly words: readonly string[];
  /** What each of these words speaks of: weapon, harm, locked, long_ago … */
  readonly concepts: readonly (readonly string[])[];
  /** The stretches that matched, for explaining; never logged. */
  why(): string[];
}

export type SignReader = (words: readonly string[]) => DangerSigns;

const IDIOM = '_dicho';
const EXCUSE = 'excuse';
const SIGN = 'sign ';
const NONE: readonly string[] = [];

/** Every idiom as one word that means nothing else. */
function withoutIdioms(words: readonly string[], idioms: readonly Found[]): readonly string[] {
  if (idioms.length === 0) return words;
  const result: string[] = [];
  let at = 0;
  for (const { from, to } of idioms) {
    if (from < at) continue;
    result.push(...words.slice(at, from), IDIOM);
    at = to;
  }
  return [...result, ...words.slice(at)];
}

export function createSignReader(lexicon: DangerLexicon): SignReader {
  const idioms = createPatternBook({ idiom: lexicon.idioms }, lexicon.classes);
  const signs: Record<string, string[]> = {};
  for (const { kind, pattern } of lexicon.patterns) (signs[`${SIGN}${kind}`] ??= []).push(pattern);
  const book = createPatternBook(
    { ...signs, ...lexicon.concepts, [EXCUSE]: lexicon.excuses },
    lexicon.classes,
  );
  const kinds = book.names.map((name) =>
    name.startsWith(SIGN) ? (name.slice(SIGN.length) as DangerKind) : undefined,
  );

  return (spoken) => {
    const words = withoutIdioms(spoken, idioms.findAll(spoken));
    const concepts: (readonly string[])[] = words.map(() => NONE);
    const found = new Map<number, Found>();
    for (const one of book.findAll(words)) {
      const name = book.names[one.name] as string;
      if (kinds[one.name] !== undefined || name === EXCUSE) {
        if (!found.has(one.name)) found.set(one.name, one);
        continue;
      }
      const own = concepts[one.from] as readonly string[];
      if (!own.includes(name)) concepts[one.from] = [...own, name];
    }
    const matched = [...found.values()].sort((a, b) => a.name - b.name);
    return {
      kinds: matched.flatMap(({ name }) => kinds[name] ?? []),
      excused: matched.some(({ name }) => book.names[name] === EXCUSE),
      words,
      concepts,
      why: () =>
        matched.map(({ name, from, to }) => {
          const kind = kinds[name];
          const stretch = `"${words.slice(from, to).join(' ')}"`;
          return kind ? `danger ${kind}: ${stretch}` : `not danger: ${stretch}`;
        }),
    };
  };
}
