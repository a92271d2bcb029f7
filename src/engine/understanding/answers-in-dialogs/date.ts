import { type Day, MONTH_PATTERN, dayInBogota, isRealDay, isoDay, monthNumber } from '../calendar.js';
import { spokenNumber } from '../numbers.js';
import type { AnswerLexicon } from './answer.js';

const WEEK = 7;

interface Today {
  readonly now: number;
  readonly future: boolean;
}

const shift = (today: Today, days: number): string => isoDay(dayInBogota(today.now, days));

const asDate = (day: Day): string | undefined => (isRealDay(day) ? isoDay(day) : undefined);

/** A day without its year is the last one that has been, or the next one to come. */
function withoutYear(day: number, month: number, today: Today): string | undefined {
  const current = dayInBogota(today.now);
  const thisYear = { year: current.year, month, day };
  const passed = isoDay(thisYear) <= isoDay(current);
  const year = today.future
    ? current.year + (passed && isoDay(thisYear) !== isoDay(current) ? 1 : 0)
    : current.year - (passed ? 0 : 1);
  return asDate({ year, month, day });
}

/** A day of the month alone: this month's, or the one before (after) it. */
function dayOnly(day: number, today: Today): string | undefined {
  const { year, month, day: current } = dayInBogota(today.now);
  const other = today.future ? day < current : day > current;
  const step = other ? (today.future ? 1 : -1) : 0;
  const index = year * 12 + month - 1 + step;
  return asDate({ year: Math.floor(index / 12), month: (index % 12) + 1, day });
}

const fullYear = (text: string): number => (text.length === 2 ? 2000 + Number(text) : Number(text));

function written(text: string, today: Today): string | undefined {
  const numeric = /(?<= )(\d{1,2}) - (\d{1,2}) - (\d{4}|\d{2})(?= )/.exec(text);
  if (numeric)
    return asDate({ day: Number(numeric[1]), month: Number(numeric[2]), year: fullYear(numeric[3] ?? '') });
  const iso = /(?<= )(\d{4}) - (\d{1,2}) - (\d{1,2})(?= )/.exec(text);
  if (iso) return asDate({ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) });
  const short = /(?<= )(\d{1,2}) - (\d{1,2})(?= )/.exec(text);
  if (short) return withoutYear(Number(short[1]), Number(short[2]), today);
  const named =
    new RegExp(
      `(?<= )(primero|\\d{1,2}|uno) (?:de |del )?(${MONTH_PATTERN})(?: (?:de |del )?(?:ano )?(pasado|\\d{4}|\\d{2}))?(?= )`,
    ).exec(text) ??
    new RegExp(
      `(?<= )(?<month>${MONTH_PATTERN}) (?<day>primero|\\d{1,2})(?: (?:de |del )?(?<year>\\d{4}))?(?= )`,
    ).exec(text);
  if (!named) return undefined;
  const [day, month, year] = named.groups
    ? [named.groups['day'], named.groups['month'], named.groups['year']]
    : [named[1], named[2], named[3]];
  const number = /^\d/.test(day ?? '') ? Number(day) : 1;
  if (year === undefined) return withoutYear(number, monthNumber(month ?? ''), today);
  const inYear = year === 'pasado' ? dayInBogota(today.now).year - 1 : fullYear(year);
  return asDate({ day: number, month: monthNumber(month ?? ''), year: inYear });
}

/** A day of the year by its name, `day` as MM-DD. */
function onFeast(day: string, text: string, today: Today): string | undefined {
  const [month = 0, number = 0] = day.split('-').map(Number);
  const year = / (\d{4}) /.exec(text)?.[1];
  return year === undefined
    ? withoutYear(number, month, today)
    : asDate({ year: Number(year), month, day: number });
}

/** "hace dos dias", "hace como un mes", "en tres dias", "dentro de una semana". */
function counted(words: readonly string[], text: string, today: Today): string | undefined {
  const start =
    /(?<= )(hace|en|dentro de)(?: (?:como|casi|unos|unas|mas o menos|aproximadamente))* (?=\S+ (?:dia|semana|mes|ano))/.exec(
      text,
    );
  if (!start) return undefined;
  const rest = text
    .slice(start.index + start[0].length)
    .trim()
    .split(' ');
  const [first = ''] = rest;
  const count = /^\d+$/.test(first) ? Number(first) : spokenNumber(rest, 0)?.value;
  if (count === undefined || words.length === 0) return undefined;
  const sign = start[1] === 'hace' ? -1 : 1;
  const unit = rest[1] ?? '';
  if (unit.startsWith('dia')) return shift(today, sign * count);
  if (unit.startsWith('semana')) return shift(today, sign * count * WEEK);
  const { year, month, day } = dayInBogota(today.now);
  if (unit.startsWith('ano')) return asDate({ year: year + sign * count, month, day });
  const index = year * 12 + month - 1 + sign * count;
  return asDate({ year: Math.floor(index / 12), month: (index % 12) + 1, day });
}

function weekday(text: string, lexicon: AnswerLexicon, today: Today): string | undefined {
  const index = lexicon.weekdays.findIndex((name) => text.includes(` ${name} `));
  if (index < 0) return undefined;
  const now = dayInBogota(today.now);
  const current = new Date(Date.UTC(now.year, now.month - 1, now.day)).getUTCDay();
  const next = today.future || /(?<= )(?:que viene|proximo|siguiente|entrante)(?= )/.test(text);
  if (next) return shift(today, (index - current + WEEK) % WEEK || WEEK);
  const back = (current - index + WEEK) % WEEK || WEEK;
  const before = /(?<= )(?:antepasado|de la semana antepasada)(?= )/.test(text);
  return shift(today, -back - (before ? WEEK : 0));
}

/** The day a text names as YYYY-MM-DD in Bogotá; undefined for none, for a month or week, for a day that is none. */
export function readDate(
  words: readonly string[],
  lexicon: AnswerLexicon,
  today: { readonly now: number; readonly future: boolean },
): string | undefined {
  const text = ` ${words.join(' ')} `;
  const explicit = written(text, today);
  if (explicit !== undefined) return explicit;
  if (new RegExp(`(?<= )(?:\\d{1,2}|primero) (?:de |del )?(?:${MONTH_PATTERN})(?= )`).test(text))
    return undefined;
  const feast = Object.keys(lexicon.feasts).find((name) => text.includes(` ${name} `));
  if (feast) return onFeast(lexicon.feasts[feast] ?? '', text, today);
  const relative = counted(words, text, today);
  if (relative !== undefined) return relative;
  const named = Object.entries(lexicon.days)
    .filter(([name]) => text.includes(` ${name} `))
    .sort(([a], [b]) => b.length - a.length)[0];
  if (named) return shift(today, named[1]);
  const day = weekday(text, lexicon, today);
  if (day !== undefined) return day;
  const alone = /(?<= )(?:el|dia) (\d{1,2})(?: de este mes| del presente| de este)?(?= )/.exec(text);
  return alone ? dayOnly(Number(alone[1]), today) : undefined;
}
