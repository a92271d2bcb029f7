import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

interface Row {
  readonly indicator: string;
  readonly territory_code: string;
  readonly period: string;
  readonly disaggregation: string;
  readonly value: string;
  readonly cases: string;
}

const rows = parse(readFileSync('data/observations.csv'), { columns: true, bom: true }) as Row[];

/**
 * Replaces `{value of VIF_POL_TASA 76834 2024}` and `{cases of …}` by what stands in data/observations.csv, written as
 * it is read in Colombia (1.234,5). Without a period: the row of the latest year. The file is read here on its own, not
 * through the service's reader.
 */
export function withFigures(text: string): string {
  return text.replaceAll(
    /\{(value|cases) of (\w+) (\w+)(?: ([\d.Q-]+))?\}/g,
    (_whole, what: 'value' | 'cases', indicator: string, territory: string, period?: string) => {
      const found = rows
        .filter(
          (row) =>
            row.indicator === indicator && row.territory_code === territory && row.disaggregation === 'total',
        )
        .filter((row) => period === undefined || row.period === period)
        .toSorted((one, other) => one.period.localeCompare(other.period))
        .at(-1);
      if (!found?.[what])
        throw new Error(`data/observations.csv has no ${what} of ${indicator} ${territory} ${period ?? ''}`);
      return inColombia(found[what]);
    },
  );
}

function inColombia(number: string): string {
  const [whole = '', fraction] = number.split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, '.');
  return fraction === undefined ? grouped : `${grouped},${fraction}`;
}
