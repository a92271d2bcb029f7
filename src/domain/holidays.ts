import type { Day, NonWorkingDays } from './deadline.js';

/** Colombia's holidays (Ley 51 de 1983, Ley 2578 de 2026) by year, with the closures an authority decreed. The
 * calendar library is loaded on first use. */
export async function colombianHolidays(closures: readonly Day[] = []): Promise<NonWorkingDays> {
  const { default: Holidays } = await import('date-holidays');
  const calendar = new Holidays('CO');
  const years = new Map<number, ReadonlySet<Day>>();
  return (year) => {
    const known = years.get(year);
    if (known) return known;
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
