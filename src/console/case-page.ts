import type { AgencyDirectory } from '../domain/agency.js';
import type { Case } from '../domain/case.js';
import type { AnsweredQuestion } from '../domain/case-document.js';
import { deliveryFacts } from '../domain/case-lifecycle.js';
import { CHAT_ONLY, type ContactRules } from '../domain/contact.js';
import { isAsked } from '../domain/delivery.js';
import { html, type Html } from '../engine/texts/html.js';
import type { HttpResponse } from '../ports/http.js';
import { actForms } from './act-forms.js';
import { type Opened, openCaseWords } from './case-words.js';
import { evidenceSection } from './evidence.js';
import { urgencyBadge } from './lists.js';
import { facts, hidden, page, type Say, when } from './page.js';
import type { ConsoleParts } from './parts.js';
import type { Official } from './session.js';

/** One case with what was told. Its opening is written into the audit trail.
 * @param refused code of an act that could not be done. */
export async function casePage(
  parts: ConsoleParts,
  official: Official,
  of: Case,
  refused?: string,
): Promise<HttpResponse> {
  const { say } = parts;
  const agencies = await parts.agencies();
  const opened = await openCaseWords(parts, official, of);
  const body = html`
${refused === undefined ? undefined : html`<p class="warning" role="alert">${say(`refused-${refused}`)}</p>`}
<p>${urgencyBadge(say, of)}${of.sensitive ? html` <span class="badge">${say('sensitive')}</span>` : undefined}</p>
${of.assignment.queue ? html`<p class="why">${say(`queue-${of.assignment.queue.reason}`)}</p>` : undefined}
${told(say, opened)}
${opened.state === 'broken' ? undefined : evidenceSection(parts, official, of)}
${actForms(parts, official, of, agencies)}
<section><h2>${say('facts')}</h2>${factRows(parts, of, agencies)}</section>
<section><h2>${say('history')}</h2>${history(say, of, opened, agencies)}</section>
${of.deliveries.length > 0 ? deliveries(parts, official, of, agencies) : undefined}`;
  return page({ say, title: of.code, official, body }, refused === undefined ? 200 : 409);
}

/** How the person may be reached comes before everything they told. */
function told(say: Say, opened: Opened): Html {
  if (opened.state !== 'open') return html`<p class="warning">${say(`words-${opened.state}`)}</p>`;
  const { contact = CHAT_ONLY, description, place, identity } = opened.words;
  const answers = opened.document?.answers ?? [];
  return html`<section class="contact"><h2>${say('contact')}</h2><ul>${contactLines(say, contact)}</ul></section>
<section><h2>${say('told')}</h2>
<p class="kept">${description ?? say('nothing-told')}</p>
${facts([
  place === undefined ? null : [say('place'), place],
  ...answers.map((answer) => [answer.question, answerText(say, answer)] as const),
  ...Object.entries(identity ?? {}).map(([field, value]) => [say(`case:identity-${field}`), value] as const),
])}</section>`;
}

function contactLines(say: Say, rules: ContactRules): Html[] {
  const ways = ['call', 'visit', 'email', 'chat'] as const;
  const never = ways
    .filter((way) => !rules[way])
    .map((way) => html`<li><strong>${say(`case:contact-no-${way}`)}</strong></li>`);
  const may = ways.filter((way) => rules[way]).map((way) => html`<li>${say(`case:contact-${way}`)}</li>`);
  const { hours, note } = rules;
  return [
    ...never,
    ...may,
    ...(hours ? [html`<li>${say('case:contact-hours', { hours })}</li>`] : []),
    ...(note ? [html`<li>${say('case:contact-note', { note })}</li>`] : []),
  ];
}

function answerText(say: Say, { value, label }: AnsweredQuestion): string {
  const plain = ['yes', 'no', 'unknown'].includes(value);
  return label ?? (plain ? say(`case:answer-${value}`) : value);
}

