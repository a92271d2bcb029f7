import type { AnswerLexicon } from '../answers-in-dialogs/answer.js';
import type { PlaceLexicon, UrgencyLexicon } from '../catalogue.js';
import type { Slots } from './templates.js';

/** Label -> templates (templates.ts). */
export type Phrases = Readonly<Record<string, readonly string[]>>;

/** The YAML files of data/understanding/ and locales/<tag>/intents.yaml, parsed. */
export interface TrainingSources {
  readonly intents: { readonly slots: Slots; readonly intents: Phrases };
  readonly services: { readonly slots: Slots; readonly phrases: Phrases };
  readonly indicators: Readonly<
    Record<
      string,
      {
        readonly names: readonly string[];
        readonly short?: readonly string[];
        readonly usual?: boolean;
        readonly department?: string;
      }
    >
  >;
  readonly abbreviations: Readonly<Record<string, string>>;
  readonly stopWords: readonly string[];
  readonly knownWords: readonly string[];
  readonly places: PlaceLexicon;
  readonly danger: {
    readonly classes: Phrases;
    readonly patterns: Phrases;
    readonly concepts: Phrases;
    readonly idioms: readonly string[];
    readonly excuses: readonly string[];
  };
  readonly dangerTexts: {
    readonly slots: Slots;
    readonly frames: { readonly danger: readonly string[]; readonly safe: readonly string[] };
    readonly danger: Phrases;
    readonly doubt: readonly string[];
    readonly safe: readonly string[];
  };
  /** Whole messages, without templates. */
  readonly told: {
    readonly danger: readonly string[];
    readonly doubt: readonly string[];
    readonly safe: readonly string[];
    /** Route -> messages. */
    readonly services: Phrases;
    /** Intent -> messages. */
    readonly intents: Phrases;
  };
  readonly operations: Phrases;
  readonly answers: AnswerLexicon;
  readonly people: Phrases;
  readonly urgency: UrgencyLexicon;
}
