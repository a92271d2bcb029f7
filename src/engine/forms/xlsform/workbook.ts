/** A cell as a spreadsheet reader gives it; a date stands for its wall clock in UTC. */
export type Cell = string | number | boolean | Date | null | undefined;

export interface Sheet {
  readonly name: string;
  /** Row 1 first; empty rows in between are kept so that numbers agree with what the official sees. */
  readonly rows: readonly (readonly Cell[])[];
}

export interface Workbook {
  readonly sheets: readonly Sheet[];
}

/** Something about a workbook that an official has to change (refused) or should know (noticed). `code` names the
 * text `form:refused-<code>` or `form:noticed-<code>`; `row` counts from 1 as the spreadsheet shows it. */
export interface Finding {
  readonly sheet: string;
  readonly row: number;
  readonly column: string;
  readonly code: string;
  readonly args: Readonly<Record<string, string | number>>;
}

/** Collects findings while a workbook is read, so that an official sees all of them at once. */
export class Findings {
  readonly refusals: Finding[] = [];
  readonly notices: Finding[] = [];

  refuse(place: Place, code: string, args: Finding['args'] = {}): void {
    this.refusals.push({ ...place, code, args });
  }

  notice(place: Place, code: string, args: Finding['args'] = {}): void {
    this.notices.push({ ...place, code, args });
  }
}

export type Place = Pick<Finding, 'sheet' | 'row' | 'column'>;

/** A cell as text: a whole number without a point, a date as YYYY-MM-DD, with its time where it has one. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) {
    if (Number.isNaN(cell.getTime())) return '';
    const [day, time] = cell.toISOString().split('T');
    return time === '00:00:00.000Z' ? (day ?? '') : `${day}T${time?.slice(0, 8)}`;
  }
  return String(cell).trim();
}
