import type { Case } from '../../domain/case.js';
import { afterTold, untoldEvents } from '../../domain/case-lifecycle.js';
import type { CaseStore, DeliveryQueue } from '../../ports/case-stores.js';
import { changeCase } from '../../ports/change-case.js';
import type { Clock } from '../../ports/clock.js';
import { type LinkStore, personOf, presentIn } from '../../ports/links.js';
import type { TurnService } from '../service.js';

export interface NewsParts {
  readonly queue: Pick<DeliveryQueue, 'untold'>;
  readonly cases: CaseStore;
  readonly links: LinkStore;
  readonly turns: Pick<TurnService, 'post'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Channels whose conversations are told; undefined for all of them. */
  readonly channels?: readonly string[];
}

const LIMIT = 200;

/** Puts what happened to cases into their citizens' conversations, in order, each event once. Resolves with how many
 * cases had news that were told. */
export async function tellNews(parts: NewsParts): Promise<number> {
  const cases = await parts.queue.untold(LIMIT);
  let told = 0;
  for (const of of cases) {
    const conversation = await toldIn(of, parts.links);
    if (!isOurs(conversation, parts.channels)) continue;
    await tell(of, conversation, parts);
    told += 1;
  }
  return told;
}

/** Where news of a case is told: where its person goes on. News of a reserved one stays in the chat that they called
 * safe. null where the person chose not to be written to, and for an erased case: not even the question they were at is
 * asked again. */
async function toldIn(of: Case, links: LinkStore): Promise<string | null> {
  if (!of.sendsNews || of.conversation === '') return null;
  return of.sensitive ? of.conversation : presentIn(await personOf(links, of.conversation));
}

/** What nobody is told is everybody's to put away. */
const isOurs = (conversation: string | null, channels: readonly string[] | undefined): boolean =>
  conversation === null || channels === undefined || channels.includes(conversation.split(':')[0] ?? '');

async function tell(
  of: Case,
  conversation: string | null,
  { cases, turns, clock }: NewsParts,
): Promise<void> {
  if (conversation !== null) {
    for (const event of untoldEvents(of)) await turns.post(conversation, event.id, event.name, event.data);
  }
  await changeCase(cases, of.id, (latest) => afterTold(latest, of.events.length, clock.now()));
}
