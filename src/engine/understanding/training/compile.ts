import { MONTHS } from '../calendar.js';
import type { HeadFile, Lexicon, ModelFile, UnderstandingCatalogue } from '../catalogue.js';
import { dangerFeatures } from '../danger-features.js';
import { createSignReader } from '../danger-signs.js';
import type { Features } from '../features.js';
import { cleanText } from '../normalise.js';
import { NUMBER_WORDS } from '../numbers.js';
import { createReader, readingFeatures } from '../reader.js';
import { createVocabulary } from '../vocabulary.js';
import { type Corpus, writeCorpus } from './corpus.js';
import { seededRandom } from './random.js';
import type { TrainingSources } from './sources.js';
import { type TrainedHead, type TrainingOptions, trainHead } from './trainer.js';
import { type Written, roughen } from './writing.js';

export type { TrainingSources } from './sources.js';
export type PlaceCatalogue = Pick<UnderstandingCatalogue, 'territories' | 'localities'>;

const VERSION = 2;
const SEED = 330_2011;

const wordsOf = (text: string): string[] =>
  cleanText(text, {}).words.filter((word) => /^[a-z]{2,}$/.test(word));

/** Words that templates and word lists spell. */
function spelledWords(texts: readonly Written[], sources: TrainingSources): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (text: string): void => {
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  };
  for (const { text, rough, told } of texts) if (!rough && !told) add(text);
  for (const line of [...sources.knownWords, ...sources.stopWords]) add(line);
  for (const words of Object.values(sources.danger.classes)) words.forEach(add);
  const { answers, danger, operations, people, urgency } = sources;
  for (const within of wordsWithin({ answers, danger, operations, people, urgency })) add(within);
  const { elsewhere, citiesElsewhere, figureWords, placeNouns } = sources.places;
  [...elsewhere, ...citiesElsewhere, ...figureWords, ...placeNouns].forEach(add);
  for (const plainWord of NUMBER_WORDS) add(plainWord);
  MONTHS.flat().forEach(add);
  for (const [, plain] of Object.entries(sources.abbreviations)) add(plain);
  return counts;
}

/** Known words: those that are spelled somewhere, and those that people use and no spelled word is near to. */
function vocabularyOf(texts: readonly Written[], sources: TrainingSources): Record<string, number> {
  const counts = spelledWords(texts, sources);
  const spelled = createVocabulary(Object.fromEntries(counts));
  const used = texts.filter(({ told, rough }) => told && !rough).flatMap(({ text }) => wordsOf(text));
  for (const word of used) {
    if (counts.has(word) || spelled.correct(word) === word) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  for (const short of Object.keys(sources.abbreviations)) counts.delete(short);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Every whole word of a lexicon, at any depth: keys, values and the words inside patterns. */
function wordsWithin(value: unknown): string[] {
  if (typeof value === 'string') return value.match(/(?<![a-z\\\]])[a-z]{3,}(?![a-z\\[])/g) ?? [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => [...wordsWithin(key), ...wordsWithin(inside)]);
}

export function compileLexicon(sources: TrainingSources, texts: readonly Written[]): Lexicon {
  return {
    vocabulary: vocabularyOf(texts, sources),
    abbreviations: sources.abbreviations,
    stopWords: sources.stopWords,
    places: sources.places,
    danger: {
      ...sources.danger,
      patterns: Object.entries(sources.danger.patterns).flatMap(([kind, patterns]) =>
        patterns.map((pattern) => ({ kind: kind as Lexicon['danger']['patterns'][number]['kind'], pattern })),
      ),
    },
    operations: sources.operations,
    people: sources.people,
    urgency: sources.urgency,
    answers: sources.answers,
    usualIndicators: Object.keys(sources.indicators).filter((code) => sources.indicators[code]?.usual),
    departmentIndicators: Object.fromEntries(
      Object.entries(sources.indicators).flatMap(([code, { department }]) =>
        department ? [[code, department]] : [],
      ),
    ),
    indicatorNames: Object.fromEntries(
      Object.entries(sources.indicators).map(([code, { short = [] }]) => [
        code,
        short.map((name) => cleanText(name, {}).words.join(' ')),
      ]),
    ),
  };
}

export interface Compiled {
  readonly lexicon: Lexicon;
  readonly model: ModelFile;
}

/** The training texts of every head. Deterministic. */
export function writeTrainingTexts(
  sources: TrainingSources,
  { territories }: PlaceCatalogue,
  random = seededRandom(SEED),
): Corpus {
  const municipalities = territories.filter(({ kind }) => kind === 'municipality');
  return writeCorpus(sources, [...municipalities.map(({ name }) => name), 'el Valle'], random);
}

/** Writes the training texts, compiles the lexicon and trains every head. Deterministic. */
export function compileUnderstanding(
  sources: TrainingSources,
  catalogue: PlaceCatalogue,
  sourcesHash: string,
): Compiled {
  const random = seededRandom(SEED);
  const corpora: Corpus[] = [writeTrainingTexts(sources, catalogue, random)];
  const corpusOf = (bag: number): Corpus =>
    (corpora[bag] ??= writeTrainingTexts(sources, catalogue, random.named(`bag ${bag}`)));
  const lexicon = compileLexicon(sources, Object.values(corpusOf(0)).flat());
  const featuresFor = createFeatureReader(lexicon, catalogue);
  const train = (
    name: keyof Corpus,
    { bags, rough }: { bags: number; rough: number },
    options: Partial<TrainingOptions>,
  ): TrainedHead =>
    trainHead(
      Array.from({ length: bags }, (_, bag) =>
        roughen(corpusOf(bag)[name], rough, random.named(`${name} ${bag}`)).map(({ text, label, group }) => ({
          label,
          text,
          group,
          features: featuresFor(text, name),
        })),
      ),
      { bits: 15, epochs: 6, seed: SEED, ...options },
    );
  return {
    lexicon,
    model: packModel(
      {
        intent: train('intent', { bags: 4, rough: 0 }, { epochs: 7, caution: 0.02 }),
        indicator: train('indicator', { bags: 2, rough: 1 }, { bits: 14 }),
        service: train('service', { bags: 3, rough: 0 }, { bits: 14, caution: 1e-4 }),
        danger: train('danger', { bags: 3, rough: 1 }, { bits: 17, caution: 1 }),
        kind: train('kind', { bags: 1, rough: 0 }, { bits: 13 }),
      },
      sourcesHash,
    ),
  };
}

/** The features a head sees at run time, made from the lexicon before there is a model. */
function createFeatureReader(
  lexicon: Lexicon,
  catalogue: PlaceCatalogue,
): (text: string, head: keyof Corpus) => Features {
  const reader = createReader({ lexicon, ...catalogue });
  const signsOf = createSignReader(lexicon.danger);
  return (text, head) => {
    const reading = reader.read(text, 0);
    return head === 'danger' || head === 'kind'
      ? dangerFeatures(reading, signsOf(reading.words))
      : readingFeatures(reading);
  };
}

function packModel(trained: Readonly<Record<string, TrainedHead>>, sources: string): ModelFile {
  const heads: Record<string, HeadFile> = {};
  let offset = 0;
  const parts: Int8Array[] = [];
  for (const [name, { weights, ...head }] of Object.entries(trained)) {
    heads[name] = { ...head, offset };
    offset += weights.length;
    parts.push(weights);
  }
  const weights = new Int8Array(offset);
  let at = 0;
  for (const part of parts) {
    weights.set(part, at);
    at += part.length;
  }
  return { version: VERSION, sources, heads, weights };
}
