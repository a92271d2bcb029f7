import type { AlertState, OnCallPerson } from '../domain/roster.js';
import { ESCALATION_MS, nextAlert, notedAlert } from '../domain/roster.js';
import type { AlertSender, UrgentAlert } from '../ports/alerts.js';
import type { Clock } from '../ports/clock.js';

export interface EscalationParts {
  readonly sender: AlertSender;
  readonly clock: Pick<Clock, 'now'>;
}

export interface Told {
  readonly person: string;
  readonly at: number;
}

/** Tells the person on call who is due, or nobody while one who was told has time left. Who cannot be reached is
 * passed over at once. Null when nobody was told.
 * @param name what the alert is about, for its id: the same when one person is told again after a crash. */
export async function escalate(
  name: string,
  started: AlertState,
  about: Omit<UrgentAlert, 'id'>,
  roster: readonly OnCallPerson[],
  { sender, clock }: EscalationParts,
): Promise<Told | null> {
  let state = started;
  for (let tried = 0; tried < roster.length; tried += 1) {
    const now = clock.now();
    const next = nextAlert(state, roster, now);
    if (next.kind !== 'tell') return null;
    const person = next.person.name;
    const id = `${name}.alert.${state.notified.at(-1)?.at ?? state.startedAt}.${person}`;
    try {
      await sender.send({ id, ...about }, next.person);
      return { person, at: now };
    } catch {
      // Counts as told so long ago that the next person is due now.
      state = notedAlert(state, person, now - ESCALATION_MS);
    }
  }
  return null;
}
