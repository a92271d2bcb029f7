import type { Call } from '../../engine/flow/state.js';

/** What dialogs/danger.yaml calls: the line for the kind of danger that was recognised. */
export function dangerCalls(): Record<string, Call> {
  return {
    'danger.line': {
      outcomes: [],
      run: ({ slots }) => ({ say: [{ key: `danger:first-${String(slots.kind ?? 'violence')}` }] }),
    },
  };
}
