import { createRequire } from 'node:module';
import type { default as Calendar } from 'date-holidays';
import type { Day, NonWorkingDays } from './deadline.js';

const require = createRequire(import.meta.url);

/** Colombia's holidays (Ley 51 de 1983, Ley 2578 de 2026) by year, with the closures an authority decreed. The
 * calendar library is loaded when a term is counted for the first time: it takes a quarter of a second. */
export function colombianHolidays(closures: readonly Day[] = []): NonWorkingDays {
  let calendar: Calendar | undefined;
  const years = new Map<number, ReadonlySet<Day>>();
  return (year) => {
    const known = years.get(year);
    if (known) return known;
    calendar ??= new (require('date-holidays') as typeof Calendar)('CO');
    const days = calendar
      .getHolidays(year)
      // The library marks Easter Sunday as public; no law does.
      .filter((holiday) => holiday.type === 'public' && holiday.rule !== 'easter')
      .map((holiday) => holiday.date.slice(0, 10));
    const set: ReadonlySet<Day> = new Set([...days, ...closures.filter((day) => day.startsWith(`${year}-`))]);
    years.set(year, set);
    return set;
  };
}
