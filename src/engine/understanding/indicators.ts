import type { Population } from '../../domain/understanding.js';
import type { UnderstandingCatalogue } from './catalogue.js';
import type { Features } from './features.js';
import { type Head, createHead } from './linear.js';
import { asText, compilePattern } from './patterns.js';

/** Indicator codes for one text, best first. */
export interface IndicatorsFound {
  readonly codes: readonly string[];
  readonly why: readonly string[];
}

export type IndicatorFinder = (
  features: Features,
  words: readonly string[],
  population: readonly Population[],
) => IndicatorsFound;

const SURE = 0.3;
const ALSO = 0.12;
/** From here on the classifier outweighs a short name inside a longer phrase. */
const CERTAIN = 0.75;
const MOST = 3;
const NONE = 'none';
const ASKS_COUNT =
  /(?<= )(?:casos|cuant[oa]s (?:casos|denuncias|reportes|valoraciones|examenes|mujeres|hombres|ninos|ninas|muertos|homicidios|asesinatos|personas|veces)|denuncias|reportes|numero de|cantidad de|conteo|cuantas veces)(?= )/;
const ASKS_RATE = /(?<= )(?:tasa|por cada|por (?:100|1000|mil|cien)|porcentaje|incidencia|prevalencia)(?= )/;

export function createIndicatorFinder(catalogue: UnderstandingCatalogue): IndicatorFinder {
  const head = createHead(catalogue.model, 'indicator') as Head;
  const known = new Set(catalogue.indicators.map(({ code }) => code));
  const counterpart = new Map(catalogue.indicators.map(({ code, counterpart }) => [code, counterpart]));
  const short = Object.entries(catalogue.lexicon.indicatorNames).flatMap(([code, names]) =>
    names.map((name) => ({ code, name, find: compilePattern(name) })),
  );
  short.sort((a, b) => b.name.length - a.name.length);

  /** A rate and its number of cases are one question; the words decide which comes first. */
  const withCounterpart = (codes: readonly string[], text: string): string[] => {
    const [first, ...rest] = codes;
    const other = first && counterpart.get(first);
    if (!first || !other || !known.has(other)) return [...codes];
    const firstIsCount = first.endsWith('_CASOS');
    const wantsCount = ASKS_COUNT.test(text) && !ASKS_RATE.test(text);
    const pair = firstIsCount === wantsCount ? [first, other] : [other, first];
    return [...pair, ...rest.filter((code) => code !== other)];
  };

  return (features, words) => {
    const text = asText(words);
    const named = short.find(({ find }) => find.test(text));
    const ranked = head.classify(features).filter(({ label }) => known.has(label) || label === NONE);
    const best = ranked[0];
    const why = ranked
      .slice(0, MOST)
      .map(({ label, confidence }) => `indicator ${label} ${confidence.toFixed(2)}`);
    if (named) why.unshift(`indicator ${named.code}: "${named.name}"`);
    if (!best || (!named && (best.label === NONE || best.confidence < SURE))) return { codes: [], why };
    const candidates = ranked
      .filter(({ label, confidence }) => label !== NONE && confidence >= ALSO)
      .map(({ label }) => label);
    const codes = named && best.confidence < CERTAIN ? [named.code, ...candidates] : candidates;
    return { codes: [...new Set(withCounterpart(codes, text))].slice(0, MOST), why };
  };
}
