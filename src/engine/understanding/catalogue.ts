import type { AnswerLexicon } from './answers-in-dialogs/answer.js';
import type { Indicator } from '../../domain/indicator.js';
import type { Locality, Territory } from '../../domain/territory.js';
import type { DangerKind, Urgency } from '../../domain/understanding.js';

/** What the understander reads: plain objects, made by sources/understanding.ts from data/ and locales/. */
export interface UnderstandingCatalogue {
  readonly territories: readonly Territory[];
  readonly localities: readonly Locality[];
  readonly indicators: readonly Pick<Indicator, 'code' | 'counterpart'>[];
  /** Without it `service` stays empty. */
  readonly services?: readonly ServiceHint[];
  readonly lexicon: Lexicon;
  readonly model: ModelFile;
}

/** What understanding needs to know of one route of data/routing.csv. */
export interface ServiceHint {
  readonly id: string;
  /** Agency kind that would receive the case, so that an accused body can be recognised. */
  readonly agency: string;
  readonly urgency: Urgency;
  readonly raisedTo?: Urgency;
}

/** The word lists of data/understanding/*.yaml, compiled into one JSON by the model's script. */
export interface Lexicon {
  /** Known words and how often the training texts use them. */
  readonly vocabulary: Readonly<Record<string, number>>;
  /** Abbreviation or emoji -> the words it stands for. */
  readonly abbreviations: Readonly<Record<string, string>>;
  readonly stopWords: readonly string[];
  readonly places: PlaceLexicon;
  readonly danger: DangerLexicon;
  /** operation -> patterns over plain words. */
  readonly operations: Readonly<Record<string, readonly string[]>>;
  /** group -> patterns that name it. */
  readonly people: Readonly<Record<string, readonly string[]>>;
  /** Indicator code -> short names that need no classifier (ipm, nbi, pard …). */
  readonly indicatorNames: Readonly<Record<string, readonly string[]>>;
  readonly answers: AnswerLexicon;
}

export interface PlaceLexicon {
  /** Names of municipalities that are also common words: only with a word before them that says "place". */
  readonly commonWords: readonly string[];
  /** Names of villages that are common words: only after vereda, corregimiento … */
  readonly commonLocalities: readonly string[];
  readonly prepositions: readonly string[];
  readonly placeNouns: readonly string[];
  /** Before a name: it is a person, a street, a shop … and not the municipality. */
  readonly blockersBefore: readonly string[];
  /** name -> words after it that make it something else ("cumbre" + "borrascosa"). */
  readonly blockersAfter: Readonly<Record<string, readonly string[]>>;
  /** Departments, countries and cities elsewhere that turn a name into its homonym. */
  readonly elsewhere: readonly string[];
  readonly department: readonly string[];
  readonly country: readonly string[];
  readonly metropolitanArea: readonly string[];
  /** Nicknames that must be confirmed even though they have one reading here. */
  readonly confirm: readonly string[];
}

export interface DangerLexicon {
  /** name -> words; `<name>` in a pattern stands for any of them. */
  readonly classes: Readonly<Record<string, readonly string[]>>;
  /** A match is present danger unless the text is excused. */
  readonly patterns: readonly { readonly kind: DangerKind; readonly pattern: string }[];
  /** Idioms that are taken out before the patterns are read. */
  readonly idioms: readonly string[];
  /** What makes a text a question about figures, homework, a film … */
  readonly excuses: readonly string[];
}

/** Weights of the linear heads, quantised to int8: head after head, bucket after bucket, class after class. */
export interface ModelFile {
  readonly version: number;
  /** SHA-256 of the sources the model was built from. */
  readonly sources: string;
  readonly heads: Readonly<Record<string, HeadFile>>;
  readonly weights: Int8Array;
}

export interface HeadFile {
  readonly classes: readonly string[];
  /** log2 of the number of hash buckets. */
  readonly bits: number;
  readonly offset: number;
  /** One factor per class: weight = int8 × scale. */
  readonly scales: readonly number[];
  readonly biases: readonly number[];
  /** Softmax temperature found on texts kept apart while training. */
  readonly temperature: number;
}
