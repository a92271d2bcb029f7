import { type Features, featuresOf, flagOf, withFlags } from './features.js';
import { lately } from '../lately.js';
import { cleanText } from './normalise.js';
import { digitsFor } from './numbers.js';
import { type PlaceFinder, type PlacesFound, createPlaceFinder } from './places.js';
import type { UnderstandingCatalogue } from './catalogue.js';
import { type PeriodsFound, findPeriods } from './periods.js';
import { createVocabulary } from './vocabulary.js';

/** A text as every later step sees it. */
export interface Reading {
  /** Plain words, spelling corrected, abbreviations written out, numbers in digits. */
  readonly words: readonly string[];
  readonly question: boolean;
  readonly places: PlacesFound;
  readonly periods: PeriodsFound;
  /** The words with `_lugar` and `_periodo` in place of what they name, without punctuation. */
  readonly neutral: readonly string[];
  /** Of the neutral words. */
  readonly features: Features;
}

export interface Reader {
  words(text: string): { readonly words: readonly string[]; readonly question: boolean };
  read(text: string, now: number): Reading;
}

const isPunctuation = (word: string): boolean => word.length === 1 && '.,?-'.includes(word);
const MOST_WORDS = 700;
const REMEMBERED = 20_000;

/** Everything that happens to a text before anybody asks what it means. */
export function createReader({ lexicon, territories, localities }: ReaderCatalogue): Reader {
  const vocabulary = createVocabulary(lexicon.vocabulary);
  const places: PlaceFinder = createPlaceFinder(territories, localities, lexicon.places);
  const isName = places.knows;

  const spell = (word: string): readonly string[] => {
    const meant = lexicon.abbreviations[word];
    if (meant !== undefined) return meant.split(' ');
    if (!/^[a-z]/.test(word) || isName(word)) return [word];
    const corrected = vocabulary.correct(word);
    return corrected !== word && places.isNearer(word, corrected) ? [word] : corrected.split(' ');
  };
  const spelt = new Map<string, readonly string[]>();
  /** One word as it was meant; remembered, since people use few words. */
  const plain = (word: string): readonly string[] => {
    const known = spelt.get(word);
    if (known) return known;
    const meant = spell(word);
    if (spelt.size >= REMEMBERED) spelt.clear();
    spelt.set(word, meant);
    return meant;
  };

  const words = lately((text): { words: readonly string[]; question: boolean } => {
    const clean = cleanText(text, lexicon.abbreviations);
    return { words: digitsFor(clean.words.slice(0, MOST_WORDS).flatMap(plain)), question: clean.question };
  });

  return {
    words,
    read(text, now) {
      const found = words(text);
      const named = places.find(found.words, vocabulary.knows);
      const periods = findPeriods(named.words, now, vocabulary.knows);
      const neutral = periods.words
        .filter((word) => !isPunctuation(word))
        .map((word) => (/^\d/.test(word) ? '_numero' : word));
      return { ...found, places: named, periods, neutral, features: featuresOf(neutral) };
    },
  };
}

export type ReaderCatalogue = Pick<UnderstandingCatalogue, 'lexicon' | 'territories' | 'localities'>;

const QUESTION = [flagOf('?')];

/** What the classifiers of intent, indicator and service see of a text. */
export const readingFeatures = ({ features, question }: Reading): Features =>
  question ? withFlags(features, QUESTION) : features;

/** Whether any word carries meaning: stop words, greetings of one word and signs do not. */
export const hasMeaning = (words: readonly string[], stopWords: ReadonlySet<string>): boolean =>
  words.some((word) => !stopWords.has(word) && !isPunctuation(word));
