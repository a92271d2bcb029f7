import type { ExpressionErrorCode } from '../expression/error.js';
import type { Said } from '../../../domain/message.js';

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

/** Why a workbook is refused, beside what is wrong with an expression (../expression/error.ts). */
export type RefusalCode =
  | 'bad-default'
  | 'bad-id'
  | 'bad-kind'
  | 'bad-language'
  | 'bad-moment'
  | 'bad-name'
  | 'bad-yes-no'
  | 'bare-name'
  | 'calculation-missing'
  | 'called-an-election'
  | 'choice-name-missing'
  | 'choice-name-space'
  | 'closes-before-opens'
  | 'column-missing'
  | 'column-not-for-type'
  | 'cycle'
  | 'duplicate-choice'
  | 'duplicate-column'
  | 'duplicate-name'
  | 'forward-reference'
  | 'group-not-closed'
  | 'group-not-open'
  | 'id-missing'
  | 'label-missing'
  | 'list-missing'
  | 'list-name-missing'
  | 'list-unknown'
  | 'name-missing'
  | 'no-questions'
  | 'not-a-question'
  | 'second-settings-row'
  | 'self-outside-constraint'
  | 'self-reference'
  | 'setting-missing'
  | 'sheet-missing'
  | 'title-missing'
  | 'too-many-choices'
  | 'too-many-questions'
  | 'type-missing'
  | 'unknown-choice-column'
  | 'unknown-reference'
  | 'unsupported-column'
  | 'unsupported-or-other'
  | 'unsupported-setting'
  | 'unsupported-sheet'
  | 'unsupported-type';
export type NoticeCode = 'translation-missing' | 'without-effect';

/** Something about a workbook that an official has to change (refused) or should know (noticed). `code` names the
 * text `form:why-<code>`; `row` counts from 1 as the spreadsheet shows it. */
export interface Finding {
  readonly sheet: string;
  readonly row: number;
  readonly column: string;
  readonly code: RefusalCode | ExpressionErrorCode | NoticeCode;
  readonly args: Readonly<Record<string, string | number>>;
}

/** Collects findings while a workbook is read, so that an official sees all of them at once. */
export class Findings {
  readonly refusals: Finding[] = [];
  readonly notices: Finding[] = [];

  refuse(place: Place, code: RefusalCode | ExpressionErrorCode, args: Finding['args'] = {}): void {
    this.refusals.push({ ...place, code, args });
  }

  notice(place: Place, code: NoticeCode, args: Finding['args'] = {}): void {
    this.notices.push({ ...place, code, args });
  }
}

export type Place = Pick<Finding, 'sheet' | 'row' | 'column'>;

/** A finding as something to be said. */
export const sayFinding = (
  { sheet, row, column, code, args }: Finding,
  how: 'refused' | 'noticed',
): Said => ({
  key: `form:${how}`,
  args: { sheet, row, column, why: { key: `form:why-${code}`, args } },
});

/** A cell as text: a whole number without a point, a date as YYYY-MM-DD, with its time where it has one. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) {
    if (Number.isNaN(cell.getTime())) return '';
    // Spreadsheets count days in fractions: 18:00 may come as 17:59:59.9995.
    const [day = '', time = ''] = new Date(Math.round(cell.getTime() / 1000) * 1000).toISOString().split('T');
    return time.startsWith('00:00:00') ? day : `${day}T${time.slice(0, 8)}`;
  }
  return String(cell).trim();
}
