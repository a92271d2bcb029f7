import { html, type Html } from '../engine/texts/html.js';
import type { HttpResponse } from '../ports/http.js';
import { type LineStatus, NEEDS_A_PERSON } from '../ports/line-status.js';
import type { FailedMessages } from '../ports/sent-messages.js';
import { facts, page, type Say, when } from './page.js';
import type { ConsoleParts } from './parts.js';
import type { Official } from './session.js';

const LOOK_BACK_MS = 7 * 24 * 3_600_000;
/** A code to scan changes every few seconds; the page asks again by itself. */
const REFRESH_S = 10;

/** How the WhatsApp number stands, what is needed to link it, and messages that did not reach their person. */
export async function channelsPage(parts: ConsoleParts, official: Official): Promise<HttpResponse> {
  const { say, clock } = parts;
  const [line, failures] = await Promise.all([
    parts.line(),
    parts.failures.failures(clock.now() - LOOK_BACK_MS),
  ]);
  const body = html`<section><h2>${say('line')}</h2>${line ? lineRows(say, line) : html`<p>${say('line-off')}</p>`}</section>
<section><h2>${say('failed')}</h2><p>${say('failed-about')}</p>${failedList(say, failures)}</section>`;
  const answer = page({ say, title: say('channels'), official, body });
  if (!line?.linking) return answer;
  return { ...answer, headers: { ...answer.headers, refresh: String(REFRESH_S) } };
}

/** A warning for the first page where a person has to act; nothing while the line is well. */
export function lineAlert({ say }: ConsoleParts, line: LineStatus | null): Html | undefined {
  if (!line || !NEEDS_A_PERSON.includes(line.state)) return undefined;
  return html`<p class="warning"><a href="/console/channels">${say(alertKey(line))}</a></p>`;
}

/** Texts of the alerts that the service prints as well. */
const ALERTS: Readonly<Record<string, string>> = {
  logged_out: 'whatsapp:alert-loggedOut',
  forbidden: 'whatsapp:alert-forbidden',
  replaced: 'whatsapp:alert-connectionReplaced',
  quarantined: 'whatsapp:alert-badSession',
};

const alertKey = ({ state, reason }: LineStatus): string =>
  reason === 'multideviceMismatch'
    ? 'whatsapp:alert-multideviceMismatch'
    : (ALERTS[state] ?? 'line-unlinked');

function lineRows(say: Say, line: LineStatus): Html {
  if (line.way === 'cloud') return html`<p>${say('line-cloud')}</p>`;
  const { state, since, reason, linking, waiting } = line;
  return html`${NEEDS_A_PERSON.includes(state) ? html`<p class="warning" role="alert">${say(alertKey(line))}</p>` : undefined}
<p>${say('line-web')}</p>
${facts([
  [say('line-state'), say(`whatsapp:state-${state}`)],
  [say('line-since'), when(say, since)],
  reason === undefined ? null : [say('line-reason'), reason],
  waiting === 0 ? null : [say('line-waiting'), String(waiting)],
])}
${linking ? linkingOf(say, linking) : undefined}`;
}

function linkingOf(say: Say, linking: NonNullable<LineStatus['linking']>): Html {
  if ('pairingCode' in linking)
    return html`<p>${say('whatsapp:link-code', { code: linking.pairingCode })}</p>`;
  return html`<p>${say('whatsapp:link-qr')}</p>${square(linking.qr, say('line-qr'))}`;
}

/** The code as a drawing: dark fields on white, with the quiet margin that scanners need, in any colour scheme. */
function square(qr: readonly (readonly boolean[])[], label: string): Html {
  const margin = 4;
  const size = qr.length + 2 * margin;
  const path = qr
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + margin} ${y + margin}h1v1h-1z` : '')))
    .join('');
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`;
}

/** Codes that officials meet often, in words (Cloud API, "Error codes"). */
const KNOWN = ['131026', '131047', '131049'];

function failedList(say: Say, failures: readonly FailedMessages[]): Html {
  if (failures.length === 0) return html`<p>${say('failed-none')}</p>`;
  const items = failures.map(({ channel, because, count, at }) => {
    const code = because ?? '';
    const why = KNOWN.includes(code) ? say(`failed-${code}`) : say('failed-code', { code: code || '?' });
    return html`<li class="card"><p><strong>${say('failed-count', { count, channel })}</strong></p><p>${why}</p>
<p class="small">${say('failed-last', { at: when(say, at) })}</p></li>`;
  });
  return html`<ul class="cards">${items}</ul>`;
}
