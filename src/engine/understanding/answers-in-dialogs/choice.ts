import { distance } from 'fastest-levenshtein';
import { cleanText } from '../normalise.js';
import { lately } from '../../lately.js';
import { phoneticKey } from '../phonetic.js';
import { spokenNumber } from '../numbers.js';
import type { AnswerLexicon, AnswerOption } from './answer.js';
import { preferenceIn } from './negated.js';

const LEAST_FIT = 0.5;
const CLEAR_LEAD = 0.15;
/** From six letters on, words that share so much of their beginning are one ("universitaria", "universidad"). */
const LEAST_STEM = 0.6;

/** "la opción número dos": what stands around a number that points. */
const POINTERS = new Set([
  'la',
  'el',
  'lo',
  'opcion',
  'numero',
  'respuesta',
  'es',
  'era',
  'seria',
  'sera',
  'letra',
  'voto',
  'por',
  'para',
  'escojo',
  'elijo',
  'quiero',
  'marco',
  'pongame',
  'me',
  'quedo',
  'voy',
  'con',
  'yo',
  'pues',
]);
const LETTERS = 'abcdef';

const says = (text: string, names: readonly string[] = []): boolean =>
  names.some((name) => text.includes(` ${name} `));

/** Place of the option (from 1) that a text points at by number or order; undefined when it points at none or several. */
function pointed(words: readonly string[], count: number, lexicon: AnswerLexicon): number | undefined {
  const text = ` ${words.join(' ')} `;
  const found = new Set<number>();
  for (const [place, names] of Object.entries(lexicon.ordinals))
    if (says(text, names)) found.add(Number(place));
  if (says(text, lexicon.beforeLast)) found.add(count - 1);
  else if (says(text, lexicon.last)) found.add(count);
  if (says(text, lexicon.middle) && count % 2 === 1) found.add((count + 1) / 2);
  const kept = text
    .replace(/ (?:la|el|no la|no el)? ?(?:\d+|_numero) no /g, ' ')
    .replace(/ no (?:es )?(?:la|el) \d+ /g, ' ');
  for (const digits of kept.match(/(?<= )\d{1,2}(?= )/g) ?? []) found.add(Number(digits));
  const bare = words.filter((word) => !POINTERS.has(word));
  const spoken = spokenNumber(bare, 0);
  if (spoken && spoken.length === bare.length) found.add(spoken.value);
  const letter =
    bare.length === 1 && words[0] !== 'a' && bare[0]?.length === 1 ? LETTERS.indexOf(bare[0]) + 1 : 0;
  if (letter > 0) found.add(letter);
  const [only, ...others] = [...found];
  return only !== undefined && others.length === 0 ? only : undefined;
}

/** "envíe" and "enviar": alike but for an ending of one or two letters. */
const sameStem = (a: string, b: string): boolean => {
  const longer = Math.max(a.length, b.length);
  const stem = Math.max(4, Math.min(longer - 2, Math.max(6, Math.ceil(longer * LEAST_STEM))));
  return a.length >= stem && a.slice(0, stem) === b.slice(0, stem);
};

const near = (a: string, b: string): boolean =>
  a === b ||
  (Math.min(a.length, b.length) > 3 && (b.startsWith(a) || a.startsWith(b))) ||
  sameStem(a, b) ||
  (Math.min(a.length, b.length) > 3 && distance(a, b) <= (a.length > 7 ? 2 : 1));

/** How much of what was said the label covers, rare words counting more. */
function fit(
  said: readonly string[],
  label: readonly string[],
  weights: ReadonlyMap<string, number>,
): number {
  let covered = 0;
  let total = 0;
  for (const key of said) {
    const match = label.find((word) => near(key, word));
    const weight = match ? (weights.get(match) ?? 1) : 0.5;
    total += weight;
    if (match) covered += weight;
  }
  return total === 0 || onlyTheNo(said, label) ? 0 : covered / total;
}

/** "no me llamen" shares nothing but its "no" with the option "No enviar". */
function onlyTheNo(said: readonly string[], label: readonly string[]): boolean {
  const telling = said.filter((key) => key !== 'no');
  return (
    said.includes('no') && telling.length > 0 && !telling.some((key) => label.some((word) => near(key, word)))
  );
}

const LABELS = 2_000;

const keysOf = lately(
  (text): readonly string[] =>
    cleanText(text, {})
      .words.map(phoneticKey)
      .filter((key) => key.length > 0),
  LABELS,
);

/** Compiled once; the lexicon has some dozens. */
const wholly = lately((pattern) => new RegExp(`^(?:${pattern})$`), 500);

