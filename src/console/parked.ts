import { html, type Html } from '../engine/texts/html.js';
import type { HttpResponse } from '../ports/http.js';
import type { ParkedSummary } from '../ports/parked.js';
import { Problem } from '../problem.js';
import { MAX_WORDS } from './act-forms.js';
import { hidden, page, when } from './page.js';
import type { ConsoleParts } from './parts.js';
import type { Official } from './session.js';

const PAGE = 50;

/**
 * What the service could not do by itself: effects of sealed turns (a case that was not opened), to be tried again or set
 * aside with a reason, and messages whose turn failed. Reading a message is written into the trail.
 * @param failed the code with which trying again just failed.
 */
export async function parkedPage(
  parts: ConsoleParts,
  official: Official,
  failed?: string,
): Promise<HttpResponse> {
  const { say } = parts;
  const undone = await parts.parkedEffects.waiting(PAGE);
  const body = html`
${failed === undefined ? undefined : html`<p class="warning">${say('undone-again', { code: failed })}</p>`}
${undone.length === 0 ? undefined : html`<section class="alarm"><h2>${say('undone')}</h2><p>${say('undone-about')}</p><ul class="cards">${undone.map((it) => undoneCard(parts, official, it))}</ul></section>`}
${await messages(parts, official)}`;
  return page({ say, title: say('parked'), official, body }, failed === undefined ? 200 : 409);
}

function undoneCard({ say }: ConsoleParts, official: Official, { id, kind, code, at }: ParkedSummary): Html {
  const form = (act: string, input?: Html): Html =>
    html`<form method="post" action="/console/parked/${act}" class="act">${hidden({ csrf: official.csrf, effect: id })}${input}<button>${say(`undone-act-${act}`)}</button></form>`;
  const reason = html`<label>${say('undone-reason')}<textarea name="reason" rows="2" maxlength="${MAX_WORDS}" required></textarea></label>`;
  return html`<li class="card"><p><strong>${say(WHAT.has(kind) ? `undone-${kind}` : 'undone-other')}</strong> <span class="small">${when(say, at)}</span></p>
<p class="small">${say('undone-why', { code, kind })}</p>
${form('retry')}${form('set-aside', reason)}</li>`;
}

/** Kinds that have words of their own. */
const WHAT = new Set([
  'case.open',
  'case.event',
  'case.erase',
  'response.record',
  'danger.alert',
  'handoff.begin',
]);

async function messages(parts: ConsoleParts, official: Official): Promise<Html> {
  const { say, audit, clock } = parts;
  const parked = await parts.parked.list(PAGE);
  for (const { conversation } of parked)
    await audit.write({ at: clock.now(), who: official.name, did: 'parked.read', subject: conversation });
  const cards = parked.map(
    ({ id, receivedAt, message: { channel, body } }) => html`<li class="card">
<p class="small">${channel} · ${when(say, receivedAt)}</p>
<p class="kept">${'text' in body ? body.text : say('parked-no-words')}</p>
<form method="post" action="/console/parked/dismiss">${hidden({ csrf: official.csrf, message: id })}<button>${say('act-dismiss')}</button></form></li>`,
  );
  return html`<p>${say('parked-about')}</p>
${parked.length === 0 ? html`<p>${say('parked-none')}</p>` : html`<ul class="cards">${cards}</ul>`}`;
}

export async function dismissMessage(parts: ConsoleParts, official: Official, id: string): Promise<void> {
  await parts.parked.dismiss(id);
  await written(parts, official, 'parked.dismissed', id);
}

/** Resolves with the code of what makes it fail again, or null when it was done or does not wait any more. */
export async function retryEffect(
  parts: ConsoleParts,
  official: Official,
  id: string,
): Promise<string | null> {
  try {
    if (!(await parts.turns.retry(id))) return null;
  } catch (error) {
    return error instanceof Problem ? error.code : 'failed';
  }
  await written(parts, official, 'effect.retried', id);
  parts.onChange();
  return null;
}

/** @throws Problem `bad_request` without a reason. */
export async function setEffectAside(
  parts: ConsoleParts,
  official: Official,
  id: string,
  reason: string,
): Promise<void> {
  const why = reason.trim().slice(0, MAX_WORDS);
  if (why === '') throw new Problem('bad_request', 'reason: is missing');
  const how = { by: official.name, reason: why, at: parts.clock.now() };
  if (await parts.parkedEffects.setAside(id, how)) await written(parts, official, 'effect.set_aside', id);
}

const written = ({ audit, clock }: ConsoleParts, official: Official, did: string, subject: string) =>
  audit.write({ at: clock.now(), who: official.name, did, subject });
