import type { Case } from '../domain/case.js';
import { afterAlert } from '../domain/case-lifecycle.js';
import { notedAlert, type OnCallPerson } from '../domain/roster.js';
import type { CaseStore, DeliveryQueue, RosterStore } from '../ports/case-stores.js';
import { changeCase } from '../ports/change-case.js';
import type { Alert, AlertStore } from '../ports/danger-alerts.js';
import { escalate, type EscalationParts } from './escalate.js';

export interface AlertDeps extends EscalationParts {
  readonly queue: Pick<DeliveryQueue, 'alerting'>;
  readonly cases: CaseStore;
  /** Danger that was seen in a conversation without a case. */
  readonly dangers: Pick<AlertStore, 'open' | 'update'>;
  readonly roster: Pick<RosterStore, 'all'>;
  /** Where to read the case or the danger and press "lo tengo". */
  readonly caseLink: (of: Case) => string;
  readonly dangerLink: (of: Alert) => string;
}

/** Tells the next person on call of every urgent case and of every danger that nobody has taken. Resolves with how
 * many people were told. */
export async function alertDue(deps: AlertDeps, limit = 100): Promise<number> {
  const [cases, dangers] = [await deps.queue.alerting(limit), await deps.dangers.open(limit)];
  if (cases.length + dangers.length === 0) return 0;
  const roster = await deps.roster.all();
  const told = await Promise.all([
    ...dangers.map((of) => alertOfDanger(of, roster, deps)),
    ...cases.map((of) => alertOfCase(of, roster, deps)),
  ]);
  return told.filter((was) => was).length;
}

async function alertOfCase(of: Case, roster: readonly OnCallPerson[], deps: AlertDeps): Promise<boolean> {
  if (!of.alert) return false;
  const about = { code: of.code, urgency: of.urgency, link: deps.caseLink(of) };
  const told = await escalate(of.id, of.alert, about, roster, deps);
  if (told) await changeCase(deps.cases, of.id, (latest) => afterAlert(latest, told.person, told.at));
  return told !== null;
}

async function alertOfDanger(of: Alert, roster: readonly OnCallPerson[], deps: AlertDeps): Promise<boolean> {
  const about = { code: null, urgency: 'P0' as const, link: deps.dangerLink(of) };
  const told = await escalate(`danger.${of.id}`, of.state, about, roster, deps);
  // Somebody who took it in between has changed it: their "lo tengo" stands.
  if (told) await deps.dangers.update({ ...of, state: notedAlert(of.state, told.person, told.at) });
  return told !== null;
}
