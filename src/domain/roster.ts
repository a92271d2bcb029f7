import { localTime } from './deadline.js';
import {
  cell,
  type ImportRow,
  isEmail,
  isPhone,
  isSafeUrl,
  type Refusal,
  refuse,
  type RowResult,
} from './import.js';

/** Someone who is told of urgent cases. */
export interface OnCallPerson {
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly webhook: string | null;
  /** `24/7`, `lun-vie 08:00-18:00`, several separated by `;`; a span may end after midnight. */
  readonly hours: string;
}

export interface AlertState {
  readonly startedAt: number;
  /** Who was told, by name, each with the last time, in the order of those times. */
  readonly notified: readonly { readonly person: string; readonly at: number }[];
  readonly acknowledged: { readonly by: string; readonly at: number } | null;
}

/** The next person is told after so long without a "lo tengo". */
export const ESCALATION_MS = 5 * 60_000;

export type NextAlert =
  | { readonly kind: 'tell'; readonly person: OnCallPerson }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'done' }
  /** Nobody is on the roster: doctor fails and the citizen is told otherwise. */
  | { readonly kind: 'nobody' };

/** Who is told next of an urgent case. Those on duty first in the roster's order, then the others; after the last one
 * it starts again, until somebody says they have it. */
export function nextAlert(state: AlertState, roster: readonly OnCallPerson[], now: number): NextAlert {
  if (state.acknowledged) return { kind: 'done' };
  const order = [
    ...roster.filter((person) => isOnDuty(person, now)),
    ...roster.filter((person) => !isOnDuty(person, now)),
  ];
  if (order.length === 0) return { kind: 'nobody' };
  const last = state.notified.at(-1);
  if (last && now < last.at + ESCALATION_MS) return { kind: 'wait', until: last.at + ESCALATION_MS };
  const told = (person: OnCallPerson): number =>
    state.notified.findIndex((notified) => notified.person === person.name);
  // Never told counts as told before everybody else; a stable sort keeps the order among those.
  const [person] = order.toSorted((one, other) => told(one) - told(other));
  return person ? { kind: 'tell', person } : { kind: 'nobody' };
}

export const notedAlert = (state: AlertState, person: string, now: number): AlertState => ({
  ...state,
  notified: [...state.notified.filter((told) => told.person !== person), { person, at: now }],
});

/** The first "lo tengo" stands; a later one changes nothing. */
export const acknowledgedAlert = (state: AlertState, by: string, now: number): AlertState =>
  state.acknowledged ? state : { ...state, acknowledged: { by, at: now } };

/** Whether a person is on duty at an instant. Hours that cannot be read are never on duty. */
export const isOnDuty = (person: OnCallPerson, at: number): boolean =>
  isWithin(readHours(person.hours) ?? [], at);

/** Whether an instant falls into one of the spans, by the hours of Colombia. */
export function isWithin(spans: readonly Span[], at: number): boolean {
  const { weekday, minute } = localTime(at);
  return spans.some(({ days, from, to }) =>
    from < to
      ? days.includes(weekday) && minute >= from && minute < to
      : (days.includes(weekday) && minute >= from) || (days.includes((weekday + 6) % 7) && minute < to),
  );
}

export interface Span {
  /** 0 Monday … 6 Sunday. */
  readonly days: readonly number[];
  /** Minutes since midnight. */
  readonly from: number;
  readonly to: number;
}

const DAYS = ['lun', 'mar', 'mie', 'jue', 'vie', 'sab', 'dom'];
const SPAN = /^(?:([a-z]{3})(?:-([a-z]{3}))? )?(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/;

/** Spans of an hours text, or null when it cannot be read. */
export function readHours(text: string): readonly Span[] | null {
  const plain = text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .trim();
  if (plain === '24/7') return [{ days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 24 * 60 }];
  const spans = plain.split(/\s*;\s*/).map(readSpan);
  return spans.every((span) => span !== null) ? spans : null;
}

function readSpan(text: string): Span | null {
  const match = SPAN.exec(text);
  if (!match) return null;
  const [, first = 'lun', last = match[1] ?? 'dom', ...clock] = match;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = clock.map(Number);
  const start = DAYS.indexOf(first);
  const end = DAYS.indexOf(last);
  const from = fromHour * 60 + fromMinute;
  const to = toHour * 60 + toMinute;
  if (start < 0 || end < 0 || fromMinute > 59 || toMinute > 59 || from >= 1440 || to > 1440 || from === to)
    return null;
  const length = ((end - start + 7) % 7) + 1;
  return { days: Array.from({ length }, (_, step) => (start + step) % 7), from, to };
}

/** Reads the rows of `participa import roster`: name, phone, email, webhook, hours. A refused row loses nothing else. */
export function readRoster(rows: readonly ImportRow[]): {
  readonly people: readonly OnCallPerson[];
  readonly refused: readonly Refusal[];
} {
  const people: OnCallPerson[] = [];
  const refused: Refusal[] = [];
  for (const row of rows) {
    const result = readPerson(row, people);
    if (result.ok) people.push(result.value);
    else refused.push(result.refusal);
  }
  return { people, refused };
}

function readPerson(row: ImportRow, before: readonly OnCallPerson[]): RowResult<OnCallPerson> {
  const value = (field: string): string | null => cell(row, field) || null;
  const name = value('name');
  const [phone, email, webhook] = [value('phone'), value('email'), value('webhook')];
  const hours = value('hours') ?? '24/7';
  if (name === null) return refuse(row, 'name', 'missing');
  if (before.some((person) => person.name === name)) return refuse(row, 'name', 'twice');
  if (phone !== null && !isPhone(phone)) return refuse(row, 'phone', 'phone');
  if (email !== null && !isEmail(email)) return refuse(row, 'email', 'email');
  if (webhook !== null && !isSafeUrl(webhook)) return refuse(row, 'webhook', 'url');
  if (email === null && webhook === null) return refuse(row, 'email', 'unreachable');
  if (readHours(hours) === null) return refuse(row, 'hours', 'hours');
  return { ok: true, value: { name, phone, email, webhook, hours } };
}
