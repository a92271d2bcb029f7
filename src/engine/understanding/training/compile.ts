import type { AnswerLexicon } from '../answers-in-dialogs/answer.js';
import type { HeadFile, Lexicon, ModelFile, PlaceLexicon, UnderstandingCatalogue } from '../catalogue.js';
import { featuresOf } from '../features.js';
import { MONTHS } from '../calendar.js';
import { NUMBER_WORDS } from '../numbers.js';
import { cleanText } from '../normalise.js';
import { createReader } from '../reader.js';
import { addNoise } from './noise.js';
import { type Random, seededRandom } from './random.js';
import { type Slots, variety, writeTemplate } from './templates.js';
import { type Example, type TrainedHead, trainHead } from './trainer.js';

/** The YAML files of data/understanding/ and locales/<tag>/intents.yaml, parsed. */
export interface TrainingSources {
  readonly intents: { readonly slots: Slots; readonly intents: Readonly<Record<string, readonly string[]>> };
  readonly services: { readonly slots: Slots; readonly phrases: Readonly<Record<string, readonly string[]>> };
  readonly indicators: Readonly<
    Record<string, { readonly names: readonly string[]; readonly short?: readonly string[] }>
  >;
  readonly abbreviations: Readonly<Record<string, string>>;
  readonly stopWords: readonly string[];
  readonly knownWords: readonly string[];
  readonly places: PlaceLexicon;
  readonly danger: {
    readonly classes: Readonly<Record<string, readonly string[]>>;
    readonly patterns: Readonly<Record<string, readonly string[]>>;
    readonly idioms: readonly string[];
    readonly excuses: readonly string[];
  };
  readonly operations: Readonly<Record<string, readonly string[]>>;
  readonly answers: AnswerLexicon;
  readonly people: Readonly<Record<string, readonly string[]>>;
}

export type PlaceCatalogue = Pick<UnderstandingCatalogue, 'territories' | 'localities'>;

interface Written {
  readonly text: string;
  readonly label: string;
}

const VERSION = 1;
const SEED = 330_2011;

/** How many texts are written from a template: more where it can vary more. */
const copies = (template: string, slots: Slots, most: number): number =>
  Math.min(most, Math.max(3, Math.ceil(Math.sqrt(variety(template, slots)) * 3)));

function writeAll(
  phrases: Readonly<Record<string, readonly string[]>>,
  slots: Slots,
  most: number,
  random: Random,
): Written[] {
  return Object.entries(phrases).flatMap(([label, templates]) =>
    templates.flatMap((template) =>
      Array.from({ length: copies(template, slots, most) }, () => ({
        label,
        text: writeTemplate(template, slots, random),
      })),
    ),
  );
}

/** Every text once as written and once or more roughened. */
const roughen = (texts: readonly Written[], random: Random): Written[] =>
  texts.flatMap(({ text, label }) => [
    { text, label },
    { text: addNoise(text, random), label },
  ]);

function vocabularyOf(texts: readonly Written[], sources: TrainingSources): Record<string, number> {
  const counts = new Map<string, number>();
  const add = (text: string): void => {
    for (const word of cleanText(text, {}).words) {
      if (/^[a-z]{2,}$/.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  };
  for (const { text } of texts) add(text);
  for (const line of [...sources.knownWords, ...sources.stopWords]) add(line);
  for (const words of Object.values(sources.danger.classes)) words.forEach(add);
  for (const plainWord of wordsWithin(sources.answers)) add(plainWord);
  for (const plainWord of NUMBER_WORDS) add(plainWord);
  MONTHS.flat().forEach(add);
  for (const [, plain] of Object.entries(sources.abbreviations)) add(plain);
  for (const short of Object.keys(sources.abbreviations)) counts.delete(short);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Every word of a lexicon that is written plainly, at any depth: keys and values, no patterns. */
function wordsWithin(value: unknown): string[] {
  if (typeof value === 'string') return /^[a-z ]+$/.test(value) ? [value] : [];
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
    answers: sources.answers,
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

/** Writes the training texts, compiles the lexicon and trains every head. Deterministic. */
export function compileUnderstanding(
  sources: TrainingSources,
  catalogue: PlaceCatalogue,
  sourcesHash: string,
): Compiled {
  const random = seededRandom(SEED);
  const lugar = catalogue.territories.filter(({ kind }) => kind === 'municipality').map(({ name }) => name);
  const names = Object.values(sources.indicators).flatMap((indicator) => indicator.names);
  const worries = Object.values(sources.services.phrases).flat();
  const slots: Slots = {
    ...sources.services.slots,
    ...sources.intents.slots,
    lugar: [...lugar, 'el Valle'],
    indicador: names,
    preocupacion: worries,
  };
  const intents = writeAll(sources.intents.intents, slots, 400, random);
  const services = writeAll(sources.services.phrases, slots, 60, random);
  const frames = (sources.intents.intents['indicator'] ?? []).filter((frame) =>
    frame.includes('<indicador>'),
  );
  const indicators = Object.entries(sources.indicators).flatMap(([label, { names: own }]) =>
    own.flatMap((name) => [
      { label, text: writeTemplate(name, slots, random) },
      ...Array.from({ length: 6 }, () => ({
        label,
        text: writeTemplate(random.pick(frames).replaceAll('<indicador>', name), slots, random),
      })),
    ]),
  );
  const none = random
    .shuffle(intents.filter(({ label }) => label !== 'indicator' && label !== 'report'))
    .slice(0, 700)
    .map(({ text }) => ({ text, label: 'none' }));
  const reports = random
    .shuffle(services)
    .slice(0, 500)
    .map(({ text }) => ({ text, label: 'none' }));
  const lexicon = compileLexicon(sources, [...intents, ...services, ...indicators]);
  const reader = createReader({ lexicon, ...catalogue });
  const example = ({ text, label }: Written): Example => {
    const reading = reader.read(text, 0);
    return { label, features: featuresOf(reading.neutral, reading.question ? ['?'] : []) };
  };
  const train = (texts: readonly Written[], bits: number): TrainedHead =>
    trainHead(roughen(texts, random).map(example), { bits, epochs: 6, seed: SEED });
  return {
    lexicon,
    model: packModel(
      {
        intent: train([...intents, ...services.map(({ text }) => ({ text, label: 'report' }))], 15),
        indicator: train([...indicators, ...none, ...reports], 14),
        service: train([...services, ...none.slice(0, 300)], 14),
      },
      sourcesHash,
    ),
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
