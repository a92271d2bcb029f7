import type { DangerKind } from '../../domain/understanding.js';
import type { UnderstandingCatalogue } from './catalogue.js';
import { dangerFeatures } from './danger-features.js';
import { createSignReader } from './danger-signs.js';
import { createHead } from './linear.js';
import type { Reader, Reading } from './reader.js';

const DANGER = 'danger';
const DOUBT = 'doubt';
/** High recall first: what is not danger may be called so in 3 of 100. */
const DANGER_FROM = 0.5;
/** So few words that nothing dangerous is named in are mostly an answer to something. */
const FEW_WORDS = 5;
const FEW_WORDS_FROM = 0.75;
const ASK_FEW_WORDS_FROM = 0.6;
/** Danger and doubt together from here on: the person is asked. */
const ASK_FROM = 0.36;
/** What a child or somebody who wants to die says is half said: a sign of it is asked about whatever the words beside it. */
const ASKED_AT_ONCE: readonly DangerKind[] = ['child', 'self_harm'];

export interface DangerJudgement {
  readonly danger: boolean;
  /** Not called danger, but asked about. */
  readonly doubt: boolean;
  readonly kind: DangerKind | null;
  readonly confidence: number;
  /** What was found, for explaining. */
  why(): readonly string[];
}

export type DangerJudge = (text: string) => DangerJudgement;

export function createDangerJudge(
  { lexicon, model }: Pick<UnderstandingCatalogue, 'lexicon' | 'model'>,
  reader: Reader,
): { ofText: DangerJudge; ofReading(reading: Reading): DangerJudgement } {
  const signsOf = createSignReader(lexicon.danger);
  const head = createHead(model, 'danger');
  const kinds = createHead(model, 'kind');

  const ofReading = (reading: Reading): DangerJudgement => {
    const signs = signsOf(reading.words);
    const features = dangerFeatures(reading, signs);
    const ranked = head?.classify(features) ?? [];
    const shareOf = (name: string): number => ranked.find(({ label }) => label === name)?.confidence ?? 0;
    const confidence = shareOf(DANGER);
    const doubtful = shareOf(DOUBT);
    const signed = signs.kinds.length > 0 && !signs.excused;
    const reply = !signed && reading.neutral.length <= FEW_WORDS;
    const danger = confidence >= (reply ? FEW_WORDS_FROM : DANGER_FROM);
    const half = signed && signs.kinds.some((kind) => ASKED_AT_ONCE.includes(kind));
    const doubt = !danger && (half || confidence + doubtful >= (reply ? ASK_FEW_WORDS_FROM : ASK_FROM));
    const kind = (): DangerKind | null => {
      const likeliest = kinds?.classify(features, 1)[0]?.label as DangerKind | undefined;
      // What a woman's partner does has a line of its own.
      if (likeliest === 'violence' && signs.kinds.includes('woman')) return 'woman';
      return likeliest ?? signs.kinds[0] ?? null;
    };
    return {
      danger,
      doubt,
      kind: danger || doubt ? kind() : null,
      confidence,
      why: () => [...signs.why(), `danger ${confidence.toFixed(2)}, doubt ${doubtful.toFixed(2)}`],
    };
  };

  return { ofReading, ofText: (text) => ofReading(reader.read(text, 0)) };
}
