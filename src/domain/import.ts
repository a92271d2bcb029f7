/** One row of a file to import: its number as a spreadsheet shows it (the header is row 1) and its cells by column. */
export interface ImportRow {
  readonly row: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** Why a row was not taken: `case:import-<code>` of the locales says it; `value` is what stood there. */
export interface Refusal {
  readonly row: number;
  readonly field: string;
  readonly code: string;
  readonly value: string;
}

export type RowResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** A cell without surrounding space; empty when it is missing. */
export const cell = (row: ImportRow, field: string): string => (row.cells[field] ?? '').trim();

export const refuse = (row: ImportRow, field: string, code: string): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { row: row.row, field, code, value: cell(row, field) },
});

/** https anywhere; http only to this machine, for tests and a service behind the same proxy. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/** A day that exists, `2026-11-23`. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);

export const isEmail = (text: string): boolean => /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/.test(text);

export const isPhone = (text: string): boolean => /^\+?\d{7,15}$/.test(text.replaceAll(/[ ()-]/g, ''));
