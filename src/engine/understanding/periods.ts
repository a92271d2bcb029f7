import { MONTH_PATTERN, dayInBogota, isRealDay, isoDay, isoMonth, monthNumber } from './calendar.js';
import { digitsFor } from './numbers.js';

/** What a text says about time, and the same words with each such stretch replaced by `_periodo`. */
export interface PeriodsFound {
  /** As docs/glossary.md writes periods; in the order they were named. */
  readonly periods: readonly string[];
  readonly words: readonly string[];
}

type Reading = (groups: readonly (string | undefined)[], today: Today) => string | undefined;
interface Today {
  readonly year: number;
  readonly month: number;
}

const YEAR = '((?:19[5-9]|20[0-4])\\d)';
const MONTH = `(${MONTH_PATTERN})`;
const OF = '(?:de |del |el |a[nn]o |en |- )*';
const TO = '(?:al?|hasta|y|-|hasta el|a el) (?:el |del |a[nn]o )*';
const COUNT = '(\\d{1,2}|un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez)';
const QUARTER = '(primer|1|1er|segundo|2|tercer|3|cuarto|4|ultimo)';
const SMALL = ['', 'un', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve', 'diez'];
const ORDER = ['', 'primer', 'segundo', 'tercer', 'cuarto'];

const countOf = (word: string | undefined): number => {
  if (word === undefined) return 0;
  if (/^\d/.test(word)) return Number(word);
  return word === 'una' ? 1 : SMALL.indexOf(word);
};

const orderOf = (word: string | undefined): number =>
  word === 'ultimo'
    ? 4
    : /^\d/.test(word ?? '')
      ? Number.parseInt(word ?? '', 10)
      : ORDER.indexOf(word ?? '');

const range = (from: string | number, to: string | number): string | undefined =>
  String(from) === String(to)
    ? String(from)
    : String(from) < String(to)
      ? `${from}..${to}`
      : `${to}..${from}`;

/** A month without its year is the last one that has passed. */
const yearOfMonth = (month: number, today: Today): number =>
  month <= today.month ? today.year : today.year - 1;

const between = (
  a: string | undefined,
  b: string | undefined,
  year: string | undefined,
  today: Today,
): string | undefined => {
  const [from, to] = [monthNumber(a ?? ''), monthNumber(b ?? '')];
  const last = year ? Number(year) : yearOfMonth(to, today);
  return range(isoMonth(from > to ? last - 1 : last, from), isoMonth(last, to));
};

const days = (
  d1?: string,
  m1?: string,
  y1?: string,
  d2?: string,
  m2?: string,
  y2?: string,
): string | undefined => {
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
  return year >= 2005 && year <= today.year ? String(year) : undefined;
};

/** First match wins; more words before fewer. */
const RULES: readonly (readonly [string, Reading])[] = [
  [
    `(?:del? |desde el |entre el )?(\\d{1,2}) (?:de )?${MONTH}? ?(?:${OF}${YEAR} )?${TO}(\\d{1,2}) (?:de )?${MONTH} ${OF}${YEAR}`,
    ([d1, m1, y1, d2, m2, y2]) => days(d1, m1, y1, d2, m2, y2),
  ],
  [
    `(?:entre |de |desde )?${MONTH} ${OF}${YEAR} ${TO}${MONTH} ${OF}${YEAR}`,
    ([m1, y1, m2, y2]) =>
      range(isoMonth(Number(y1), monthNumber(m1 ?? '')), isoMonth(Number(y2), monthNumber(m2 ?? ''))),
  ],
  [
    `(?:entre |de |desde )?${MONTH} ${TO}${MONTH} ${OF}${YEAR}`,
    ([a, b, year], today) => between(a, b, year, today),
  ],
  [`(?:entre|de|desde) ${MONTH} ${TO}${MONTH}`, ([a, b], today) => between(a, b, undefined, today)],
  [
    `${YEAR} - (0[1-9]|1[0-2]) (?:-|al?|hasta) ${YEAR} - (0[1-9]|1[0-2])`,
    ([y1, m1, y2, m2]) => range(`${y1}-${m1}`, `${y2}-${m2}`),
  ],
  [`${YEAR} - (0[1-9]|1[0-2])(?! -)`, ([year, month]) => `${year}-${month}`],
  [
    `desde ${MONTH} ${OF}${YEAR}`,
    ([m, y], today) => range(isoMonth(Number(y), monthNumber(m ?? '')), isoMonth(today.year, today.month)),
  ],
  [
    `(\\d{1,2}) de ${MONTH} ${OF}${YEAR}`,
    ([d, m, y]) => {
      const day = { year: Number(y), month: monthNumber(m ?? ''), day: Number(d) };
      return isRealDay(day) ? isoDay(day) : isoMonth(day.year, day.month);
    },
  ],
  [`${MONTH} ${OF}${YEAR}`, ([month, year]) => isoMonth(Number(year), monthNumber(month ?? ''))],
  [`${QUARTER} trimestre ${OF}${YEAR}`, ([q, year]) => `${year}-Q${orderOf(q)}`],
  [
    `trimestre (\\d|i|ii|iii|iv) ${OF}${YEAR}`,
    ([q, year]) =>
      `${year}-Q${['', 'i', 'ii', 'iii', 'iv'].indexOf(q ?? '') > 0 ? ['', 'i', 'ii', 'iii', 'iv'].indexOf(q ?? '') : q}`,
  ],
  [`(?:q|t) ?([1-4]) ${OF}${YEAR}`, ([q, year]) => `${year}-Q${q}`],
  [`${YEAR} ?(?:-|en el|,)? ?(?:q|t) ?([1-4])`, ([year, q]) => `${year}-Q${q}`],
  [`${YEAR} ${QUARTER} trimestre`, ([year, q]) => `${year}-Q${orderOf(q)}`],
  [
    `(primer|1|1er|segundo|2) semestre ${OF}${YEAR}`,
    ([half, year]) => (orderOf(half) === 1 ? `${year}-01..${year}-06` : `${year}-07..${year}-12`),
  ],
  [
    `(primer|segundo) semestre (?:de este ano|del ano)`,
    ([half], { year }) => (orderOf(half) === 1 ? `${year}-01..${year}-06` : `${year}-07..${year}-12`),
  ],
  [`entre (?:el |los )?(?:anos? )?${YEAR} y (?:el )?${YEAR}`, ([a, b]) => range(a ?? '', b ?? '')],
  [
    `(?:de|del|desde)? ?(?:el |los )?(?:anos? )?${YEAR} (?:al?|hasta|-|hasta el|a el) (?:el |del |ano )*${YEAR}`,
    ([a, b]) => range(a ?? '', b ?? ''),
  ],
  [
    `(?:desde|apartir de|a partir de|despues de|de) (?:el |del )?(?:ano )?${YEAR} (?:hasta|a) (?:hoy|ahora|la fecha|la actualidad|este ano|el presente)`,
    ([year], today) => range(year ?? '', today.year),
  ],
  [
    `(?:desde|apartir de|a partir de|apartir del|a partir del) (?:el |del )?(?:ano )?${YEAR}`,
    ([year], today) => range(year ?? '', today.year),
  ],
  [`(?:desde|a partir de)(?: el| del)? ano pasado`, (_, today) => range(today.year - 1, today.year)],
  [`desde hace ${COUNT} anos`, ([count], today) => range(today.year - countOf(count), today.year)],
  [`hace ${COUNT} anos?`, ([count], today) => String(today.year - countOf(count))],
  [`(?:los |estos )?(?:ultimos|pasados) ${COUNT} anos`, ([count], today) => lastYears(countOf(count), today)],
  [`(?:los |estos )?${COUNT} (?:ultimos|pasados) anos`, ([count], today) => lastYears(countOf(count), today)],
  [
    `(?:los |estos )?(?:ultimos|pasados) ${COUNT} meses`,
    ([count], today) => range(monthsBack(today, countOf(count)), monthsBack(today, 0)),
  ],
  [`(?:el )?ano antepasado|antier ano`, (_, today) => String(today.year - 2)],
  [
    `(?:el |del )?(?:ano (?:pasado|anterior|que paso|que termino)|pasado ano|anterior ano|ultimo ano)`,
    (_, today) => String(today.year - 1),
  ],
  [
    `(?:este|el presente|el) ano (?:en curso|actual|presente)|(?:este|presente) (?:mismo )?ano|lo que va (?:del|de este|de) (?:mismo )?ano|ano actual`,
    (_, today) => String(today.year),
  ],
  [`(?:el )?mes (?:pasado|anterior)|(?:el )?(?:pasado|ultimo) mes`, (_, today) => monthsBack(today, 1)],
  [`este mes|lo que va del mes|mes actual`, (_, today) => monthsBack(today, 0)],
  [
    `${MONTH} (?:de |del )?(?:este ano|presente ano)`,
    ([m], today) => isoMonth(today.year, monthNumber(m ?? '')),
  ],
  [`${MONTH} (?:de |del )?(?:ano pasado)`, ([m], today) => isoMonth(today.year - 1, monthNumber(m ?? ''))],
  [
    `(?:ano |en |del |de |el |al |para |vs |y )*${YEAR}(?! (?:pesos|personas|habitantes|metros))`,
    ([year]) => year,
  ],
  [
    `(?:en|de|para|durante) (${MONTH_PATTERN.replace('|mar|', '|').replace('|sep|', '|')})(?: pasado)?`,
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
]; // prettier-ignore

const COMPILED = RULES.map(([source, read]) => ({
  pattern: new RegExp(`(?<= )(?:${source})(?= )`, 'g'),
  read,
}));

/** Finds periods in plain words (normalise.ts). `now` is in milliseconds since the epoch; dates are those of Bogotá. */
export function findPeriods(words: readonly string[], now: number): PeriodsFound {
  const today = dayInBogota(now);
  let text = ` ${digitsFor(words).join(' ')} `;
  if (!/\d|ano|mes|ene|feb|mar|abr|may|jun|jul|ago|sep|set|oct|nov|dic/.test(text))
    return { periods: [], words };
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
