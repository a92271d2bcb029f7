import type { AnswerLexicon } from './answers-in-dialogs/answer.js';
import type { Indicator } from '../../domain/indicator.js';
import type { Locality, Territory } from '../../domain/territory.js';
import type { DangerKind, Population, Urgency } from '../../domain/understanding.js';

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
  readonly urgency: Urgency;
  readonly raisedTo?: Urgency;
  readonly populations: readonly Population[];
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
  /** Counts that come first unless a rate is asked for. */
  readonly usualIndicators: readonly string[];
  /** Indicator of the municipalities -> the one that measures the same for the department. */
  readonly departmentIndicators: Readonly<Record<string, string>>;
  readonly urgency: UrgencyLexicon;
  readonly answers: AnswerLexicon;
}

/** data/understanding/urgency.yaml: what in a text raises a route's urgency, and whom a text accuses. */
export interface UrgencyLexicon {
  /** Route -> patterns of its raising condition. */
  readonly raises: Readonly<Record<string, readonly string[]>>;
  /** Route -> an age below which it rises. */
  readonly youngerThan: Readonly<Record<string, number>>;
  /** Agency kind -> patterns that name it as the one complained about. */
  readonly accuses: Readonly<Record<string, readonly string[]>>;
  /** Kind of body -> what its office is called. */
  readonly offices: Readonly<Record<string, readonly string[]>>;
  /** Route -> patterns of a formal request about one's own data. */
  readonly dataRequests: Readonly<Record<string, readonly string[]>>;
  /** Routes whose complaint is about a public body. */
  readonly complaints: readonly string[];
  /** Routes that only members of a board have. */
  readonly boards: readonly string[];
}

export interface PlaceLexicon {
  /** Names of municipalities that are also common words: only with a word before them that says "place". */
  readonly commonWords: readonly string[];
  /** Names of villages that are common words: only after en, vereda, corregimiento … */
  readonly commonLocalities: readonly string[];
  /** Names of villages that are better known elsewhere: only after vereda, corregimiento … */
  readonly foreignLocalities: readonly string[];
  readonly prepositions: readonly string[];
  /** Before a guarded name without a preposition they say that it is the common word. */
  readonly articles: readonly string[];
  readonly placeNouns: readonly string[];
  /** Right before a name, or with an article between: it is a person, a street, a shop … and not the municipality. */
  readonly blockersBefore: readonly string[];
  /** First names: a common word right behind them is a surname. */
  readonly firstNames: readonly string[];
  /** name -> words that make it something else also across "de" ("plaza de bolivar", "america de cali"). */
  readonly namesakes: Readonly<Record<string, readonly string[]>>;
  /** Words of those who ask for a figure: a name that opens or ends such a message is the place. */
  readonly figureWords: readonly string[];
  /** Greetings and thanks around a name that is the whole answer. */
  readonly politeWords: readonly string[];
  /** Before "a": somebody goes to the place ("vía a", "voy a"). */
  readonly waysTo: readonly string[];
  /** name -> words after it that make it something else ("cumbre" + "borrascosa"). */
  readonly blockersAfter: Readonly<Record<string, readonly string[]>>;
  /** Departments and countries that turn a name into its homonym. */
  readonly elsewhere: readonly string[];
  /** Cities that do so only for names that are known elsewhere ("la candelaria, bogota", never "cali, bogota"). */
  readonly citiesElsewhere: readonly string[];
  /** Names that stand for one municipality only, whatever department is written behind. */
  readonly unique: readonly string[];
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
  /** concept -> patterns: features of the classifier. */
  readonly concepts: Readonly<Record<string, readonly string[]>>;
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