function factRows(parts: ConsoleParts, of: Case, agencies: AgencyDirectory): Html {
  const { say, services, procedures, territories } = parts;
  const { received, delivered, read } = deliveryFacts(of);
  const procedure = procedures.get(of.procedure);
  const name = (id: string): string => agencies.get(id)?.name ?? id;
  const { receives, secondary, insteadOf } = of.assignment;
  return facts([
    [say('fact-status'), say(`status-${of.status}`)],
    [say('fact-concern'), services.get(of.service)?.concern ?? of.service],
    [say('fact-territory'), territories.get(of.territory ?? '')?.name ?? say('no-place')],
    [say('fact-agency'), receives === null ? say('no-agency') : name(receives)],
    insteadOf === null ? null : [say('fact-instead'), say('instead', { agency: name(insteadOf) })],
    secondary.length === 0 ? null : [say('fact-copies'), secondary.map(name).join(', ')],
    [say('fact-received'), when(say, received)],
    [say('fact-delivered'), delivered ? when(say, delivered.at) : say('not-yet')],
    [say('fact-read'), read ? say(`read-${read.by}`, { at: when(say, read.at) }) : say('not-yet')],
    procedure ? [say('fact-procedure'), `${procedure.termText} (${procedure.basis})`] : null,
    [say('fact-informant'), say(`informant-${of.informant}`)],
    of.populations.length === 0
      ? null
      : [say('fact-population'), of.populations.map((it) => say(`population-${it}`)).join(', ')],
    [say('fact-news'), say(of.sendsNews ? 'news-yes' : 'news-no')],
    of.alert ? [say('fact-alert'), alertText(say, of)] : null,
  ]);
}

function alertText(say: Say, { alert }: Case): string {
  if (alert?.acknowledged)
    return say('alert-taken', { by: alert.acknowledged.by, at: when(say, alert.acknowledged.at) });
  const people = (alert?.notified ?? []).map(({ person, at }) => `${person} (${when(say, at)})`).join(', ');
  return people === '' ? say('alert-nobody') : say('alert-told', { people });
}

function history(say: Say, of: Case, opened: Opened, agencies: AgencyDirectory): Html {
  const by = (entry: Case['history'][number]): string => {
    if (entry.by.kind === 'agency') return agencies.get(entry.by.id)?.name ?? entry.by.id;
    return entry.by.kind === 'gobernacion' ? entry.by.id : say(`by-${entry.by.kind}`);
  };
  const lines = of.history.map((entry) => {
    const text = opened.state === 'open' ? opened.said.get(entry.id) : undefined;
    const agency = entry.agency ? ` · ${agencies.get(entry.agency)?.name ?? entry.agency}` : '';
    return html`<li><p class="small">${when(say, entry.at)} · ${by(entry)}</p>
<p>${say(`event-${entry.event}`)}${agency}</p>${text === undefined ? undefined : html`<p class="kept">${text}</p>`}</li>`;
  });
  return html`<ol class="history">${lines}</ol>`;
}

function deliveries(parts: ConsoleParts, official: Official, of: Case, agencies: AgencyDirectory): Html {
  const { say } = parts;
  const lines = of.deliveries.map((delivery) => {
    const { agency, event, state, attempts, lastError, uncertain } = delivery;
    const asked = isAsked(delivery);
    const doubt = uncertain && !asked && state !== 'delivered' ? `, ${say('delivery-repeating')}` : '';
    return html`<li>${agencies.get(agency)?.name ?? agency}: ${say(`delivery-${event}`)}, ${say(`delivery-${state}`)}${doubt} (${say('attempts', { count: attempts })}${lastError === null ? '' : `, ${lastError}`})
${asked ? inquiry(say, official, of, delivery.id) : undefined}</li>`;
  });
  return html`<section><h2>${say('deliveries')}</h2><ul>${lines}</ul></section>`;
}

/** Nobody knows whether the body has it: a person finds out. */
const inquiry = (say: Say, official: Official, of: Case, delivery: string): Html =>
  html`<p class="why">${say('delivery-asked')}</p>
<form method="post" action="/console/cases/${of.id}/deliveries" class="act">${hidden({ csrf: official.csrf, delivery })}<button name="found" value="arrived">${say('delivery-act-arrived')}</button> <button name="found" value="repeat">${say('delivery-act-repeat')}</button></form>`;
