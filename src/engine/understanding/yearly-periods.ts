import { isoMonth, monthNumber } from './calendar.js';
import {
  lastYears,
  monthsBack,
  PANDEMIC_YEARS,
  type PeriodRule,
  range,
  shortYear,
  yearOfMonth,
} from './period-reading.js';
import { COUNT, countOf, LONG_MONTH, PANDEMIC, TODAY, YEAR, YEARS } from './period-words.js';

/** From a year on, between two, the last ones, a decade. */
export const SPANS_OF_YEARS: readonly PeriodRule[] = [
  [`(?:antes del?|previo a) ${PANDEMIC}|prepandemia`, () => String(PANDEMIC_YEARS[0] - 1)],
  [
    `(?:despues del?|pasada|luego de) ${PANDEMIC}|post?pandemia`,
    (_, today) => range(PANDEMIC_YEARS[1] + 1, today.year),
  ],
  [`desde ${PANDEMIC}`, (_, today) => range(PANDEMIC_YEARS[0], today.year)],
  [`entre (?:el |los )?(?:anos? )?${YEAR} (?:y|i|e|a) (?:el )?${YEAR}`, ([a, b]) => range(a ?? '', b ?? '')],
  [
    `(?:de|del|desde)? ?(?:el |los )?(?:anos? )?${YEAR} (?:al?|hasta|-|hasta el|a el) (?:el |del |ano )*${YEAR}`,
    ([a, b]) => range(a ?? '', b ?? ''),
  ],
  [
    `(?:desde|apartir de|a partir de|de) (?:el |del )?(?:ano )?${YEAR} (?:hasta|a|al|para) ${TODAY}`,
    ([year], today) => range(year ?? '', today.year),
  ],
  [
    `(?:del?|desde)? ?(?:el )?${YEAR} (?:en adelante|para aca)`,
    ([year], today) => range(year ?? '', today.year),
  ],
  [
    `(?:desde|apartir del?|a partir del?) (?:el |del )?(?:ano )?${YEAR}`,
    ([year], today) => range(year ?? '', today.year),
  ],
  [
    `(?:despues|luego) del? (?:el )?(?:ano )?${YEAR}`,
    ([year], today) => (Number(year) < today.year ? range(Number(year) + 1, today.year) : undefined),
  ],
  // An open past has no beginning that could be written: the year before is the nearest that is meant.
  [`antes del? (?:el )?(?:ano )?${YEAR}`, ([year]) => String(Number(year) - 1)],
  [
    `(?:desde|a partir de)(?: el| del)? ano (pasado|anterior|antepasado)`,
    ([which], today) => range(today.year - (which === 'antepasado' ? 2 : 1), today.year),
  ],
  [`desde hace (?:como |unos )?${COUNT} ${YEARS}`, ([count], today) => lastYears(countOf(count), today)],
  [
    `de (?:hace )?(?:unos )?${COUNT} ${YEARS} (?:para aca|hasta ${TODAY}|a ${TODAY})`,
    ([count], today) => lastYears(countOf(count), today),
  ],
  [`hace (?:como |unos |un )?${COUNT} ${YEARS}`, ([count], today) => String(today.year - countOf(count))],
  [
    `(?:los |estos |el )?(?:ultimos?|pasados) ${COUNT} ${YEARS}`,
    ([count], today) => lastYears(countOf(count), today),
  ],
  [
    `(?:los |estos )?${COUNT} (?:ultimos ${YEARS}|${YEARS} (?:pasados|anteriores|atras))`,
    ([count], today) => lastYears(countOf(count), today),
  ],
  [
    `(?:los |estos )?(?:ultimos|pasados) ${COUNT} meses`,
    ([count], today) => range(monthsBack(today, countOf(count)), monthsBack(today, 0)),
  ],
  [
    `(?:la )?decada (?:de |del |de los |los |ano |anos )*((?:19|20)?\\d0)`,
    ([said]) => {
      const first = said?.length === 4 ? Number(said) : Number(said) + (Number(said) > 40 ? 1900 : 2000);
      return range(first, first + 9);
    },
  ],
];

/** Years and months told from today. */
export const SAID_FROM_TODAY: readonly PeriodRule[] = [
  [`(?:el )?ano antepasado|antier ano`, (_, today) => String(today.year - 2)],
  [
    `(?:el |del )?(?:ano (?:pasado|anterior|que paso|que termino)|pasado ano|anterior ano|ultimo ano)`,
    (_, today) => String(today.year - 1),
  ],
  [
    `(?:este|el presente|el) ano (?:en curso|actual|presente)|(?:este|presente) (?:mismo )?ano|(?:lo que (?:va|llevamos)|lo corrido|en lo corrido) (?:del|de este|de) (?:mismo )?ano|lo que (?:va|llevamos) corrido del ano|ano actual|vigencia actual`,
    (_, today) => String(today.year),
  ],
  [`(?:el )?mes (?:pasado|anterior)|(?:el )?(?:pasado|ultimo) mes`, (_, today) => monthsBack(today, 1)],
  [`este mes|lo que va del mes|mes actual`, (_, today) => monthsBack(today, 0)],
];

/** One year or month alone. */
export const YEARS_AND_MONTHS: readonly PeriodRule[] = [
  [
    `(?:ano |en |del |de |el |al |para |vs |y )*${YEAR}(?! (?:pesos|personas|habitantes|metros))`,
    ([year]) => year,
  ],
  [
    `(?:en|de|para|durante)(?: el mes de)? ${LONG_MONTH}`,
    ([month], today) => isoMonth(yearOfMonth(monthNumber(month ?? ''), today), monthNumber(month ?? '')),
  ],
  [
    `(?:entre |del? )(?:el )?(\\d\\d) (?:y|al) (?:el )?(\\d\\d)(?= ?$| [.,?])`,
    ([a, b], today) => {
      const [from, to] = [shortYear(a, today), shortYear(b, today)];
      return from && to ? range(from, to) : undefined;
    },
  ],
  [
    `desde el (\\d\\d)(?= ?$| [.,?])`,
    ([digits], today) => {
      const from = shortYear(digits, today);
      return from ? range(from, today.year) : undefined;
    },
  ],
  [
    `(?:en el|ano|del ano|para el|en) (\\d\\d)(?= ?$| [.,?y]| en )`,
    ([digits], today) => shortYear(digits, today),
  ],
];
