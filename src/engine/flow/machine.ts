import type { JsonObject } from '../../domain/json.js';
import { Problem } from '../../problem.js';
import { following } from './dialog.js';
import { enterStep, runCall } from './entering.js';
import { dialogOf, freshFrame, stepOf } from './frames.js';
import type { FlowParts } from './parts.js';
import { undoAnswer } from './slots.js';
import type { FlowInput, FlowOutput, FlowState, Frame } from './state.js';
import { takeAnswer } from './taking.js';

/** More steps than this in one turn is a loop without a wait: the turn fails instead of the process. */
const MAX_STEPS = 100;

export type Resumed = 'handled' | 'not-understood';

/**
 * The dialog machine: runs dialogs/*.yaml until they wait. It changes the state it is given (the caller owns a copy)
 * and collects what is said and what is to be done in `output`; it performs nothing.
 */
export class FlowMachine {
  readonly #parts: FlowParts;

  constructor(parts: FlowParts) {
    this.#parts = parts;
  }

  /** The frame that waits for an answer, if any. */
  waiting(state: FlowState): Frame | undefined {
    return state.stack.at(-1);
  }

  /** What kind of answer is awaited. A story (`expect: story`) is free text: what is told in it is never taken for an
   * order, and words of danger in it are taken as told as well. */
  awaits(state: FlowState): 'free-text' | 'form' | 'answer' | null {
    const frame = this.waiting(state);
    if (!frame) return null;
    const step = stepOf(this.#parts, frame);
    if (step && 'form' in step) return 'form';
    return step && 'ask' in step && step.expect === 'story' ? 'free-text' : 'answer';
  }

  /** Starts a dialog on top of whatever waits; what waited is asked again when it ends. */
  async begin(
    state: FlowState,
    dialogId: string,
    slots: JsonObject,
    input: FlowInput,
    output: FlowOutput,
  ): Promise<void> {
    state.stack.push(freshFrame(this.#parts, dialogId, slots));
    await this.#advance(state, input, output);
  }

  /** Gives the person's answer to the waiting step. 'not-understood' leaves the state as it was. */
  async resume(state: FlowState, input: FlowInput, output: FlowOutput): Promise<Resumed> {
    const frame = this.waiting(state);
    if (!frame) return 'not-understood';
    const step = stepOf(this.#parts, frame);
    if (!step) {
      await this.#restart(state, frame, input, output);
      return 'handled';
    }
    const taken = takeAnswer(this.#parts, dialogOf(this.#parts, frame.dialog), frame, step, input, output);
    if (taken === 'not-understood') return taken;
    frame.tries = 0;
    if (taken === 'wait') return 'handled';
    this.#leave(state, frame, taken, output);
    await this.#advance(state, input, output);
    return 'handled';
  }

  /** Asks the waiting question again, counting that it was not understood. */
  async askAgain(state: FlowState, input: FlowInput, output: FlowOutput): Promise<void> {
    const frame = this.waiting(state);
    if (!frame) return;
    frame.tries += 1;
    output.said.push({
      key: frame.tries >= 3 ? 'common:still-not-understood' : 'common:not-understood-answer',
    });
    await this.repeat(state, input, output);
  }

  /** Says the waiting question once more. */
  async repeat(state: FlowState, input: FlowInput, output: FlowOutput): Promise<void> {
    if (this.waiting(state)) await this.#advance(state, input, output);
  }

  /** One question back, undoing what its answer had set. False when there is none before it. */
  async back(state: FlowState, input: FlowInput, output: FlowOutput): Promise<boolean> {
    const frame = this.waiting(state);
    if (!frame) return false;
    const step = stepOf(this.#parts, frame);
    if (step && 'form' in step && this.#parts.forms?.back(frame, step.form, input)) {
      await this.#advance(state, input, output);
      return true;
    }
    if (!undoAnswer(frame)) return false;
    await this.#advance(state, input, output);
    return true;
  }

  /** Drops the active dialog with those that started it (not what was interrupted by it). False when none waits. */
  cancel(state: FlowState): boolean {
    const dropped = state.stack.pop();
    for (let parent = this.waiting(state); parent && this.#isStarting(parent); parent = this.waiting(state)) {
      state.stack.pop();
    }
    return dropped !== undefined;
  }

  /** The person leaves: as `cancel`, after the dialog has kept what it wants to keep (`leaving`). */
  async leave(state: FlowState, input: FlowInput, output: FlowOutput): Promise<boolean> {
    const frame = this.waiting(state);
    const leaving = frame && this.#parts.dialogs.get(frame.dialog)?.leaving;
    if (leaving)
      await runCall(this.#parts, state, frame, { id: 'leaving', call: leaving }, input, output, null);
    return this.cancel(state);
  }

  /** Takes away offers that nobody took up, so that another wish is served in their place. False when there were none. */
  dropPassing(state: FlowState): boolean {
    let dropped = false;
    for (let frame = this.waiting(state); frame; frame = this.waiting(state)) {
      if (!this.#parts.dialogs.get(frame.dialog)?.passing) return dropped;
      dropped = this.cancel(state);
    }
    return dropped;
  }

  /** Whether the message is one of the options on offer, tapped or repeated in its own words. */
  picks(state: FlowState, input: FlowInput): boolean {
    const options = this.waiting(state)?.options ?? [];
    const said = input.text.trim().toLowerCase();
    return options.some((it) => it.value === input.choice || it.label.toLowerCase() === said);
  }

  #isStarting(frame: Frame): boolean {
    const step = stepOf(this.#parts, frame);
    return step !== undefined && 'start' in step;
  }

  /** An update took the waiting step away: apologise, begin again, keep the answers. */
  async #restart(state: FlowState, frame: Frame, input: FlowInput, output: FlowOutput): Promise<void> {
    output.said.push({ key: 'common:dialog-changed' });
    state.stack.pop();
    if (this.#parts.dialogs.has(frame.dialog))
      await this.begin(state, frame.dialog, frame.slots, input, output);
    else await this.#advance(state, input, output);
  }

  /** Runs steps until one waits or nothing is left. */
  async #advance(state: FlowState, input: FlowInput, output: FlowOutput): Promise<void> {
    for (let count = 0; count < MAX_STEPS; count += 1) {
      const frame = this.waiting(state);
      if (!frame) return;
      const step = stepOf(this.#parts, frame);
      if (!step) return this.#restart(state, frame, input, output);
      const next = await enterStep(this.#parts, state, frame, step, input, output);
      if (next === 'wait') return;
      this.#leave(state, frame, next, output);
    }
    throw new Problem(
      'dialog_loop',
      `dialog ${this.waiting(state)?.dialog} ran ${MAX_STEPS} steps without waiting`,
    );
  }

  /** Moves the frame to `next`, or ends it: a parent that had started it goes on, one that was interrupted asks again. */
  #leave(state: FlowState, frame: Frame, next: string | null | 'stay', output: FlowOutput): void {
    if (next === 'stay') return;
    if (next !== null && next !== 'end') {
      frame.step = next;
      return;
    }
    const index = state.stack.indexOf(frame);
    if (index >= 0) state.stack.splice(index, 1);
    const parent = this.waiting(state);
    if (!parent) return;
    const waitingStep = stepOf(this.#parts, parent);
    if (!waitingStep || !('start' in waitingStep)) {
      output.said.push({ key: 'common:back-to-it' });
      return;
    }
    for (const slot of waitingStep.give ?? [])
      if (frame.slots[slot] !== undefined) parent.slots[slot] = frame.slots[slot];
    this.#leave(state, parent, following(dialogOf(this.#parts, parent.dialog), waitingStep), output);
  }
}
