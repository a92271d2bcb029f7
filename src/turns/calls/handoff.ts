import type { Said } from '../../domain/message.js';
import type { Span } from '../../domain/roster.js';
import type { Call } from '../../engine/flow/state.js';
import type { HandoffStore } from '../../ports/handoffs.js';
import type { Ids } from '../../ports/ids.js';

export interface HandoffParts {
  readonly ids: Ids;
  /** Whether somebody attends conversations at this hour. */
  readonly onDuty: () => Promise<boolean>;
  /** When people attend conversations, where the service says so; null where only the roster does. */
  readonly hours: readonly Span[] | null;
  readonly handoffs: Pick<HandoffStore, 'open'>;
}

/** So many are counted; who stands behind more hears that there are at least so many. */
const MOST_COUNTED = 100;

/** What dialogs/handoff.yaml calls. */
export function handoffCalls({ ids, onDuty, hours, handoffs }: HandoffParts): Record<string, Call> {
  return {
    'handoff.look': {
      outcomes: ['on_duty', 'nobody'],
      run: async () => {
        if (await onDuty()) return { outcome: 'on_duty' };
        return { outcome: 'nobody', say: hours ? [{ key: 'handoff:hours', lines: hours.map(said) }] : [] };
      },
    },
    'handoff.begin': {
      outcomes: [],
      run: async ({ now, conversation }) => {
        const id = ids.next();
        const open = await handoffs.open(MOST_COUNTED);
        const before = open.filter((it) => it.status === 'waiting' && it.conversation !== conversation);
        return {
          say: [{ key: 'handoff:before', args: { count: before.length } }],
          memory: { handoff: { id, held: false } },
          effects: [{ kind: 'handoff.begin', key: id, data: { at: now } }],
        };
      },
    },
  };
}

/** "lunes a viernes, de 8:00 a 18:00" */
function said({ days, from, to }: Span): Said {
  const day = (index: number | undefined): Said => ({ key: `handoff:day-${index ?? 0}` });
  const time = { from: clock(from), to: clock(to) };
  if (days.length === 7) return { key: 'handoff:hours-every', args: time };
  if (days.length === 1) return { key: 'handoff:hours-day', args: { ...time, day: day(days[0]) } };
  return { key: 'handoff:hours-days', args: { ...time, first: day(days[0]), last: day(days.at(-1)) } };
}

const clock = (minute: number): string =>
  `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
