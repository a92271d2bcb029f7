import { MONTH_PATTERN } from './calendar.js';

/** How people write the parts of a period, as pieces of regular expressions over plain words. A group counts. */
export const YEAR = '((?:19[5-9]|20[0-4])\\d)';
export const MONTH = `(${MONTH_PATTERN})`;
export const LONG_MONTH = `(${MONTH_PATTERN.replace('|mar|', '|').replace('|sep|', '|')})`;
export const OF = '(?:de |del |el |ano |en |- |, )*';
export const TO = '(?:al?|hasta|y|i|e|-|hasta el|a el) (?:el |del |ano )*';
export const YEARS = 'an(?:o|ito)s?';
export const COUNT = '(\\d{1,2}|un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|par de)';
export const ORDINAL = '(primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|ultimo|[1-4]|i{1,3}|iv|y)';
/** A year in four or two digits, or told from today; only beside a month, a quarter or a half. */
export const YEAR_SAID =
  '((?:19[5-9]|20[0-4])\\d|[012]\\d(?! de )|(?:este|presente) (?:mismo )?ano|ano (?:pasado|anterior|antepasado|actual|en curso))';
export const TODAY = '(?:hoy|ahora|la fecha|la actualidad|este ano|el presente|aca|el dia de hoy)';
export const PANDEMIC =
  '(?:la |el |plena |tiempos? de |epoca de )*(?:pandemia|cuarentena|covid|coronavirus|confinamiento)';

const COUNTS = ['', 'un', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve', 'diez'];
const ORDINALS: readonly RegExp[] = [
  // "I trimestre" is heard as "y trimestre".
  /^(?:primer[oa]?|1|i|y)$/,
  /^(?:segund[oa]|2|ii)$/,
  /^(?:tercer[oa]?|3|iii)$/,
  /^(?:cuart[oa]|4|iv|ultimo)$/,
];

/** The number a `COUNT` stands for. */
export const countOf = (word: string | undefined): number => {
  if (word === undefined) return 0;
  if (/^\d/.test(word)) return Number(word);
  if (word === 'par de') return 2;
  return word === 'una' ? 1 : COUNTS.indexOf(word);
};

/** The number an `ORDINAL` stands for. */
export const orderOf = (word: string | undefined): number =>
  ORDINALS.findIndex((pattern) => pattern.test(word ?? '')) + 1;
