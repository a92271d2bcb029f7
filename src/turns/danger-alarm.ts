import type { Case } from '../domain/case.js';
import { acknowledgedAlert } from '../domain/roster.js';
import type { Alert, AlertLog, AlertStore } from '../ports/danger-alerts.js';
import type { OwnCases } from '../ports/own-cases.js';

export interface AlarmParts {
  readonly alerts: AlertStore & AlertLog;
  readonly cases: OwnCases;
}

/** Tells the people on call of danger in a conversation, unless they are being told of an urgent case of it. */
export async function raiseAlarm(
  parts: AlarmParts,
  alarm: Pick<Alert, 'id' | 'conversation' | 'kind'>,
  at: number,
): Promise<void> {
  const cases = await parts.cases.ofConversation(alarm.conversation);
  if (cases.some((of) => of.alert !== null && of.alert.acknowledged === null)) return;
  await parts.alerts.raise(alarm, at);
}

/** The urgent case that a person opens after danger was seen goes on where its alert was: who was told, and since
 * when, so that the next person is not told later because of it. */
export async function withAlarm(parts: AlarmParts, of: Case): Promise<Case> {
  const alert = of.alert ? await parts.alerts.openIn(of.conversation) : null;
  if (!alert || !of.alert) return of;
  const { startedAt, notified } = alert.state;
  return { ...of, alert: { ...of.alert, startedAt, notified } };
}

/** The alert ends in the case, which alerts by itself from now on. Call once the case is stored. */
export async function endAlarm(parts: AlarmParts, of: Case, now: number): Promise<void> {
  if (!of.alert) return;
  for (let alert = await next(parts, of); alert; alert = await next(parts, of)) {
    const state = acknowledgedAlert(alert.state, of.code, now);
    await parts.alerts.update({ ...alert, state, case: of.id });
  }
}

const next = (parts: AlarmParts, of: Case): Promise<Alert | null> => parts.alerts.openIn(of.conversation);
