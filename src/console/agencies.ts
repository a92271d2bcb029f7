import { html, type Html } from '../engine/texts/html.js';
import { type DeliveryCount, isFailing } from '../ports/delivery-counts.js';
import type { HttpResponse } from '../ports/http.js';
import { facts, page, when } from './page.js';
import type { ConsoleParts } from './parts.js';
import type { Official } from './session.js';

/** How deliveries to each body go: those that fail now first. */
export async function agenciesPage(parts: ConsoleParts, official: Official): Promise<HttpResponse> {
  const { say } = parts;
  const [agencies, counts, waiting] = await Promise.all([
    parts.agencies(),
    parts.deliveryCounts.all(),
    parts.cases.waiting(),
  ]);
  const known = new Map(counts.map((count) => [count.agency, count]));
  for (const { agency } of waiting) if (!known.has(agency)) known.set(agency, { ...NOTHING, agency });
  const cards = [...known.values()]
    .toSorted((one, other) => Number(isFailing(other)) - Number(isFailing(one)))
    .map((count) => {
      const behind = waiting.find(({ agency }) => agency === count.agency);
      return html`<li class="card"><p><strong>${agencies.get(count.agency)?.name ?? count.agency}</strong></p>
${isFailing(count) ? html`<p class="why">${say('agencies-failing')}</p>` : undefined}
${countRows(parts, count, behind)}</li>`;
    });
  const body = html`<p>${say('agencies-about')}</p>
${cards.length === 0 ? html`<p>${say('agencies-none')}</p>` : html`<ul class="cards">${cards}</ul>`}`;
  return page({ say, title: say('agencies'), official, body });
}

const NOTHING: Omit<DeliveryCount, 'agency'> = {
  delivered: 0,
  failed: 0,
  uncertain: 0,
  lastDeliveredAt: null,
  lastFailedAt: null,
  lastError: null,
};

function countRows(
  { say }: ConsoleParts,
  { delivered, failed, uncertain, lastDeliveredAt, lastFailedAt, lastError }: DeliveryCount,
  waiting: { readonly count: number; readonly since: number } | undefined,
): Html {
  return facts([
    [say('agencies-delivered'), String(delivered)],
    [say('agencies-failed'), String(failed)],
    uncertain === 0 ? null : [say('agencies-uncertain'), String(uncertain)],
    waiting
      ? [
          say('agencies-waiting'),
          say('agencies-waiting-since', { count: waiting.count, at: when(say, waiting.since) }),
        ]
      : null,
    lastDeliveredAt === null ? null : [say('agencies-last-delivered'), when(say, lastDeliveredAt)],
    lastFailedAt === null
      ? null
      : [
          say('agencies-last-failed'),
          say('agencies-failed-why', { at: when(say, lastFailedAt), code: lastError ?? '' }),
        ],
  ]);
}
