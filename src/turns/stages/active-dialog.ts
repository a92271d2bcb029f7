import type { FlowState } from '../../engine/flow/state.js';
import type { Beat, Stage } from '../beat.js';
import { cancel } from './commands.js';
import type { StageParts } from './stage-parts.js';
import { clearlyAsks, dialogFor, wantsSomething } from './wishes.js';

/** Words of a message that may still be a wish and not a story. */
const LONGEST_WISH = 12;

/** The waiting dialog gets the answer first; a clear other wish is served and the question asked again after it. */
export function activeDialog({ machine, dialogs }: StageParts): Stage {
  const answerActive: Stage = async (beat, next) => {
    const { state, input } = beat;
    const waiting = machine.waiting(state);
    if (!waiting) return next();
    const wish = clearlyAsks(beat) ? input.recognition.intent : 'unknown';
    const awaited = machine.awaits(state);
    const leaves =
      waiting.dialog !== 'danger' &&
      ((awaited === 'free-text' && leavesStory(beat)) || (awaited === 'form' && asksAFigure(beat)));
    if (!leaves && (await machine.resume(state, input, beat)) === 'handled') return;
    if (dialogs.get(waiting.dialog)?.passing === true) {
      const beneath: FlowState = { stack: [...state.stack], memory: {} };
      machine.dropPassing(beneath);
      const task = machine.waiting(beneath) !== undefined;
      if (!task && !wantsSomething(beat)) return machine.askAgain(state, input, beat);
      machine.dropPassing(state);
      // An offer that was not taken up goes; the task it stood before gets the answer.
      return task ? answerActive(beat, next) : next();
    }
    if (wish === 'cancel' && waiting.dialog !== 'danger') return cancel(machine, beat);
    if (wish === 'greet') {
      beat.said.push({ key: 'common:hello-again' });
      return machine.repeat(state, input, beat);
    }
    const other = dialogFor(dialogs, wish);
    if (other && other.id !== waiting.dialog) return machine.begin(state, other.id, {}, input, beat);
    return machine.askAgain(state, input, beat);
  };
  return answerActive;
}

/** A question about a figure of some place, in the middle of a form: whatever a form asks, that is no answer to it. */
function asksAFigure(beat: Beat): boolean {
  const { intent, operation, territory, service } = beat.input.recognition;
  const asks = intent === 'indicator' && operation !== null && territory.length > 0 && service.length === 0;
  return asks && clearlyAsks(beat);
}

/** A short message that asks for something else while a story is awaited, and tells nothing: "cuántos homicidios hubo
 * en Palmira?", "mejor no". */
function leavesStory(beat: Beat): boolean {
  const { recognition, text } = beat.input;
  const short = text.trim().split(/\s+/).length <= LONGEST_WISH;
  return short && clearlyAsks(beat) && recognition.intent !== 'report' && recognition.service.length === 0;
}
