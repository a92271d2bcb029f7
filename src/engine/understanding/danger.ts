import type { DangerKind } from '../../domain/understanding.js';
import type { UnderstandingCatalogue } from './catalogue.js';
import { createSignReader, dangerFeatures } from './danger-signs.js';
import { createHead } from './linear.js';
import type { Reader, Reading } from './reader.js';

const NONE = 'none';
const DOUBT = 'doubt';
/** Added up over the kinds of danger. High recall first: what is not danger may be called so in 3 of 100. */
const DANGER_FROM = 0.4;
const DANGER_WITH_SIGN_FROM = 0.25;
/** What is long ago, over, a figure, homework, a story or a joke must look like danger much more. */
const CALMING = new Set(['long_ago', 'over', 'figures', 'study', 'fiction', 'laugh', 'what_if', 'often']);
const PRESENT = new Set(['just_now', 'ongoing', 'cry']);
/** Without a word for weapon, harm, death, fire … only a text that is very like danger is called so. */
const GROUNDS = new Set([
  'weapon',
  'harm',
  'kill',
  'die',
  'locked',
  'threat',
  'missing',
  'body',
  'disaster',
  'cry',
  'fear',
  'alone',
  'despair',
]);
const DANGER_WITHOUT_GROUNDS_FROM = 0.45;
const SHORT_WITHOUT_GROUNDS_FROM = 0.75;
const SHORT_WORDS = 6;
/** So few words without grounds are an answer to something. */
const FEW_WORDS = 3;
const DANGER_WHEN_CALM_FROM = 0.6;
/** Between this and danger the person is asked. */
const ASK_FROM = 0.3;
const DOUBT_FROM = 0.5;

export interface DangerJudgement {
  readonly danger: boolean;
  /** Not called danger, but asked about. */
  readonly doubt: boolean;
  readonly kind: DangerKind | null;
  readonly confidence: number;
  readonly why: readonly string[];
}

/** How like danger a text must be before it is called so. */
function thresholdFor(text: { signed: boolean; grounds: boolean; calm: boolean; words: number }): number {
  if (text.signed) return DANGER_WITH_SIGN_FROM;
  if (!text.grounds && text.words <= SHORT_WORDS) return SHORT_WITHOUT_GROUNDS_FROM;
  if (text.calm) return DANGER_WHEN_CALM_FROM;
  return text.grounds ? DANGER_FROM : DANGER_WITHOUT_GROUNDS_FROM;
}

export type DangerJudge = (text: string) => DangerJudgement;

export function createDangerJudge(
  { lexicon, model }: Pick<UnderstandingCatalogue, 'lexicon' | 'model'>,
  reader: Reader,
): { ofText: DangerJudge; ofReading(reading: Reading): DangerJudgement } {
  const signsOf = createSignReader(lexicon.danger);
  const head = createHead(model, 'danger');

  const ofReading = (reading: Reading): DangerJudgement => {
    const signs = signsOf(reading.words);
    const ranked = head?.classify(dangerFeatures(reading, signs)) ?? [];
    const kinds = ranked.filter(({ label }) => label !== NONE && label !== DOUBT);
    const confidence = kinds.reduce((sum, { confidence }) => sum + confidence, 0);
    const doubtful = ranked.find(({ label }) => label === DOUBT)?.confidence ?? 0;
    const signed = signs.kinds.length > 0 && !signs.excused;
    const calm =
      signs.concepts.some((it) => CALMING.has(it)) && !signs.concepts.some((it) => PRESENT.has(it));
    const grounds = signed || signs.concepts.some((it) => GROUNDS.has(it));
    const from = thresholdFor({ signed, grounds, calm, words: reading.neutral.length });
    const reply = !grounds && reading.neutral.length <= FEW_WORDS;
    const danger = !reply && confidence >= from;
    const kind = (kinds[0]?.label as DangerKind | undefined) ?? signs.kinds[0] ?? null;
    return {
      danger,
      doubt:
        !danger &&
        !reply &&
        (confidence + doubtful >= DOUBT_FROM || (grounds && !calm && confidence >= ASK_FROM)),
      kind: danger || doubtful >= DOUBT_FROM ? kind : null,
      confidence,
      why: [...signs.why, `danger ${confidence.toFixed(2)}, doubt ${doubtful.toFixed(2)}`],
    };
  };

  return { ofReading, ofText: (text) => ofReading(reader.read(text, 0)) };
}
