import { type Consultation, statusAt } from '../domain/consultation.js';
import { dayOf, localTime, saidDay } from '../domain/deadline.js';
import { localize } from '../domain/form.js';
import type { Said } from '../domain/message.js';

/** A consultation in one paragraph for its owner. @param now milliseconds since the epoch */
export function describe(consultation: Consultation, now: number): Said {
  const { id, title, form, kind, opensAt, closesAt } = consultation;
  return {
    key: 'cli:consultation',
    args: {
      id,
      title: localize(title, 'es-CO', form.defaultLocale),
      kind: { key: `cli:consultation-kind-${kind}` },
      status: { key: `cli:consultation-status-${statusAt(consultation, now)}` },
      opens: saidMoment(opensAt),
      closes: saidMoment(closesAt),
    },
  };
}

/** A day and its time in Colombia: "24 de mayo de 2026, 18:00". */
export function saidMoment(at: number): Said {
  const { minute } = localTime(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  return { key: 'cli:moment', args: { day: saidDay(dayOf(at)), time } };
}
