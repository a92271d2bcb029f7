import type { Call, CallInput, CallOutput } from '../../engine/flow/state.js';
import { asJson, everyHeld, HELD, heldFiles } from '../media/held.js';

/** What dialogs/evidence.yaml calls. */
export function evidenceCalls(): Record<string, Call> {
  return {
    /** What is told next, or the case that is chosen next, gets them. */
    'evidence.adding': { outcomes: [], run: () => ({ slots: { adding: true } }) },
    'evidence.drop': { outcomes: [], run: drop },
  };
}

/** The person does not want them kept. */
function drop({ memory }: CallInput): CallOutput {
  const ids = everyHeld(memory).map(({ id }) => id);
  return {
    memory: { [HELD]: null },
    effects: ids.length > 0 ? [{ kind: 'media.drop', data: { ids } }] : [],
    say: [{ key: 'evidence:dropped' }],
  };
}

/** Files that wait for a report or a case, as its slot, and taken out of the memory; nothing where there are none. Those of
 * a while ago are taken only where the person said just now what they are for: they may be somebody else's who had the
 * telephone. They go, and that is said. */
export function takeHeld({ memory, now, slots }: CallInput): CallOutput {
  const every = everyHeld(memory);
  if (every.length === 0) return {};
  const files = slots.adding === true ? every : heldFiles(memory, now);
  if (files.length > 0) return { slots: { evidence: asJson(files), adding: null }, memory: { [HELD]: null } };
  return {
    memory: { [HELD]: null },
    effects: [{ kind: 'media.drop', data: { ids: every.map(({ id }) => id) } }],
    say: [{ key: 'evidence:too-late', args: { count: every.length } }],
  };
}
