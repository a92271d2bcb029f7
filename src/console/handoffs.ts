import { html, type Html } from '../engine/texts/html.js';
import type { HttpResponse } from '../ports/http.js';
import { changeHandoff, ended, type Handoff, withLine } from '../ports/handoffs.js';
import { Problem } from '../problem.js';
import { MAX_WORDS } from './act-forms.js';
import { hidden, page, when } from './page.js';
import type { ConsoleParts } from './parts.js';
import type { Official } from './session.js';

/** Conversations whose person asked for a person. */
export async function handoffsPage(parts: ConsoleParts, official: Official): Promise<HttpResponse> {
  const { say } = parts;
  const open = await parts.handoffs.open(100);
  const cards = open.map(
    (of) => html`<li class="card"><p><a href="/console/handoffs/${of.id}">${when(say, of.openedAt)}</a></p>
<p>${status(parts, of)}</p></li>`,
  );
  const body =
    open.length === 0 ? html`<p>${say('handoffs-none')}</p>` : html`<ul class="cards">${cards}</ul>`;
  return page({ say, title: say('handoffs'), official, body });
}

const status = ({ say }: ConsoleParts, of: Handoff): string =>
  of.status === 'held' ? say('handoff-held', { official: of.official ?? '' }) : say(`handoff-${of.status}`);

/** What was said, and the forms to write and to hand back. Reading is written into the audit trail. */
export async function handoffPage(
  parts: ConsoleParts,
  official: Official,
  of: Handoff,
): Promise<HttpResponse> {
  const { say, audit, clock, ids } = parts;
  await audit.write({ at: clock.now(), who: official.name, did: 'handoff.read', subject: of.id });
  const lines = of.lines.map(
    ({ by, at, text }) =>
      html`<li><p class="small">${when(say, at)} · ${say(`handoff-by-${by}`)}</p><p class="kept">${text}</p></li>`,
  );
  const form = (act: string, input?: Html): Html =>
    html`<form method="post" action="/console/handoffs/${of.id}/${act}" class="act">${hidden({ csrf: official.csrf, id: ids.next() })}${input}<button>${say(`handoff-act-${act}`)}</button></form>`;
  const words = html`<label>${say('handoff-label')}<textarea name="text" rows="4" maxlength="${MAX_WORDS}" required></textarea></label>`;
  const body = html`<p>${status(parts, of)}</p>
<ol class="history">${lines}</ol>
${of.status === 'ended' ? undefined : html`${of.status === 'waiting' ? form('take') : undefined}${form('say', words)}${form('end')}`}
<p><a href="/console/handoffs/${of.id}">${say('handoff-update')}</a></p>`;
  return page({ say, title: say('handoff'), official, body });
}

/** Takes a conversation, writes in it or hands it back; once for each form. Writing takes it too.
 * @throws Problem `not_found`, `bad_request`. */
export async function handoffAct(
  parts: ConsoleParts,
  official: Official,
  of: Handoff,
  act: string,
  form: URLSearchParams,
): Promise<void> {
  const id = form.get('id') ?? '';
  const text = (form.get('text') ?? '').trim().slice(0, MAX_WORDS);
  if (!/^[\w-]{16,64}$/.test(id)) throw new Problem('bad_request', 'id: is not what this form sends');
  if (!['take', 'say', 'end'].includes(act) || (act === 'say' && text === ''))
    throw new Problem('not_found', 'there is nothing at this address');
  if (of.status === 'ended') return;
  const { handoffs, clock, turns, audit } = parts;
  const data = { id: of.id, official: official.name };
  if (act !== 'end' && of.status === 'waiting') {
    await changeHandoff(handoffs, of.id, (it) =>
      it.status === 'waiting' ? { ...it, status: 'held', official: official.name } : it,
    );
    await turns.post(of.conversation, `${of.id}:taken`, 'handoff.taken', data);
  }
  if (act === 'say') {
    const line = { id, by: 'official', at: clock.now(), text } as const;
    await changeHandoff(handoffs, of.id, (it) => withLine(it, line));
    await turns.post(of.conversation, `${of.id}:${id}`, 'handoff.said', { ...data, text });
  }
  if (act === 'end') {
    await changeHandoff(handoffs, of.id, ended);
    await turns.post(of.conversation, `${of.id}:ended`, 'handoff.ended', data);
  }
  await audit.write({ at: clock.now(), who: official.name, did: `handoff.${act}`, subject: of.id });
}
