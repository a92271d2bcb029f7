import type { Call } from '../../engine/flow/state.js';
import type { Ids } from '../../ports/ids.js';

export interface HandoffParts {
  readonly ids: Ids;
  /** Whether somebody of the roster is on duty at this hour. */
  readonly onDuty: () => Promise<boolean>;
}

/** What dialogs/handoff.yaml calls. */
export function handoffCalls({ ids, onDuty }: HandoffParts): Record<string, Call> {
  return {
    'handoff.look': {
      outcomes: ['on_duty', 'nobody'],
      run: async () => ({ outcome: (await onDuty()) ? 'on_duty' : 'nobody' }),
    },
    'handoff.begin': {
      outcomes: [],
      run: async ({ now }) => {
        const id = ids.next();
        return {
          memory: { handoff: { id, held: false } },
          effects: [{ kind: 'handoff.begin', key: id, data: { at: now } }],
        };
      },
    },
  };
}
