import { CASE_STATUSES, type Case, type CaseStatus } from '../domain/case.js';
import { findTrackingCode } from '../domain/tracking-code.js';
import { html, type Html } from '../engine/texts/html.js';
import type { Alert } from '../ports/danger-alerts.js';
import type { HttpRequest, HttpResponse } from '../ports/http.js';
import { lineAlert } from './channels.js';
import { hidden, page, seeOther, when } from './page.js';
import type { ConsoleParts } from './parts.js';
import type { Official } from './session.js';

const PAGE = 50;

/** What waits for a person of the Gobernación: danger first, then urgent cases, then the rest. */
export async function queuePage(parts: ConsoleParts, official: Official): Promise<HttpResponse> {
  const { say } = parts;
  const [dangers, cases, roster, parked, undone, handoffs, line] = await Promise.all([
    parts.alerts.open(PAGE),
    parts.cases.list({ queued: true, limit: 200 }),
    parts.roster.all(),
    parts.parked.list(1),
    parts.parkedEffects.waiting(1),
    parts.handoffs.open(PAGE),
    parts.line(),
  ]);
  const body = html`
${roster.length === 0 ? html`<p class="warning">${say('roster-empty')}</p>` : undefined}
${dangers.length > 0 ? html`<section class="alarm"><h2>${say('dangers-open')}</h2>${alertList(parts, official, dangers)}</section>` : undefined}
${lineAlert(parts, line)}
${undone.length > 0 ? html`<p class="warning"><a href="/console/parked">${say('undone-waiting')}</a></p>` : undefined}
${parked.length > 0 ? html`<p class="warning"><a href="/console/parked">${say('parked-waiting')}</a></p>` : undefined}
${handoffs.some(({ status }) => status === 'waiting') ? html`<p class="warning"><a href="/console/handoffs">${say('handoffs-waiting')}</a></p>` : undefined}
<p>${cases.length === 0 ? say('queue-empty') : say('queue-count', { count: cases.length })}</p>
${await caseCards(parts, cases)}`;
  return page({ say, title: say('queue'), official, body });
}

/** Every case, by status or by code. */
export async function casesPage(
  parts: ConsoleParts,
  official: Official,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { say } = parts;
  const code = request.query.get('code') ?? '';
  const written = code === '' ? null : (findTrackingCode(code) ?? code.trim());
  const found = written === null ? null : await parts.cases.find({ code: written });
  if (found) return seeOther(`/console/cases/${found.id}`);
  const status = CASE_STATUSES.find((it) => it === request.query.get('status'));
  const nth = Math.max(0, Number.parseInt(request.query.get('page') ?? '0', 10) || 0);
  const filter = { limit: PAGE + 1, skip: nth * PAGE, ...(status ? { status } : {}) };
  const cases = code === '' ? await parts.cases.list(filter) : [];
  const link = (to: number): string => `/console/cases?status=${status ?? ''}&page=${to}`;
  const body = html`${filterForm(parts, code, status)}
${cases.length === 0 ? html`<p>${say('cases-none')}</p>` : await caseCards(parts, cases.slice(0, PAGE))}
<p class="pages">${nth > 0 ? html`<a href="${link(nth - 1)}">${say('page-before')}</a>` : undefined}
${cases.length > PAGE ? html`<a href="${link(nth + 1)}">${say('page-next')}</a>` : undefined}</p>`;
  return page({ say, title: say('cases'), official, body });
}

const filterForm = ({ say }: ConsoleParts, code: string, chosen: CaseStatus | undefined): Html =>
  html`<form method="get" action="/console/cases" class="filter">
<label>${say('filter-code')} <input name="code" value="${code}" autocomplete="off" maxlength="40"></label>
<label>${say('filter-status')} <select name="status"><option value="">${say('filter-all')}</option>
${CASE_STATUSES.map((status) => html`<option value="${status}"${status === chosen ? html` selected` : undefined}>${say(`status-${status}`)}</option>`)}
</select></label>
<button>${say('filter')}</button></form>`;

async function caseCards(parts: ConsoleParts, cases: readonly Case[]): Promise<Html> {
  const agencies = await parts.agencies();
  return html`<ul class="cards">${cases.map((of) => caseCard(parts, of, agencies.get(of.assignment.receives ?? '')?.name))}</ul>`;
}

function caseCard({ say, services, territories }: ConsoleParts, of: Case, agency?: string): Html {
  const { queue } = of.assignment;
  const place = territories.get(of.territory ?? '')?.name ?? say('no-place');
  return html`<li class="card">
<p><a href="/console/cases/${of.id}"><strong>${of.code}</strong></a> ${urgencyBadge(say, of)}${of.sensitive ? html` <span class="badge">${say('sensitive')}</span>` : undefined}</p>
<p>${services.get(of.service)?.short ?? of.service} · ${place}</p>
<p>${say(`status-${of.status}`)}${agency ? ` · ${agency}` : ''}</p>
${queue ? html`<p class="why">${say(`queue-${queue.reason}`)}</p>` : undefined}
<p class="small">${say('opened-on', { at: when(say, of.openedAt) })}</p></li>
`;
}

export const urgencyBadge = (say: ConsoleParts['say'], of: Pick<Case, 'urgency'>): Html =>
  html`<span class="badge ${of.urgency}">${of.urgency} ${say(`case:urgency-${of.urgency}`)}</span>`;

/** Danger that was seen in conversations: who was told and who has it. */
export async function alertsPage(parts: ConsoleParts, official: Official): Promise<HttpResponse> {
  const { say } = parts;
  const alerts = await parts.alerts.recent(100);
  const body = html`<p>${say('alerts-about')}</p>
${alerts.length === 0 ? html`<p>${say('alerts-none')}</p>` : alertList(parts, official, alerts)}`;
  return page({ say, title: say('alerts'), official, body });
}

const alertList = (parts: ConsoleParts, official: Official, alerts: readonly Alert[]): Html =>
  html`<ul class="cards">${alerts.map((alert) => alertCard(parts, official, alert))}</ul>`;

function alertCard({ say }: ConsoleParts, official: Official, alert: Alert): Html {
  const { startedAt, notified, acknowledged } = alert.state;
  const told = notified.map(({ person, at }) => `${person} (${when(say, at)})`).join(', ');
  const take = html`<form method="post" action="/console/alerts/take">${hidden({ csrf: official.csrf, alert: alert.id })}<button>${say('act-take')}</button></form>`;
  return html`<li class="card"><p><strong>${say(`danger-${alert.kind}`)}</strong> <span class="small">${when(say, startedAt)}</span></p>
<p>${told === '' ? say('alert-nobody') : say('alert-told', { people: told })}</p>
${alert.case ? html`<p><a href="/console/cases/${alert.case}">${say('alert-case')}</a></p>` : undefined}
${acknowledged === null ? take : html`<p>${say('alert-taken', { by: acknowledged.by, at: when(say, acknowledged.at) })}</p>`}</li>`;
}
