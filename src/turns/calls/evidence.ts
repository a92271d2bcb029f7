import type { Call, CallInput, CallOutput } from '../../engine/flow/state.js';
import { asJson, everyHeld, HELD, heldFiles } from '../media/held.js';

/** What dialogs/evidence.yaml calls. */
export function evidenceCalls(): Record<string, Call> {
  return {
    /** The case that is chosen next gets them. */
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

/** Files that wait for a report or a case, as its slot, and taken out of the memory; nothing where there are none. */
export function takeHeld({ memory, now }: CallInput): CallOutput {
  const files = heldFiles(memory, now);
  return files.length === 0 ? {} : { slots: { evidence: asJson(files) }, memory: { [HELD]: null } };
}
