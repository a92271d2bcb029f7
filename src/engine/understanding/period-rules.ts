import { PANDEMIC_YEARS, type PeriodRule, range } from './period-reading.js';
import { DAYS_AND_MONTHS, QUARTERS_AND_HALVES } from './dated-periods.js';
import { SAID_FROM_TODAY, SPANS_OF_YEARS, YEARS_AND_MONTHS } from './yearly-periods.js';
import { PANDEMIC } from './period-words.js';

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
