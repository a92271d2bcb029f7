import { isDay } from './import.js';
import { endOf } from './deadline.js';
import type { Answers, Form, Localized } from './form.js';

/** An open poll, a survey of people on a roll, or what a body asks its own members. None is an election or a
 * consulta popular: those belong to the Registraduría. */
export const CONSULTATION_KINDS = ['sondeo', 'encuesta', 'consulta'] as const;
export type ConsultationKind = (typeof CONSULTATION_KINDS)[number];

export type ConsultationStatus = 'draft' | 'open' | 'closed';

export interface Consultation {
  readonly id: string;
  readonly title: Localized;
  readonly kind: ConsultationKind;
  /** Milliseconds since the epoch: answers are taken from here … */
  readonly opensAt: number;
  /** … until just before here. */
  readonly closesAt: number;
  readonly oncePerPerson: boolean;
  readonly form: Form;
  /** As it was last recorded; `statusAt` says what it is now. */
  readonly status: ConsultationStatus;
}

/** One person's answers. Kept under (consultation, person), so that a second one is the same one. */
export interface Response {
  readonly consultation: string;
  /** Pseudonym; never an address or a name. */
  readonly person: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly locale: string;
  readonly answers: Answers;
}

/** The status that the time gives: a consultation opens and closes on its own, an official may do either earlier,
 * and what is closed never opens again (its results may have been seen). */
export function statusAt(consultation: Consultation, now: number): ConsultationStatus {
  if (consultation.status === 'closed' || now >= consultation.closesAt) return 'closed';
  return consultation.status === 'open' || now >= consultation.opensAt ? 'open' : 'draft';
}

/** The key a response is stored under: one a person, or one for each filling where several are allowed. */
export const responseKey = (consultation: Consultation, person: string, filling: string): string =>
  consultation.oncePerPerson ? `${consultation.id}:${person}` : `${consultation.id}:${person}:${filling}`;

const BOGOTA = '-05:00';

/**
 * Reads when a consultation opens or closes, in Colombia's time: `2026-05-24`, `24/05/2026`, either with `18:00`
 * after it, or an ISO date and time (with an offset, that one counts). A day alone opens at its first moment and
 * closes at its end. Milliseconds since the epoch; null when it is no date.
 */
export function readMoment(text: string, edge: 'opens' | 'closes'): number | null {
  const iso = text
    .trim()
    .replace(/^(\d{1,2})\/(\d{1,2})\/(\d{4})/, (_all, day: string, month: string, year: string) =>
      [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-'),
    );
  const found =
    /^(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(iso);
  const [, day = '', time, offset = BOGOTA] = found ?? [];
  if (!isDay(day)) return null;
  if (time === undefined) return edge === 'closes' ? endOf(day) + 1 : endOf(day) + 1 - 86_400_000;
  const at = Date.parse(`${day}T${time.padStart(time.length > 5 ? 8 : 5, '0')}${offset}`);
  return Number.isNaN(at) ? null : at;
}
