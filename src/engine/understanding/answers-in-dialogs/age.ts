import { dayInBogota } from '../calendar.js';
import type { AnswerLexicon } from './answer.js';
import { numbersIn, readQuantity } from './quantity.js';

const OLDEST = 120;
const BORN =
  /(?<= )(?:naci(?:o|da|do|mos)?|soy (?=del? )|(?=del? (?:ano )?(?:19|20)?\d\d $)) ?.{0,12}?((?:19|20)\d\d|(?<= (?:el|del|en) )\d\d)(?= )/;
const MONTHS = / mes(?:es|ecitos)? /;
const YEAR_AND_HALF = / (?:(?:un|1) )?an(?:o|ito) y (?:medio|pico|algo) /;
const NOT_YET =
  /(?<= )(?:casi|va para(?: los)?|voy para(?: los)?|camino a|a punto de los|rumbo a|va a cumplir|voy a cumplir|por cumplir|a punto de cumplir|para cumplir|cumple|cumplo|le faltan? .*? para)(?= )/;

/** Age in completed years; undefined when the text names none. `now` in milliseconds. */
export function readAge(words: readonly string[], lexicon: AnswerLexicon, now: number): number | undefined {
  const text = ` ${words.join(' ')} `;
  const born = BORN.exec(text);
  if (born) return valid(ageOf(born[1] ?? '', dayInBogota(now).year));
  const years = / an(?:o|os|ito|itos) /.test(text);
  if (!years && lexicon.newborn.some((pattern) => new RegExp(`(?<= )(?:${pattern})(?= )`).test(text)))
    return 0;
  if (YEAR_AND_HALF.test(text) && numbersIn(words, lexicon).every(({ value }) => value <= 1)) return 1;
  if (MONTHS.test(text) && !years) {
    const months = numbersIn(words, lexicon)[0]?.value;
    return months === undefined ? undefined : Math.floor(months / 12);
  }
  const between =
    /(?<= )(\d{1,3})(?: \w+)? (?:casi|para|entrad[oa] en|y va para) (?:los )?(\d{1,3})(?= )/.exec(text);
  if (between && Number(between[2]) === Number(between[1]) + 1) return valid(Number(between[1]));
  const first = years ? numbersIn(words, lexicon)[0]?.value : readQuantity(words, lexicon);
  if (first === undefined) return undefined;
  return valid(Math.floor(first) - (NOT_YET.test(text) ? 1 : 0));
}

/** "naci en el 85" is 1985: a year in two digits that lies ahead belongs to the last century. */
function ageOf(year: string, current: number): number {
  if (year.length === 4) return current - Number(year);
  const near = 2000 + Number(year);
  return current - (near > current ? near - 100 : near);
}

const valid = (age: number): number | undefined => (age >= 0 && age <= OLDEST ? age : undefined);
