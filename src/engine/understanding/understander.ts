import {
  type Intent,
  POPULATIONS,
  type Population,
  type Recognition,
  type Understander,
  type UnderstandingContext,
} from '../../domain/understanding.js';
import { type AnswerReader, createAnswerReader } from './answers-in-dialogs/index.js';
import { rememberingBrief } from './brief.js';
import type { UnderstandingCatalogue } from './catalogue.js';
import { type DangerJudge, createDangerJudge } from './danger.js';
import { createIndicatorFinder } from './indicators.js';
import { createHead } from './linear.js';
import { findOperation } from './operation.js';
import { createPatternBook } from './pattern-book.js';
import { findPeople } from './people.js';
import type { PlacesFound } from './places.js';
import { createReader, hasMeaning, readingFeatures } from './reader.js';
import { createServiceFinder, type WhereTo } from './services.js';

/** What the rest of the service uses of this room. */
export interface FullUnderstander extends Understander {
  /** Danger alone: for every message on arrival, before anything else is known. */
  judgeDanger: DangerJudge;
  /** Which body, or whose concern, a question about offices is about. */
  whereTo(text: string): WhereTo;
  /** What a message answers to a question of a dialog. */
  readAnswer: AnswerReader;
}

/** What was recognised, and why, which is written only when somebody asks. */
interface Recognised {
  readonly recognition: Recognition;
  why(): string[];
}
const GUESSES = 3;
/** Below this the service asks instead of guessing. */
const ACCEPT = 0.5;

const merge = (named: readonly Population[], usual: readonly Population[]): Population[] =>
  POPULATIONS.filter((population) => named.includes(population) || usual.includes(population));

/** Rivals for one name are one place. */
const countPlaces = (
  { territories, ambiguous }: PlacesFound,
  periods: readonly string[],
): { places: number; towns: number; periods: readonly string[] } => ({
  places: ambiguous ? 1 : territories.length,
  towns: ambiguous ? 1 : territories.filter((code) => code.length === 5).length,
  periods,
});

export function createUnderstander(catalogue: UnderstandingCatalogue): FullUnderstander {
  const { lexicon } = catalogue;
  const reader = createReader(catalogue);
  const intents = createHead(catalogue.model, 'intent');
  const indicators = createIndicatorFinder(catalogue);
  const services = createServiceFinder(catalogue);
  const operations = createPatternBook(lexicon.operations);
  const groups = createPatternBook(lexicon.people);
  const stopWords = new Set(lexicon.stopWords);
  const judge = createDangerJudge(catalogue, reader);

  const recognise = (text: string, context?: UnderstandingContext): Recognised => {
    const now = context?.now ?? Date.now();
    const reading = reader.read(text, now);
    const { words, neutral, places, periods } = reading;
    const features = readingFeatures(reading);
    const danger = judge.ofReading(reading);
    const people = findPeople(words, groups);
    const meaningful = hasMeaning(words, stopWords) || neutral.length === 0;
    const ranked = intents?.classify(features, GUESSES) ?? [];
    const top = ranked[0];
    const accepted = meaningful && top !== undefined && top.confidence >= ACCEPT;
    const read: Intent = accepted ? (top.label as Intent) : 'unknown';
    const named = read === 'unknown' && meaningful && indicators.isAsked(features, neutral, text);
    const intent: Intent = danger.danger ? 'report' : named ? 'indicator' : read;
    const concern = services.find(reading, people, intent, danger);
    const aboutFigures = intent === 'indicator';
    const figures = aboutFigures
      ? indicators.find({ text, features, words: neutral, territories: places.territories })
      : { codes: [], why: [] };
    const recognition: Recognition = {
      text,
      intent,
      confidence: danger.danger ? danger.confidence : (top?.confidence ?? 0),
      danger: danger.danger,
      dangerDoubt: danger.doubt,
      urgency: concern.urgency,
      territory: places.territories,
      indicator: figures.codes,
      // "y el año pasado?" is no wish of its own, and the year is all that it says.
      period: aboutFigures || intent === 'unknown' ? periods.periods : [],
      operation: aboutFigures
        ? findOperation(periods.words, countPlaces(places, periods.periods), operations)
        : null,
      service: concern.services,
      population: people.age === null ? merge(people.population, concern.population) : people.population,
      age: people.age,
      sex: people.sex,
      dangerKind: danger.kind,
      guesses: ranked.map(({ label, confidence }) => ({ intent: label as Intent, confidence })),
      asksWhy: aboutFigures && operations.namesIn(periods.words).includes('why'),
      territoryAmbiguous: places.ambiguous,
      accused: concern.accused,
      speaker: concern.speaker,
    };
    return {
      recognition,
      why: () => [
        `read as: ${neutral.join(' ')}`,
        ...ranked.map(({ label, confidence }) => `intent ${label} ${confidence.toFixed(2)}`),
        ...danger.why(),
        ...places.why,
        ...figures.why,
        ...concern.why(),
      ],
    };
  };

  return {
    explain(text, context) {
      const { recognition, why } = recognise(text, context);
      return { ...recognition, why: why() };
    },
    understand: rememberingBrief((text, context) => recognise(text, context).recognition),
    judgeDanger: judge.ofText,
    whereTo: (text) => services.whereTo(reader.read(text, 0)),
    readAnswer: createAnswerReader(lexicon.answers, (text) => reader.words(text).words),
  };
}
