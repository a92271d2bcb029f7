import type { AgencyDirectory } from './agency.js';
import type { Case, CaseStatus, DomainEvent, HistoryEntry } from './case.js';
import { consequences } from './consequences.js';
import type { JsonObject } from './json.js';
import { isAccusedKind } from './routing.js';
import {
  type CaseEvent,
  type CaseEventType,
  type Refused,
  type Rule,
  RULES,
  type Transition,
} from './workflow-rules.js';

/** Applies one event. Pure: the case after it with what its citizen hears of, or a coded refusal. An event whose id
 * is in the history already changes nothing and is no error. */
export function transition(of: Case, event: CaseEvent, agencies: AgencyDirectory, now: number): Transition {
  if (of.history.some((entry) => entry.id === event.id)) return { ok: true, case: of, events: [] };
  const rule = RULES[event.type];
  const refused = refusal(of, event, rule, agencies);
  if (refused) return { ok: false, code: refused, status: of.status };
  const to = statusAfter(of, event, rule);
  const entry: HistoryEntry = {
    id: event.id,
    at: now,
    event: event.type,
    from: of.status,
    to,
    by: event.by,
    ...(event.text === undefined ? {} : { text: event.text }),
    ...(event.agency ? { agency: event.agency } : {}),
  };
  const events = happened(of, entry, now);
  const moved: Case = {
    ...of,
    ...consequences(of, event, agencies, now),
    version: of.version + 1,
    updatedAt: now,
    status: to,
    history: [...of.history, entry],
    events: [...of.events, ...events],
  };
  return { ok: true, case: moved, events };
}

/** Whether its person can add to a case: not where its words were erased. */
export const takesMore = (of: Case): boolean => of.key !== null && RULES.add.from.includes(of.status);

function refusal(of: Case, event: CaseEvent, rule: Rule, agencies: AgencyDirectory): Refused | null {
  if (!rule.who.includes(event.by.kind)) return 'case.not_yours';
  if (event.by.kind === 'agency' && event.by.id !== of.assignment.receives) return 'case.not_yours';
  if (!rule.from.includes(of.status)) return 'case.not_now';
  if (rule.needs === 'text' && !event.text) return 'case.text_missing';
  if (rule.needs === 'agency' && !event.agency) return 'case.agency_missing';
  if (!event.agency) return null;
  const agency = agencies.get(event.agency);
  if (!agency) return 'case.agency_unknown';
  return isAccusedKind(agency.kind, of.accused) ? 'case.agency_accused' : null;
}

function statusAfter(of: Case, event: CaseEvent, rule: Rule): CaseStatus {
  if (event.type === 'acknowledge' && event.by.kind === 'gobernacion') return of.status;
  if (event.type !== 'add' || of.status !== 'information_requested') return rule.to ?? of.status;
  // What was asked for has come: the case goes on where it was.
  return of.history.findLast((entry) => entry.event === 'request_information')?.from ?? of.status;
}

/** The citizen hears of what others did, not of what they did themselves. */
function happened(of: Case, entry: HistoryEntry, now: number): readonly DomainEvent[] {
  if (entry.by.kind === 'citizen') return [];
  const data: JsonObject = {
    case: of.id,
    code: of.code,
    event: entry.event,
    status: entry.to,
    agency: entry.agency ?? of.assignment.receives,
    by: entry.by.kind,
    history: entry.id,
  };
  return [{ id: `${of.id}:${entry.id}`, name: `case.${PAST[entry.event as CaseEventType]}`, at: now, data }];
}

const PAST: Readonly<Record<CaseEventType, string>> = {
  assign: 'assigned',
  deliver: 'delivered',
  acknowledge: 'acknowledged',
  accept: 'accepted',
  reject: 'rejected',
  transfer: 'transferred',
  request_information: 'information_requested',
  message: 'message',
  resolve: 'resolved',
  reopen: 'reopened',
  close: 'closed',
  withdraw: 'withdrawn',
  add: 'updated',
};
