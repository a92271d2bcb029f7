import type { Case } from '../../domain/case.js';
import { afterTold, untoldEvents } from '../../domain/case-lifecycle.js';
import type { CaseStore, DeliveryQueue } from '../../ports/case-stores.js';
import { changeCase } from '../../ports/change-case.js';
import type { Clock } from '../../ports/clock.js';
import type { TurnService } from '../service.js';

export interface NewsParts {
  readonly queue: Pick<DeliveryQueue, 'untold'>;
  readonly cases: CaseStore;
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
  const ours = cases.filter((of) => isOurs(of, parts.channels));
  for (const of of ours) await tell(of, parts);
  return ours.length;
}

/** What nobody is told (an erased case has no conversation any more) is everybody's to put away. */
const isOurs = (of: Case, channels: readonly string[] | undefined): boolean =>
  !isHeard(of) || channels === undefined || channels.includes(of.conversation.split(':')[0] ?? '');

/** Where the person chose not to be written to, not even the question they were at is asked again. */
const isHeard = (of: Case): boolean => of.sendsNews && of.conversation !== '';

async function tell(of: Case, { cases, turns, clock }: NewsParts): Promise<void> {
  if (isHeard(of)) {
    for (const event of untoldEvents(of)) await turns.post(of.conversation, event.id, event.name, event.data);
  }
  await changeCase(cases, of.id, (latest) => afterTold(latest, of.events.length, clock.now()));
}
