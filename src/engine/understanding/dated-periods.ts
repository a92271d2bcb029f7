import { isoDay, isoMonth, isRealDay, monthNumber } from './calendar.js';
import {
  days,
  firstMonths,
  half,
  monthsBetween,
  type PeriodRule,
  range,
  yearOfMonth,
  yearSaid,
} from './period-reading.js';
import {
  COUNT,
  countOf,
  LONG_MONTH,
  MONTH,
  OF,
  ORDINAL,
  orderOf,
  TO,
  TODAY,
  YEAR,
  YEAR_SAID,
} from './period-words.js';

/** Quarters, halves and first months of a year. */
export const QUARTERS_AND_HALVES: readonly PeriodRule[] = [
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

/** Days, months and what lies between two of them. */
export const DAYS_AND_MONTHS: readonly PeriodRule[] = [
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
