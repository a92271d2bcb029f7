import type { FlowState } from '../../engine/flow/state.js';
import type { Stage } from '../beat.js';
import type { StageParts } from './stage-parts.js';

/** What happened elsewhere (an agency answered, a consultation closed) starts the dialog that tells it. */
export function events({ machine, dialogs }: StageParts): Stage {
  return async (beat, next) => {
    const { event } = beat.input;
    if (!event) return next();
    const dialog = [...dialogs.values()].find((it) => it.events.includes(event.name));
    if (!dialog) return;
    // News is told beside what waits: a question that may be private is never repeated because of it.
    const aside: FlowState = { stack: [], memory: beat.state.memory };
    await machine.begin(aside, dialog.id, event.data, beat.input, beat);
    beat.state.stack.push(...aside.stack);
  };
}
