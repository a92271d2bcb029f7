import type { UnderstandingCatalogue } from './catalogue.js';
import type { Features } from './features.js';
import { type Head, type Scored, createHead } from './linear.js';
import { createPatternBook } from './pattern-book.js';
import { asText } from './patterns.js';

/** Indicator codes for one text, best first. */
export interface IndicatorsFound {
  readonly codes: readonly string[];
  readonly why: readonly string[];
}

export interface IndicatorQuestion {
  /** As it was written: official codes are looked for there. */
  readonly text: string;
  readonly features: Features;
  /** The neutral words of the reading. */
  readonly words: readonly string[];
  readonly territories: readonly string[];
}

export interface IndicatorFinder {
  find(question: IndicatorQuestion): IndicatorsFound;
  /**
   * Whether a text that is no clear wish asks for a figure: a code or a short name ("ipm", "nbi") stands there, or a
   * few words that measure something beside a place or a time; never beside a place elsewhere.
   */
  isAsked(features: Features, words: readonly string[], text: string): boolean;
}

const SURE = 0.15;
const NOTHING_FROM = 0.6;
const ALSO = 0.12;
/** From here on the classifier outweighs a short name inside a longer phrase. */
const CERTAIN = 0.75;
const MOST = 3;
/** No more than eight can reach `ALSO`. */
const RANKED = 12;
/** "homicidios cali primer semestre": so few words with a place or a time ask for the figure they name so clearly. */
const TELEGRAM = { words: 10, from: 0.75 } as const;
const DEPARTMENT = '76';
const MUNICIPALITY_DIGITS = 5;
const SAYS_DEPARTMENT = /(?<= )(?:departament\w+|calidad de vida|ecv)(?= )/;
const COUNT = /_(?:CASOS|NOTIF)$/;
const NONE = 'none';
/** Someone who asks how many wants the count; "cuánta violencia" asks how much. */
const ASKS_COUNT =
  /(?<= )(?:casos|cuant[oa]s|denuncias|reportes|numero de|cantidad de|conteo|total de|notificad[oa]s|valoraciones|examenes)(?= )/;
const ASKS_RATE = /(?<= )(?:tasa|por cada|por (?:100|1000|mil|cien)|porcentaje|incidencia|prevalencia)(?= )/;

const candidate = (ranked: readonly Scored[]): boolean =>
  (ranked.find(({ label }) => label !== NONE)?.confidence ?? 0) >= SURE;

export function createIndicatorFinder(catalogue: UnderstandingCatalogue): IndicatorFinder {
  const head = createHead(catalogue.model, 'indicator') as Head;
  const known = new Set(catalogue.indicators.map(({ code }) => code));
  const { usualIndicators, departmentIndicators } = catalogue.lexicon;
  const usual = new Set(usualIndicators);
  const ofMunicipalities = new Map(Object.entries(departmentIndicators).map(([own, other]) => [other, own]));
  const counterpart = new Map(catalogue.indicators.map(({ code, counterpart }) => [code, counterpart]));
  const short = Object.entries(catalogue.lexicon.indicatorNames).flatMap(([code, names]) =>
    names.map((name) => ({ code, name })),
  );
  short.sort((a, b) => b.name.length - a.name.length);
  const shortNames = createPatternBook(
    Object.fromEntries(short.map(({ name }, at) => [`${at} ${name}`, [name]])),
  );

  /** A rate and its number of cases are one question; the words decide which comes first. */
  const withCounterpart = (codes: readonly string[], text: string): string[] => {
    const [first, ...rest] = codes;
    const other = first && counterpart.get(first);
    if (!first || !other || !known.has(other)) return [...codes];
    const count = COUNT.test(first) ? first : other;
    const rate = count === first ? other : first;
    const wantsRate = ASKS_RATE.test(text) || !(ASKS_COUNT.test(text) || usual.has(count));
    return [...(wantsRate ? [rate, count] : [count, rate]), ...rest.filter((code) => code !== other)];
  };

  /** One measure for municipalities, another for the department: the place that is named decides. */
  const forPlace = (codes: readonly string[], territories: readonly string[], text: string): string[] => {
    const department = territories.includes(DEPARTMENT) || SAYS_DEPARTMENT.test(text);
    const municipality = territories.some((code) => code.length === MUNICIPALITY_DIGITS);
    return codes.flatMap((code) => {
      const own = ofMunicipalities.get(code) ?? code;
      const other = departmentIndicators[own];
      if (!other) return [code];
      if (municipality || !department) return [own, other];
      return [other, own];
    });
  };

  /** The longest short name that stands there. */
  const nameIn = (words: readonly string[]) => {
    const [longest] = shortNames.find(words);
    return longest && short[longest.name];
  };
  const codes = [...known]
    .filter((code) => code.includes('_'))
    .sort((a, b) => b.length - a.length)
    .map((code) => ({ code, plain: ` ${code.toLowerCase().replaceAll('_', ' ')} ` }));
  const codeIn = (text: string): string | undefined => {
    const plain = ` ${text.toLowerCase().replace(/[^a-z0-9]+/g, ' ')} `;
    return codes.find((code) => plain.includes(code.plain))?.code;
  };
  const elsewhere = new Set(catalogue.lexicon.places.elsewhere);
  const rank = (features: Features): Scored[] =>
    head.classify(features, RANKED).filter(({ label }) => known.has(label) || label === NONE);

  const find = ({ text: written, features, words, territories }: IndicatorQuestion): IndicatorsFound => {
    const code = codeIn(written);
    if (code) {
      const other = counterpart.get(code);
      return {
        codes: other && known.has(other) ? [code, other] : [code],
        why: [`indicator ${code}: its code`],
      };
    }
    const text = asText(words);
    const named = nameIn(words);
    const ranked = rank(features);
    const best = ranked[0];
    const why = ranked
      .slice(0, MOST)
      .map(({ label, confidence }) => `indicator ${label} ${confidence.toFixed(2)}`);
    if (named) why.unshift(`indicator ${named.code}: "${named.name}"`);
    const nothing = best?.label === NONE && best.confidence >= NOTHING_FROM;
    if (!best || (!named && (nothing || !candidate(ranked)))) return { codes: [], why };
    const candidates = ranked
      .filter(({ label, confidence }) => label !== NONE && confidence >= ALSO)
      .map(({ label }) => label);
    const found = named && best.confidence < CERTAIN ? [named.code, ...candidates] : candidates;
    return {
      codes: [...new Set(withCounterpart(forPlace(found, territories, text), text))].slice(0, MOST),
      why,
    };
  };

  const isTelegram = (features: Features, words: readonly string[]): boolean => {
    const placed = words.includes('_lugar') || words.includes('_periodo');
    if (!placed || words.length > TELEGRAM.words) return false;
    const [best] = rank(features);
    return best !== undefined && best.label !== NONE && best.confidence >= TELEGRAM.from;
  };

  return {
    find,
    isAsked: (features, words, text) =>
      (codeIn(text) !== undefined || nameIn(words) !== undefined || isTelegram(features, words)) &&
      !words.some((word) => elsewhere.has(word)),
  };
}
