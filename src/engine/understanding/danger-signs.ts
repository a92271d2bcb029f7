import type { DangerKind } from '../../domain/understanding.js';
import type { DangerLexicon } from './catalogue.js';
import { type Features, withFlags } from './features.js';
import { asText, compileNamed, compilePattern } from './patterns.js';
import type { Reading } from './reader.js';

/** What the patterns say of one text. */
export interface DangerSigns {
  /** Kinds whose patterns matched, in the order of the lexicon. */
  readonly kinds: readonly DangerKind[];
  /** A question about figures, homework, a film … */
  readonly excused: boolean;
  /** What the text speaks of: weapon, harm, locked, long_ago … */
  readonly concepts: readonly string[];
  /** The stretches that matched, for explaining; never logged. */
  readonly why: readonly string[];
}

export type SignReader = (words: readonly string[]) => DangerSigns;

export function createSignReader(lexicon: DangerLexicon): SignReader {
  const compile = (pattern: string): RegExp => compilePattern(pattern, lexicon.classes);
  const patterns = lexicon.patterns.map(({ kind, pattern }) => ({ kind, find: compile(pattern) }));
  const concepts = compileNamed(lexicon.concepts, lexicon.classes);
  const idioms = lexicon.idioms.map(compile);
  const excuses = lexicon.excuses.map(compile);
  return (words) => {
    let text = asText(words);
    for (const idiom of idioms) text = text.replace(idiom, '_dicho');
    const kinds = new Set<DangerKind>();
    const why: string[] = [];
    for (const { kind, find } of patterns) {
      const match = find.exec(text);
      if (!match) continue;
      kinds.add(kind);
      why.push(`danger ${kind}: "${match[0]}"`);
    }
    const excuse = excuses.map((pattern) => pattern.exec(text)).find((match) => match !== null);
    if (excuse) why.push(`not danger: "${excuse[0]}"`);
    const spokenOf = concepts.filter(({ find }) => find.test(text)).map(({ name }) => name);
    return { kinds: [...kinds], excused: excuse !== undefined, concepts: spokenOf, why };
  };
}

/** What the danger classifier sees: the words with their numbers, and what the patterns found. */
export function dangerFeatures(reading: Reading, signs: DangerSigns): Features {
  const flags = signs.kinds.map((kind) => `sign:${kind}`);
  if (signs.kinds.length === 0) flags.push('no sign');
  if (signs.excused) flags.push('excused');
  if (reading.question) flags.push('?');
  signs.concepts.forEach((concept, i) => {
    flags.push(concept);
    for (const other of signs.concepts.slice(i + 1)) flags.push(`${concept}+${other}`);
  });
  return withFlags(reading.features, flags);
}