const EMPTY_WORDS = new Set([
  'la',
  'el',
  'los',
  'las',
  'de',
  'del',
  'en',
  'ke',
  'es',
  'un',
  'una',
  'lo',
  'por',
  'se',
  'a',
  'i',
  'o',
  'mi',
  'me',
  'su',
  'kon',
  'para',
  'esa',
  'ese',
  'opsion',
  'numero',
  'kiero',
  'eskojo',
]);

const telling = (label: readonly string[]): string[] =>
  label.filter((key) => key.length > 2 && !EMPTY_WORDS.has(key));

/** Whether every telling word of a label is said, whatever is said beside it ("las vías porque están dañadas"). */
const isSaidWhole = (label: readonly string[], said: readonly string[]): boolean => {
  const words = telling(label);
  return words.length > 0 && words.every((word) => said.some((key) => near(key, word)));
};

/** Whether a word is said that this label has and not every other one. */
const touches = (
  label: readonly string[],
  said: readonly string[],
  labels: readonly (readonly string[])[],
): boolean =>
  telling(label).some(
    (word) => said.some((key) => near(key, word)) && !labels.every((other) => other.includes(word)),
  );

/** Words that several labels have tell less. */
function weightsOf(labels: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) for (const key of new Set(label)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return new Map([...counts].map(([key, count]) => [key, EMPTY_WORDS.has(key) ? 0 : 1 / count ** 2]));
}

/** The option whose label a text repeats, also in part and misspelt. */
function named(words: readonly string[], options: readonly AnswerOption[]): AnswerOption | undefined {
  const said = words.map(phoneticKey).filter((key) => key.length > 1 && !EMPTY_WORDS.has(key));
  if (said.length === 0) return undefined;
  const labels = options.map(({ label }) => keysOf(label));
  const weights = weightsOf(labels);
  const fits = options
    .map((option, i) => ({ option, fit: fit(said, labels[i] ?? [], weights) }))
    .sort((a, b) => b.fit - a.fit);
  const [best, second] = fits;
  const whole = labels.flatMap((label, i) => (isSaidWhole(label, said) ? [options[i]] : []));
  const others = whole.length === 1 && labels.filter((label) => touches(label, said, labels)).length === 1;
  if (others && whole[0]) return whole[0];
  if (!best || best.fit < LEAST_FIT || best.fit - (second?.fit ?? 0) < CLEAR_LEAD) return undefined;
  return best.option;
}

/** The option whose label a text repeats whole, whatever else that label might mean ("No sé", "Prefiero no decir"). */
export function repeatedLabel(
  words: readonly string[],
  options: readonly AnswerOption[],
): AnswerOption | undefined {
  const said = words.map(phoneticKey).join('');
  return options.find(({ label }) => keysOf(label).join('') === said);
}

const ANOTHER = /(?<= )(?:otr[oa]|segunda|segundo)(?= )/;

/** "la primera no, la otra", "buga no, palmira": what is left when one option is turned down. */
function preferred(
  words: readonly string[],
  options: readonly AnswerOption[],
  lexicon: AnswerLexicon,
): AnswerOption | undefined {
  const preference = preferenceIn(words);
  // Where an option itself says no, a "no" turns nothing down.
  if (!preference || options.some(({ label }) => keysOf(label).includes('no'))) return undefined;
  const refused = plainChoice(preference.refused, options, lexicon);
  const wanted = plainChoice(preference.wanted, options, lexicon);
  if (wanted && wanted !== refused) return wanted;
  const [first, second] = options;
  if (!refused || options.length !== 2 || !ANOTHER.test(` ${preference.wanted.join(' ')} `)) return undefined;
  return refused === first ? second : first;
}

function plainChoice(
  words: readonly string[],
  options: readonly AnswerOption[],
  lexicon: AnswerLexicon,
): AnswerOption | undefined {
  const place = pointed(words, options.length, lexicon);
  return place === undefined ? named(words, options) : options[place - 1];
}

/**
 * The option meant, `none_of_them`, or undefined when it is not clear. `words` may carry pauses ("," and "."): they
 * tell what is turned down from what is wanted.
 */
export function readChoice(
  words: readonly string[],
  options: readonly AnswerOption[],
  lexicon: AnswerLexicon,
): AnswerOption | 'none_of_them' | undefined {
  const reason = words.indexOf('porque');
  const bare = (reason > 0 ? words.slice(0, reason) : words).filter((word) => !/^[.,?]$/.test(word));
  const text = bare.join(' ');
  if (lexicon.noneOfThem.some((pattern) => wholly(pattern).test(text))) {
    const asOption = options.find(({ label }) => /^(?:ningun|otr)/.test(cleanText(label, {}).words[0] ?? ''));
    return asOption ?? 'none_of_them';
  }
  return preferred(words, options, lexicon) ?? plainChoice(bare, options, lexicon);
}
