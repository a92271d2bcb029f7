import type { DangerKind } from '../../domain/understanding.js';
import type { DangerLexicon, UnderstandingCatalogue } from './catalogue.js';
import { type Features, featuresOf } from './features.js';
import { createHead } from './linear.js';
import { asText, compilePattern } from './patterns.js';
import type { Reader, Reading } from './reader.js';

/** What the patterns say of one text. */
export interface DangerSigns {
  /** Kinds whose patterns matched, in the order of the lexicon. */
  readonly kinds: readonly DangerKind[];
  /** A question about figures, homework, a film … */
  readonly excused: boolean;
  /** The stretches that matched, for explaining; never logged. */
  readonly why: readonly string[];
}

export interface DangerJudgement {
  readonly danger: boolean;
  /** Not called danger, but asked about. */
  readonly doubt: boolean;
  readonly kind: DangerKind | null;
  readonly confidence: number;
  readonly why: readonly string[];
}

export type DangerJudge = (text: string) => DangerJudgement;

type SignReader = (words: readonly string[]) => DangerSigns;

function createSignReader(lexicon: DangerLexicon): SignReader {
  const compile = (pattern: string): RegExp => compilePattern(pattern, lexicon.classes);
  const patterns = lexicon.patterns.map(({ kind, pattern }) => ({ kind, find: compile(pattern) }));
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
    return { kinds: [...kinds], excused: excuse !== undefined, why };
  };
}

export function createDangerJudge(
  { lexicon, model }: Pick<UnderstandingCatalogue, 'lexicon' | 'model'>,
  reader: Reader,
): { ofText: DangerJudge; ofReading(reading: Reading, features: Features): DangerJudgement } {
  const signsOf = createSignReader(lexicon.danger);
  const head = createHead(model, 'danger');

  const ofReading = (reading: Reading, features: Features): DangerJudgement => {
    const signs = signsOf(reading.words);
    const ranked = head?.classify(features) ?? [];
    const likely = ranked.find(({ label }) => label !== 'none');
    const confidence = likely?.confidence ?? 0;
    const danger = signs.kinds.length > 0 && !signs.excused;
    return {
      danger,
      doubt: !danger && signs.kinds.length > 0,
      kind: signs.kinds[0] ?? null,
      confidence: danger ? 1 : confidence,
      why: signs.why,
    };
  };

  return {
    ofReading,
    ofText: (text) => {
      const reading = reader.read(text, 0);
      return ofReading(reading, featuresOf(reading.neutral, []));
    },
  };
}
