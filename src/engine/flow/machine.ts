import type { Json, JsonObject } from '../../domain/json.js';
import type { Said, SaidOption } from '../../domain/message.js';
import { Problem } from '../../problem.js';
import { type Dialog, following, holds, type Step, textKey } from './dialog.js';
import type { AnswerReader } from '../understanding/answers-in-dialogs/index.js';
import type { Call, FlowInput, FlowOutput, FlowState, Frame, OfferedOption, Reader } from './state.js';

/** More steps than this in one turn is a loop without a wait: the turn fails instead of the process. */
const MAX_STEPS = 100;
const MAX_TRAIL = 30;

export interface FormRunner {
  /** Begins or goes on with the form in `slots[slot]`; returns what to ask, or null when it is complete. */
  question(frame: Frame, slot: string, input: FlowInput): { said: Said[]; options?: SaidOption[] } | null;
  answer(frame: Frame, slot: string, input: FlowInput): { said: Said[] } | { notUnderstood: true } | null;
  back(frame: Frame, slot: string, input: FlowInput): boolean;
}

export interface FlowParts {
  readonly dialogs: ReadonlyMap<string, Dialog>;
  readonly calls: Readonly<Record<string, Call>>;
  readonly readers: Readonly<Record<string, Reader>>;
  /** The words of an option in the person's language, so that they can be matched when spoken. */
  readonly label: (locale: string, option: SaidOption) => string;
  /** Reads what a message answers to a question. */
  readonly readAnswer: AnswerReader;
  readonly forms?: FormRunner;
}

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

  /** What kind of answer is awaited: free text is never taken for a digression. */
  awaits(state: FlowState): 'free-text' | 'answer' | null {
    const frame = this.waiting(state);
    if (!frame) return null;
    const step = this.#stepOf(frame);
    return step && 'ask' in step && step.expect === 'text' ? 'free-text' : 'answer';
  }

  /** Starts a dialog on top of whatever waits; what waited is asked again when it ends. */
  async begin(
    state: FlowState,
    dialogId: string,
    slots: JsonObject,
    input: FlowInput,
    output: FlowOutput,
  ): Promise<void> {
    state.stack.push(this.#frame(dialogId, slots));
    await this.#advance(state, input, output);
  }

  /** Gives the person's answer to the waiting step. 'not-understood' leaves the state as it was. */
  async resume(state: FlowState, input: FlowInput, output: FlowOutput): Promise<Resumed> {
    const frame = this.waiting(state);
    if (!frame) return 'not-understood';
    const step = this.#stepOf(frame);
    if (!step) {
      await this.#restart(state, frame, input, output);
      return 'handled';
    }
    const taken = this.#take(frame, step, input, output);
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
    const step = this.#stepOf(frame);
    if (step && 'form' in step && this.#parts.forms?.back(frame, step.form, input)) {
      await this.#advance(state, input, output);
      return true;
    }
    const entry = frame.trail.pop();
    if (!entry) return false;
    this.#set(frame, entry.undo);
    frame.step = entry.step;
    frame.tries = 0;
    delete frame.options;
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

  /** Takes away offers that nobody took up, so that another wish is served in their place. */
  dropPassing(state: FlowState): void {
    for (let frame = this.waiting(state); frame; frame = this.waiting(state)) {
      if (!this.#parts.dialogs.get(frame.dialog)?.passing) return;
      this.cancel(state);
    }
  }

  #isStarting(frame: Frame): boolean {
    const step = this.#stepOf(frame);
    return step !== undefined && 'start' in step;
  }

  #frame(dialogId: string, slots: JsonObject): Frame {
    const dialog = this.#dialog(dialogId);
    const first = dialog.steps[0];
    if (!first) throw new Problem('dialog_invalid', `dialog ${dialogId} has no steps`);
    return { dialog: dialogId, hash: dialog.hash, step: first.id, slots: { ...slots }, trail: [], tries: 0 };
  }

  #dialog(id: string): Dialog {
    const dialog = this.#parts.dialogs.get(id);
    if (!dialog) throw new Problem('dialog_unknown', `no dialog is called ${id}`);
    return dialog;
  }

  #stepOf(frame: Frame): Step | undefined {
    const dialog = this.#parts.dialogs.get(frame.dialog);
    return dialog?.steps.find((step) => step.id === frame.step);
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
      const step = this.#stepOf(frame);
      if (!step) return this.#restart(state, frame, input, output);
      const next = await this.#enter(state, frame, step, input, output);
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
    const waitingStep = this.#stepOf(parent);
    if (!waitingStep || !('start' in waitingStep)) {
      output.said.push({ key: 'common:back-to-it' });
      return;
    }
    for (const slot of waitingStep.give ?? [])
      if (frame.slots[slot] !== undefined) parent.slots[slot] = frame.slots[slot];
    this.#leave(state, parent, following(this.#dialog(parent.dialog), waitingStep), output);
  }

  /** Does a step that is reached. Returns the next step's id, null or 'end' for the end, or 'wait'. */
  async #enter(
    state: FlowState,
    frame: Frame,
    step: Step,
    input: FlowInput,
    output: FlowOutput,
  ): Promise<string | null | 'wait' | 'stay'> {
    const dialog = this.#dialog(frame.dialog);
    const next = following(dialog, step);
    if ('say' in step) {
      const keys = Array.isArray(step.say) ? step.say : [step.say];
      for (const key of keys) output.said.push(saidOf(dialog, frame, key, step.with));
      return next;
    }
    if ('goto' in step) return step.goto;
    if ('end' in step) return 'end';
    if ('when' in step) {
      const match = step.when.find((it) => holds(it as never, frame.slots[it.slot]));
      return match ? match.go : (step.else ?? next);
    }
    if ('call' in step) return this.#call(state, frame, step, input, output, next);
    if ('start' in step) {
      const given: JsonObject = {};
      for (const slot of step.give ?? [])
        if (frame.slots[slot] !== undefined) given[slot] = frame.slots[slot] as Json;
      state.stack.push(this.#frame(step.start, given));
      return 'stay';
    }
    if ('form' in step) return this.#form(frame, step, input, output, next);
    this.#pose(dialog, frame, step, input, output);
    return 'wait';
  }

  async #call(
    state: FlowState,
    frame: Frame,
    step: Extract<Step, { call: string }>,
    input: FlowInput,
    output: FlowOutput,
    next: string | null,
  ): Promise<string | null> {
    const call = this.#parts.calls[step.call];
    if (!call)
      throw new Problem('call_unknown', `dialog ${frame.dialog} calls ${step.call}, which does not exist`);
    const result = await call.run({
      ...input,
      slots: frame.slots,
      memory: state.memory,
      args: (step.args ?? {}) as JsonObject,
    });
    if (result.slots) this.#record(frame, result.slots);
    for (const [key, value] of Object.entries(result.memory ?? {})) {
      if (value === null) delete state.memory[key];
      else state.memory[key] = value;
    }
    output.said.push(...(result.say ?? []));
    output.effects.push(...(result.effects ?? []));
    return (result.outcome !== undefined ? step.on?.[result.outcome] : undefined) ?? next;
  }

  #form(
    frame: Frame,
    step: Extract<Step, { form: string }>,
    input: FlowInput,
    output: FlowOutput,
    next: string | null,
  ): string | null | 'wait' {
    const question = this.#forms().question(frame, step.form, input);
    if (!question) return next;
    const { said, options = [] } = question;
    const last = said.at(-1);
    output.said.push(
      ...said.slice(0, -1),
      ...(last ? [options.length > 0 ? { ...last, options } : last] : []),
    );
    frame.options = this.#offered(options, input.locale);
    return 'wait';
  }

  #forms(): FormRunner {
    if (!this.#parts.forms)
      throw new Problem('forms_missing', 'a dialog has a form step but no form runner was given');
    return this.#parts.forms;
  }

  /** Asks. */
  #pose(dialog: Dialog, frame: Frame, step: Step, input: FlowInput, output: FlowOutput): void {
    delete frame.options;
    const question =
      'ask' in step ? step.ask : 'confirm' in step ? step.confirm : 'choose' in step ? step.choose : '';
    const said = saidOf(dialog, frame, question, 'with' in step ? step.with : undefined);
    const options = optionsOf(dialog, frame, step) ?? said.options ?? [];
    output.said.push(options.length > 0 ? { ...said, options } : said);
    if (options.length > 0) frame.options = this.#offered(options, input.locale);
  }

  #offered(options: readonly SaidOption[], locale: string): OfferedOption[] {
    return options.map((it) => ({ value: it.value, label: this.#parts.label(locale, it) }));
  }

  /** Takes an answer. Returns where to go, 'wait' when something else was asked first, or 'not-understood'. */
  #take(
    frame: Frame,
    step: Step,
    input: FlowInput,
    output: FlowOutput,
  ): string | null | 'wait' | 'not-understood' | 'stay' {
    const dialog = this.#dialog(frame.dialog);
    const next = following(dialog, step);
    if ('form' in step) {
      const result = this.#forms().answer(frame, step.form, input);
      if (result === null) return 'stay';
      if ('notUnderstood' in result) return 'not-understood';
      output.said.push(...result.said);
      return 'stay';
    }
    if ('ask' in step) return this.#takeAsk(frame, step, input, output, next);
    if ('confirm' in step) {
      const yes = this.#yesNo(frame, input);
      if (yes === null) return 'not-understood';
      this.#answered(frame, step.id, step.save === undefined ? {} : { [step.save]: yes });
      return (yes ? step.yes : step.no) ?? next;
    }
    if ('choose' in step) {
      const value = this.#chosen(frame, input);
      if (value === null && (step.other === undefined || input.choice !== undefined)) return 'not-understood';
      this.#answered(frame, step.id, { [step.save]: value ?? input.text });
      if (value === null) return step.other ?? next;
      return step.options?.find((it) => it.value === value)?.go ?? next;
    }
    return 'stay';
  }

  #takeAsk(
    frame: Frame,
    step: Extract<Step, { ask: string }>,
    input: FlowInput,
    output: FlowOutput,
    next: string | null,
  ): string | null | 'wait' | 'not-understood' {
    const picked = frame.options ? this.#chosen(frame, input) : null;
    if (picked !== null) {
      this.#answered(frame, step.id, { [step.save]: picked });
      return next;
    }
    const reader = this.#parts.readers[step.expect];
    if (!reader)
      throw new Problem(
        'reader_unknown',
        `dialog ${frame.dialog} expects ${step.expect}, which nothing reads`,
      );
    const reading = reader(input);
    if ('notUnderstood' in reading) return 'not-understood';
    if ('again' in reading) {
      output.said.push(reading.again);
      return 'wait';
    }
    if ('choose' in reading) {
      output.said.push(reading.choose);
      frame.options = this.#offered(reading.choose.options, input.locale);
      return 'wait';
    }
    this.#answered(frame, step.id, { [step.save]: reading.value });
    return next;
  }

  /** Value of the option that was tapped, numbered, named or described; null when none is. */
  #chosen(frame: Frame, input: FlowInput): string | null {
    const options = frame.options ?? [];
    if (input.choice !== undefined) return options.find((it) => it.value === input.choice)?.value ?? null;
    const answer = this.#parts.readAnswer(input.text, { kind: 'choice', options }, input);
    if (answer.kind === 'none_of_them') return options.find((it) => it.value === 'none')?.value ?? null;
    const value = answer.kind === 'value' || answer.kind === 'correction' ? answer.value : null;
    return options.find((it) => it.value === value)?.value ?? null;
  }

  #yesNo(frame: Frame, input: FlowInput): boolean | null {
    const picked = this.#chosen(frame, input);
    if (picked !== null || input.choice !== undefined) return picked === null ? null : picked === 'yes';
    const answer = this.#parts.readAnswer(input.text, { kind: 'yes_no' }, input);
    return answer.kind === 'value' && typeof answer.value === 'boolean' ? answer.value : null;
  }

  /** Notes an answer so that "atrás" can undo it. */
  #answered(frame: Frame, step: string, slots: JsonObject): void {
    frame.trail.push({ step, undo: {} });
    if (frame.trail.length > MAX_TRAIL) frame.trail.shift();
    delete frame.options;
    this.#record(frame, slots);
  }

  #record(frame: Frame, slots: JsonObject): void {
    const undo = frame.trail.at(-1)?.undo;
    for (const slot of Object.keys(slots)) {
      if (undo && !(slot in undo)) undo[slot] = frame.slots[slot] ?? null;
    }
    this.#set(frame, slots);
  }

  #set(frame: Frame, slots: JsonObject): void {
    for (const [slot, value] of Object.entries(slots)) {
      if (value === null) delete frame.slots[slot];
      else frame.slots[slot] = value;
    }
  }
}

/** The text of a key, or what a call left in a slot (`$question`). */
function saidOf(dialog: Dialog, frame: Frame, key: string, names: readonly string[] | undefined): Said {
  if (key.startsWith('$')) return frame.slots[key.slice(1)] as unknown as Said;
  return { key: textKey(dialog, key), args: argsOf(frame, names) };
}

function argsOf(frame: Frame, names: readonly string[] | undefined): Record<string, string | number> {
  const args: Record<string, string | number> = {};
  for (const name of names ?? []) {
    const value = frame.slots[name];
    if (typeof value === 'string' || typeof value === 'number') args[name] = value;
  }
  return args;
}

function optionsOf(dialog: Dialog, frame: Frame, step: Step): readonly SaidOption[] | undefined {
  if ('confirm' in step)
    return [
      { value: 'yes', key: 'common:yes' },
      { value: 'no', key: 'common:no' },
    ];
  if (!('choose' in step)) return undefined;
  if (step.options) return step.options.map((it) => ({ value: it.value, key: textKey(dialog, it.text) }));
  return step.options_from ? (frame.slots[step.options_from] as unknown as SaidOption[]) : undefined;
}
