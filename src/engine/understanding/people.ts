import { POPULATIONS, type Population } from '../../domain/understanding.js';
import { type NamedPatterns, asText } from './patterns.js';

/** Who a text speaks of. */
export interface PeopleFound {
  readonly population: readonly Population[];
  readonly age: number | null;
  readonly sex: 'f' | 'm' | null;
}

const MONTHS_A_YEAR = 12;
const AGE =
  /(?<= )(\d{1,3})(?: anitos?| anos?| abriles)(?! (?:de (?:casad|experiencia|carcel|prision|estar|vivir|trabaj)|atras|despues))/;
const AGE_IN_MONTHS =
  /(?<= )(?:de|tiene|con) (\d{1,2}) mes(?:es|ecitos)?(?! (?:de (?:embarazo|embarazada)|atras))/;
const NOT_AN_AGE =
  /(?:hace|desde hace|durante|llevo|lleva|llevamos|por|en|los ultimos|ultimos|cada|van) (?:mas de |como |casi |unos )?$/;
const FEMALE =
  /(?<= )(?:ella|mujer|mujeres|nina|ninas|senora|senoras|femenin[oa]s?|muchachas?|hijas?|mama|madre|abuelas?|abuelitas?|hermanas?|tia|vecina|esposa|novia|peladas?|sobrina|nieta|chicas?|embarazadas?|profesora|companera|femenino|viejita|amiga|madrastra|prima|cunada|suegra)(?= )/g;
const MALE =
  /(?<= )(?:hombre|hombres|nino|senor|masculin[oa]s?|muchacho|hijo|papa|padre|abuelo|abuelito|hermano|tio|vecino|novio|pelado|sobrino|nieto|chico|varon|varones|viejito|amigo|padrastro|primo|cunado|esposo|marido)(?= )/g;

/** The bands of product.md: an age may stand in two of them. */
export function populationsOfAge(age: number, sex: 'f' | 'm' | null): Population[] {
  const bands: [Population, number, number][] = [
    ['primera_infancia', 0, 5],
    ['infancia', 6, 11],
    ['adolescencia', 12, 17],
    ['juventud', 14, 28],
    ['adulto', 29, 59],
    ['adulto_mayor', 60, 130],
  ];
  const found = bands.filter(([, from, to]) => age >= from && age <= to).map(([name]) => name);
  return sex === 'f' && age >= 18 ? [...found, 'mujer_adulta'] : found;
}

function ageIn(text: string): number | null {
  const years = AGE.exec(text);
  if (years && !NOT_AN_AGE.test(text.slice(0, years.index))) {
    const age = Number(years[1]);
    return age <= 115 ? age : null;
  }
  const months = AGE_IN_MONTHS.exec(text);
  return months ? Math.floor(Number(months[1]) / MONTHS_A_YEAR) : null;
}

/** Population groups, age and sex that a text names; the words carry numbers as digits. */
export function findPeople(words: readonly string[], groups: NamedPatterns): PeopleFound {
  const text = asText(words);
  const age = ageIn(text);
  const female = text.match(FEMALE)?.length ?? 0;
  const male = text.match(MALE)?.length ?? 0;
  const sex = female > 0 && male === 0 ? 'f' : male > 0 && female === 0 ? 'm' : null;
  const named = groups.filter(({ find }) => find.test(text)).map(({ name }) => name as Population);
  const all = new Set([...(age === null ? [] : populationsOfAge(age, sex)), ...named]);
  return { population: POPULATIONS.filter((population) => all.has(population)), age, sex };
}
