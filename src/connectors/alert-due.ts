import type { AlertState, OnCallPerson } from '../domain/roster.js';
import type { Case } from '../domain/case.js';
import { afterAlert } from '../domain/case-lifecycle.js';
import { nextAlert, notedAlert, ESCALATION_MS } from '../domain/roster.js';
import type { AlertSender } from '../ports/alerts.js';
import type { CaseStore, DeliveryQueue, RosterStore } from '../ports/case-stores.js';
import { changeCase } from '../ports/change-case.js';
import type { Clock } from '../ports/clock.js';

export interface AlertDeps {
  readonly queue: Pick<DeliveryQueue, 'alerting'>;
  readonly cases: CaseStore;
  readonly roster: Pick<RosterStore, 'all'>;
  readonly sender: AlertSender;
  readonly link: (of: Case) => string;
  readonly clock: Pick<Clock, 'now'>;
}

/** Tells the next person on call of every urgent case that nobody has taken. Who cannot be reached is passed over at
 * once. Resolves with how many people were told. */
export async function alertDue(deps: AlertDeps, limit = 100): Promise<number> {
  const cases = await deps.queue.alerting(limit);
  if (cases.length === 0) return 0;
  const roster = await deps.roster.all();
  const told = await Promise.all(cases.map((of) => alertOne(of, roster, deps)));
  return told.filter((name) => name !== null).length;
}

async function alertOne(of: Case, roster: readonly OnCallPerson[], deps: AlertDeps): Promise<string | null> {
  let state: AlertState | null = of.alert;
  for (let tried = 0; state && tried < roster.length; tried += 1) {
    const now = deps.clock.now();
    const next = nextAlert(state, roster, now);
    if (next.kind !== 'tell') return null;
    const { name } = next.person;
    const alert = {
      id: `${of.id}.alert.${state.notified.at(-1)?.at ?? state.startedAt}.${name}`,
      code: of.code,
      urgency: of.urgency,
      link: deps.link(of),
    };
    try {
      await deps.sender.send(alert, next.person);
    } catch {
      // Counts as told so long ago that the next person is due now.
      state = notedAlert(state, name, now - ESCALATION_MS);
      continue;
    }
    await changeCase(deps.cases, of.id, (latest) => afterAlert(latest, name, now));
    return name;
  }
  return null;
}
