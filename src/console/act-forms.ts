import type { AgencyDirectory } from '../domain/agency.js';
import type { Case } from '../domain/case.js';
import { isAccusedKind } from '../domain/routing.js';
import { type CaseEventType, RULES } from '../domain/workflow-rules.js';
import { html, type Html } from '../engine/texts/html.js';
import { hidden } from './page.js';
import type { ConsoleParts } from './parts.js';
import type { Official } from './session.js';

/** What an official may do with a case, by the name in the address. */
export const ACTS = {
  take: 'acknowledge',
  message: 'message',
  resolve: 'resolve',
  ask: 'request_information',
  assign: 'assign',
  deliver: 'deliver',
  reopen: 'reopen',
  close: 'close',
} as const satisfies Readonly<Record<string, CaseEventType>>;
export type Act = keyof typeof ACTS;

/** Longest words of an official, in characters. */
export const MAX_WORDS = 4_000;

/** A form for each act that the case is ready for. */
export function actForms(parts: ConsoleParts, official: Official, of: Case, agencies: AgencyDirectory): Html {
  const { say, ids } = parts;
  const forms = (Object.keys(ACTS) as Act[])
    .filter((act) => isReady(of, act))
    .map((act) => {
      const fields = hidden({ csrf: official.csrf, id: ids.next() });
      return html`<form method="post" action="/console/cases/${of.id}/${act}" class="act">${fields}${inputs(parts, of, act, agencies)}<button>${say(`act-${act}`)}</button></form>`;
    });
  return html`<section class="acts"><h2>${say('acts')}</h2>
${of.key !== null && !of.sendsNews ? html`<p>${say('not-told')}</p>` : undefined}
${forms.length === 0 ? html`<p>${say('acts-none')}</p>` : forms}</section>`;
}

/** Words cannot be written to a case whose key was erased: nobody could read them. */
export function isReady(of: Case, act: Act): boolean {
  const rule = RULES[ACTS[act]];
  return rule.from.includes(of.status) && (rule.needs !== 'text' || of.key !== null);
}

function inputs(parts: ConsoleParts, of: Case, act: Act, agencies: AgencyDirectory): Html | undefined {
  const { say } = parts;
  const { needs } = RULES[ACTS[act]];
  if (needs === 'text')
    return html`<label>${say(`label-${act}`)}<textarea name="text" rows="4" maxlength="${MAX_WORDS}" required></textarea></label>`;
  if (needs !== 'agency') return undefined;
  const options = bodiesFor(of, agencies).map(({ id, name }) => html`<option value="${id}">${name}</option>`);
  return html`<label>${say('label-assign')}<select name="agency" required><option value=""></option>${options}</select></label>`;
}

/** Bodies of the case's municipality and those there is one of; never one that is accused. */
const bodiesFor = (of: Case, agencies: AgencyDirectory) =>
  [...agencies.values()]
    .filter(({ kind }) => !isAccusedKind(kind, of.accused))
    .filter(({ territory }) => territory === null || of.territory === null || territory === of.territory)
    .filter(({ id }) => id !== of.assignment.receives)
    .toSorted((one, other) => one.name.localeCompare(other.name, 'es'));
