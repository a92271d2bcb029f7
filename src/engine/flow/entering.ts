import type { Json, JsonObject } from '../../domain/json.js';
import type { Said, SaidOption } from '../../domain/message.js';
import { Problem } from '../../problem.js';
import { following, holds, type Step } from './dialog.js';
import { dialogOf, freshFrame } from './frames.js';
import type { FlowParts, FormRunner } from './parts.js';
import { addressed, questionOf, saidOf } from './question.js';
import { recordSlots } from './slots.js';
import type { FlowInput, FlowOutput, FlowState, Frame, OfferedOption } from './state.js';

/** Does a step that is reached. Returns the next step's id, null or 'end' for the end, or 'wait'. */
export async function enterStep(
  parts: FlowParts,
  state: FlowState,
  frame: Frame,
  step: Step,
  input: FlowInput,
  output: FlowOutput,
): Promise<string | null | 'wait' | 'stay'> {
  const dialog = dialogOf(parts, frame.dialog);
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
  if ('call' in step) return runCall(parts, state, frame, step, input, output, next);
  if ('start' in step) {
    const given: JsonObject = {};
    for (const slot of step.give ?? [])
      if (frame.slots[slot] !== undefined) given[slot] = frame.slots[slot] as Json;
    state.stack.push(freshFrame(parts, step.start, given));
    return 'stay';
  }
  if ('form' in step) return askForm(parts, frame, step, input, output, next);
  const question = questionOf(dialog, frame, step);
  output.said.push(question);
  frame.options = offered(parts, question.options ?? [], input.locale, question.to);
  return 'wait';
}

/** Runs a call and takes over what it decided. Returns the step its outcome leads to. */
export async function runCall(
  parts: FlowParts,
  state: FlowState,
  frame: Frame,
  step: Extract<Step, { call: string }>,
  input: FlowInput,
  output: FlowOutput,
  next: string | null,
): Promise<string | null> {
  const call = parts.calls[step.call];
  if (!call)
    throw new Problem('call_unknown', `dialog ${frame.dialog} calls ${step.call}, which does not exist`);
  const result = await call.run({
    ...input,
    slots: frame.slots,
    memory: state.memory,
    args: (step.args ?? {}) as JsonObject,
  });
  if (result.slots) recordSlots(frame, result.slots);
  for (const [key, value] of Object.entries(result.memory ?? {})) {
    if (value === null) delete state.memory[key];
    else state.memory[key] = value;
  }
  output.said.push(...(result.say ?? []).map((said) => ({ ...said, ...addressed(frame) })));
  output.effects.push(...(result.effects ?? []));
  return (result.outcome !== undefined ? step.on?.[result.outcome] : undefined) ?? next;
}

function askForm(
  parts: FlowParts,
  frame: Frame,
  step: Extract<Step, { form: string }>,
  input: FlowInput,
  output: FlowOutput,
  next: string | null,
): string | null | 'wait' {
  const question = formsOf(parts).question(frame, step.form, input);
  if (!question) return next;
  const { said, options = [] } = question;
  const last = said.at(-1);
  output.said.push(...said.slice(0, -1), ...(last ? [options.length > 0 ? { ...last, options } : last] : []));
  frame.options = offered(parts, options, input.locale);
  return 'wait';
}

function formsOf(parts: FlowParts): FormRunner {
  if (!parts.forms)
    throw new Problem('forms_missing', 'a dialog has a form step but no form runner was given');
  return parts.forms;
}

function offered(
  parts: FlowParts,
  options: readonly SaidOption[],
  locale: string,
  to?: Said['to'],
): OfferedOption[] {
  return options.map((it) => ({ value: it.value, label: parts.label(locale, it, to) }));
}
