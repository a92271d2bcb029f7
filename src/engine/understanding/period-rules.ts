import { MONTH_PATTERN, isRealDay, isoDay, isoMonth, monthNumber } from './calendar.js';

export interface Today {
  readonly year: number;
  readonly month: number;
}

/** The period that the groups of a match stand for; undefined when they stand for none. */
type Reading = (groups: readonly (string | undefined)[], today: Today) => string | undefined;

/** A regular expression over plain words and what it means. */
export type PeriodRule = readonly [source: string, read: Reading];

const YEAR = '((?:19[5-9]|20[0-4])\\d)';
const MONTH = `(${MONTH_PATTERN})`;
const LONG_MONTH = `(${MONTH_PATTERN.replace('|mar|', '|').replace('|sep|', '|')})`;
const OF = '(?:de |del |el |ano |en |- |, )*';
const TO = '(?:al?|hasta|y|i|e|-|hasta el|a el) (?:el |del |ano )*';
const YEARS = 'an(?:o|ito)s?';
const COUNT = '(\\d{1,2}|un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|par de)';
const COUNTS = ['', 'un', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve', 'diez'];
const ORDINALS: readonly RegExp[] = [
  // "I trimestre" is heard as "y trimestre".
  /^(?:primer[oa]?|1|i|y)$/,
  /^(?:segund[oa]|2|ii)$/,
  /^(?:tercer[oa]?|3|iii)$/,
  /^(?:cuart[oa]|4|iv|ultimo)$/,
];
const ORDINAL = '(primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|ultimo|[1-4]|i{1,3}|iv|y)';
/** A year in four or two digits, or told from today; only beside a month, a quarter or a half. */
const YEAR_SAID =
  '((?:19[5-9]|20[0-4])\\d|[012]\\d(?! de )|(?:este|presente) (?:mismo )?ano|ano (?:pasado|anterior|antepasado|actual|en curso))';
const TODAY = '(?:hoy|ahora|la fecha|la actualidad|este ano|el presente|aca|el dia de hoy)';
const PANDEMIC =
  '(?:la |el |plena |tiempos? de |epoca de )*(?:pandemia|cuarentena|covid|coronavirus|confinamiento)';
/** The years that people mean by "la pandemia". */
const PANDEMIC_YEARS = [2020, 2021] as const;
const OLDEST_SHORT_YEAR = 2005;

const countOf = (word: string | undefined): number => {
  if (word === undefined) return 0;
  if (/^\d/.test(word)) return Number(word);
  if (word === 'par de') return 2;
  return word === 'una' ? 1 : COUNTS.indexOf(word);
};

const orderOf = (word: string | undefined): number =>
  ORDINALS.findIndex((pattern) => pattern.test(word ?? '')) + 1;

const yearSaid = (said: string | undefined, today: Today): number => {
  if (/^\d{4}$/.test(said ?? '')) return Number(said);
  if (/^\d\d$/.test(said ?? '')) return 2000 + Number(said);
  if (said?.includes('antepasado')) return today.year - 2;
  return /pasado|anterior/.test(said ?? '') ? today.year - 1 : today.year;
};

const range = (from: string | number, to: string | number): string | undefined =>
  String(from) === String(to)
    ? String(from)
    : String(from) < String(to)
      ? `${from}..${to}`
      : `${to}..${from}`;

/** A month without its year is the last one that has passed. */
const yearOfMonth = (month: number, today: Today): number =>
  month <= today.month ? today.year : today.year - 1;

const monthsBetween = (
  a: string | undefined,
  b: string | undefined,
  year: string | undefined,
  today: Today,
): string | undefined => {
  const [from, to] = [monthNumber(a ?? ''), monthNumber(b ?? '')];
  const last = year ? yearSaid(year, today) : yearOfMonth(to, today);
  return range(isoMonth(from > to ? last - 1 : last, from), isoMonth(last, to));
};

const days = ([d1, m1, y1, d2, m2, y2]: readonly (string | undefined)[]): string | undefined => {
  const to = { year: Number(y2), month: monthNumber(m2 ?? ''), day: Number(d2) };
  const from = { year: Number(y1 ?? y2), month: monthNumber(m1 ?? m2 ?? ''), day: Number(d1) };
  return isRealDay(from) && isRealDay(to) ? range(isoDay(from), isoDay(to)) : undefined;
};

const monthsBack = (today: Today, back: number): string => {
  const index = today.year * 12 + today.month - 1 - back;
  return isoMonth(Math.floor(index / 12), (index % 12) + 1);
};

const lastYears = (count: number, today: Today): string | undefined =>
  count > 0 ? range(today.year - count, today.year) : undefined;

const shortYear = (digits: string | undefined, today: Today): string | undefined => {
  const year = 2000 + Number(digits);
  return year >= OLDEST_SHORT_YEAR && year <= today.year ? String(year) : undefined;
};

const half = (order: number, year: number): string =>
  order === 1 ? `${year}-01..${year}-06` : `${year}-07..${year}-12`;

const firstMonths = (count: number, year: number): string | undefined =>
  count >= 1 && count <= 12 ? range(isoMonth(year, 1), isoMonth(year, count)) : undefined;

const QUARTERS_AND_HALVES: readonly PeriodRule[] = [
  [`${ORDINAL} trimestre ${OF}${YEAR_SAID}`, ([q, y], today) => `${yearSaid(y, today)}-Q${orderOf(q)}`],
  [`trimestre ${ORDINAL} ${OF}${YEAR_SAID}`, ([q, y], today) => `${yearSaid(y, today)}-Q${orderOf(q)}`],
  [`(?:q|t) ?([1-4]) ${OF}${YEAR}`, ([q, year]) => `${year}-Q${q}`],
  [`${YEAR} ?(?:-|en el|,)? ?(?:q|t) ?([1-4])`, ([year, q]) => `${year}-Q${q}`],
  [`${YEAR} ${ORDINAL} trimestre`, ([year, q]) => `${year}-Q${orderOf(q)}`],
  [
    `${ORDINAL} trimestre(?: del ano)?`,
    ([q], today) =>
      q === 'y' ? undefined : `${orderOf(q) * 3 <= today.month ? today.year : today.year - 1}-Q${orderOf(q)}`,
  ],
  [
    `(primer[oa]?|segund[oa]|[12]|ii?) semestre ${OF}${YEAR_SAID}`,
    ([order, y], today) => half(orderOf(order), yearSaid(y, today)),
  ],
  [`semestre ([12]|ii?) ${OF}${YEAR_SAID}`, ([order, y], today) => half(orderOf(order), yearSaid(y, today))],
  [
    '(primer|segundo) semestre(?: del ano)?',
    ([order], today) => half(orderOf(order), orderOf(order) * 6 <= today.month ? today.year : today.year - 1),
  ],
  [
    `primer[oa]?s ${COUNT} meses (?:de |del )*${YEAR_SAID}`,
    ([count, y], today) => firstMonths(countOf(count), yearSaid(y, today)),
  ],
];

const DATE = '((?:19[5-9]|20[0-4])\\d - (?:0[1-9]|1[0-2]) - (?:0[1-9]|[12]\\d|3[01]))';
const isoDate = (written: string | undefined): string => (written ?? '').replaceAll(' ', '');

const DAYS_AND_MONTHS: readonly PeriodRule[] = [
  [`${DATE} (?:-|al?|hasta) ${DATE}`, ([from, to]) => range(isoDate(from), isoDate(to))],
  [DATE, ([day]) => isoDate(day)],
  [
    `(?:del? |desde el |entre el )?(\\d{1,2}) (?:de )?${MONTH}? ?(?:${OF}${YEAR} )?${TO}(\\d{1,2}) (?:de )?${MONTH} ${OF}${YEAR}`,
    days,
  ],
  [
    `(?:entre |de |desde )?${MONTH} ${OF}${YEAR} ${TO}${MONTH} ${OF}${YEAR}`,
    ([m1, y1, m2, y2]) =>
      range(isoMonth(Number(y1), monthNumber(m1 ?? '')), isoMonth(Number(y2), monthNumber(m2 ?? ''))),
  ],
  [
    `(?:entre |de |desde )?${MONTH} ${TO}${MONTH} ${OF}${YEAR_SAID}`,
    ([a, b, year], today) => monthsBetween(a, b, year, today),
  ],
  [`(?:entre|de|desde) ${MONTH} ${TO}${MONTH}`, ([a, b], today) => monthsBetween(a, b, undefined, today)],
  [
    `${YEAR} - (0[1-9]|1[0-2]) (?:-|al?|hasta) ${YEAR} - (0[1-9]|1[0-2])`,
    ([y1, m1, y2, m2]) => range(`${y1}-${m1}`, `${y2}-${m2}`),
  ],
  [`${YEAR} - (0[1-9]|1[0-2])(?! -)`, ([year, month]) => `${year}-${month}`],
  [`(?<!- )(0?[1-9]|1[0-2]) - ${YEAR}`, ([month, year]) => isoMonth(Number(year), Number(month))],
  [
    `desde ${MONTH}(?: ${OF}${YEAR_SAID})?(?: hasta ${TODAY})?`,
    ([m, y], today) => {
      const month = monthNumber(m ?? '');
      const year = y ? yearSaid(y, today) : yearOfMonth(month, today);
      return range(isoMonth(year, month), isoMonth(today.year, today.month));
    },
  ],
  [
    `(\\d{1,2}) de ${MONTH} ${OF}${YEAR}`,
    ([d, m, y]) => {
      const day = { year: Number(y), month: monthNumber(m ?? ''), day: Number(d) };
      return isRealDay(day) ? isoDay(day) : isoMonth(day.year, day.month);
    },
  ],
  [`${MONTH} ${OF}${YEAR}`, ([month, year]) => isoMonth(Number(year), monthNumber(month ?? ''))],
  [
    `${LONG_MONTH} (?:del? )(?:ano )?${YEAR_SAID}`,
    ([month, y], today) => isoMonth(yearSaid(y, today), monthNumber(month ?? '')),
  ],
  [
    `(?:(?:el )?(?:mes de )?${LONG_MONTH} (?:pasado|anterior)|(?:el )?pasado (?:mes de )?${LONG_MONTH})`,
    ([after, before], today) => {
      const month = monthNumber(after ?? before ?? '');
      return isoMonth(month < today.month ? today.year : today.year - 1, month);
    },
  ],
];

const SPANS_OF_YEARS: readonly PeriodRule[] = [
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

const SAID_FROM_TODAY: readonly PeriodRule[] = [
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

const YEARS_AND_MONTHS: readonly PeriodRule[] = [
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

/** First match wins; more words before fewer. */
export const PERIOD_RULES: readonly PeriodRule[] = [
  ...QUARTERS_AND_HALVES,
  ...DAYS_AND_MONTHS,
  ...SPANS_OF_YEARS,
  ...SAID_FROM_TODAY,
  ...YEARS_AND_MONTHS,
  // Beside a year that is said the pandemic only tells why one asks.
  [
    `(?<!_periodo.*)(?:en |durante |por |con |cuando )*${PANDEMIC}(?!.*_periodo)`,
    () => range(...PANDEMIC_YEARS),
  ],
];
