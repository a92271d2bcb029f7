import { POPULATIONS, type Population } from '../../domain/understanding.js';
import { ageIn } from './age-in-text.js';
import type { PatternBook } from './pattern-book.js';
import { asText } from './patterns.js';
import { affectedSex } from './affected.js';

/** Who a text speaks of. */
export interface PeopleFound {
  readonly population: readonly Population[];
  readonly age: number | null;
  readonly sex: 'f' | 'm' | null;
}

const BANDS: readonly (readonly [Population, number, number])[] = [
  ['primera_infancia', 0, 5],
  ['infancia', 6, 11],
  ['adolescencia', 12, 17],
  ['juventud', 14, 28],
  ['adulto', 29, 59],
  ['adulto_mayor', 60, 130],
];
const ADULT = 18;

/** The bands of the contract of `participa understand`: an age may stand in two of them. */
export function populationsOfAge(age: number, sex: 'f' | 'm' | null): Population[] {
  const found = BANDS.filter(([, from, to]) => age >= from && age <= to).map(([name]) => name);
  return sex === 'f' && age >= ADULT ? [...found, 'mujer_adulta'] : found;
}

/** Population groups, age and sex of the person affected; the words carry numbers as digits. */
export function findPeople(words: readonly string[], groups: PatternBook): PeopleFound {
  const text = asText(words);
  const age = ageIn(text);
  const sex = affectedSex(text);
  const grown = age === null || age >= ADULT;
  // "tengo 15 y soy mujer": the band begins at 18.
  const named = (groups.namesIn(words) as Population[]).filter((name) => grown || name !== 'mujer_adulta');
  const all = new Set([...(age === null ? [] : populationsOfAge(age, sex)), ...named]);
  return { population: POPULATIONS.filter((population) => all.has(population)), age, sex };
}
