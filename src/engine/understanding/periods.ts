import { distance } from 'fastest-levenshtein';
import { MONTHS, dayInBogota } from './calendar.js';
import { digitsFor } from './numbers.js';
import { PERIOD_RULES } from './period-rules.js';
import { phoneticKey } from './phonetic.js';

/** What a text says about time, and the same words with each such stretch replaced by `_periodo`. */
export interface PeriodsFound {
  /** As docs/glossary.md writes periods; in the order they were named. */
  readonly periods: readonly string[];
  readonly words: readonly string[];
}

const COMPILED = PERIOD_RULES.map(([source, read]) => ({
  pattern: new RegExp(`(?<= )(?:${source})(?= )`, 'g'),
  read,
}));
const BEGINS_LIKE_TIME =
  /^(?:\d|ano|mes|tri|sem|dec|prep|post?p|pande|cuaren|covid|corona|confin|vigen|ene|feb|mar|abr|may|jun|jul|ago|sep|set|oct|nov|dic)/;

const SHORTEST_MONTH = 5;
const LONG_MONTH = 7;
const LONG_MONTHS = MONTHS.flat()
  .filter((month) => month.length >= SHORTEST_MONTH)
  .map((month) => [phoneticKey(month), month] as const);

/** "febrro", "septbre": a word that is none and lies near the name of a month. */
function nearMonth(word: string): string | undefined {
  const key = phoneticKey(word);
  if (key.length < SHORTEST_MONTH) return undefined;
  return LONG_MONTHS.find(
    ([month]) =>
      month.slice(0, 2) === key.slice(0, 2) && distance(month, key) <= (month.length >= LONG_MONTH ? 2 : 1),
  )?.[1];
}

const ORDINAL_ENDINGS: Readonly<Record<string, string>> = { er: 'primer', do: 'segundo', to: 'cuarto' };

const REMEMBERED = 20_000;
const months = new Map<string, string>();
/** A word as it is, or the month it was meant for; remembered, since comparing letters takes long. */
function monthMeant(word: string): string {
  const known = months.get(word);
  if (known !== undefined) return known;
  const meant = nearMonth(word) ?? word;
  if (months.size >= REMEMBERED) months.clear();
  months.set(word, meant);
  return meant;
}

/** Numbers in digits, months spelt right, "2.023" and "el veinte veintitres" as years, "2 do" as an order. */
function plainTime(words: readonly string[], knows: (word: string) => boolean): string | undefined {
  const plain = digitsFor(words).map((word) =>
    !knows(word) && /^[a-z]/.test(word) ? monthMeant(word) : word,
  );
  if (!plain.some((word) => BEGINS_LIKE_TIME.test(word))) return undefined;
  return ` ${plain.join(' ')} `
    .replace(/(?<= )([12])[.,](\d{3})(?= )/g, (whole, head: string, rest: string) =>
      /^(?:19[5-9]|20[0-4])/.test(head + rest) ? head + rest : whole,
    )
    .replace(/(?<= (?:en|del?|el|ano|desde|al?|y|hasta) )20 ([0-2]\d)(?= )/g, '20$1')
    .replace(/(?<= )20 ([0-2]\d) $/, '20$1 ')
    .replace(/(?<= )([1-4]) (er|do|to|ro|era|da|ra|ta)(?= )/g, (_, digit: string, end: string) =>
      digit === '3' ? 'tercer' : (ORDINAL_ENDINGS[end] ?? digit),
    );
}

/**
 * Finds periods in plain words (normalise.ts). `now` is in milliseconds since the epoch; dates are those of Bogotá.
 * `knows` tells words that are right as they stand: only others may be months written wrong.
 */
export function findPeriods(
  words: readonly string[],
  now: number,
  knows: (word: string) => boolean = () => true,
): PeriodsFound {
  const plain = plainTime(words, knows);
  if (plain === undefined) return { periods: [], words };
  const today = dayInBogota(now);
  let text = plain;
  const found: { at: number; period: string }[] = [];
  for (const { pattern, read } of COMPILED) {
    text = text.replace(pattern, (whole, ...rest) => {
      const groups = rest.slice(0, -2) as (string | undefined)[];
      const period = read(groups, today);
      if (period === undefined) return whole;
      found.push({ at: rest.at(-2) as number, period });
      return '_periodo'.padEnd(whole.length, '_');
    });
  }
  const periods = [...new Set(found.sort((a, b) => a.at - b.at).map(({ period }) => period))];
  return {
    periods,
    words: text
      .trim()
      .replace(/_periodo_*/g, '_periodo')
      .split(/ +/),
  };
}
