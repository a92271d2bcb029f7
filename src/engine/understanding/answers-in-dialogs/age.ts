import { dayInBogota } from '../calendar.js';
import type { AnswerLexicon } from './answer.js';
import { numbersIn, readQuantity } from './quantity.js';

const OLDEST = 120;
const BORN = /(?<= )naci(?:o|da|do|mos)? .{0,12}?((?:19|20)\d\d)(?= )/;
const MONTHS = / mes(?:es|ecitos)? /;
const YEAR_AND_HALF = / (?:(?:un|1) )?an(?:o|ito) y (?:medio|pico|algo) /;
const NOT_YET =
  /(?<= )(?:casi|va a cumplir|voy a cumplir|por cumplir|a punto de cumplir|para cumplir|cumple|cumplo|le faltan? .*? para)(?= )/;

/** Age in completed years; undefined when the text names none. `now` in milliseconds. */
export function readAge(words: readonly string[], lexicon: AnswerLexicon, now: number): number | undefined {
  const text = ` ${words.join(' ')} `;
  const born = BORN.exec(text);
  if (born) return valid(dayInBogota(now).year - Number(born[1]));
  const years = / an(?:o|os|ito|itos) /.test(text);
  if (!years && lexicon.newborn.some((pattern) => new RegExp(`(?<= )(?:${pattern})(?= )`).test(text)))
    return 0;
  if (YEAR_AND_HALF.test(text) && numbersIn(words).every(({ value }) => value <= 1)) return 1;
  if (MONTHS.test(text) && !years) {
    const months = numbersIn(words)[0]?.value;
    return months === undefined ? undefined : Math.floor(months / 12);
  }
  const first = years ? numbersIn(words)[0]?.value : readQuantity(words, lexicon);
  if (first === undefined) return undefined;
  return valid(Math.floor(first) - (NOT_YET.test(text) ? 1 : 0));
}

const valid = (age: number): number | undefined => (age >= 0 && age <= OLDEST ? age : undefined);
