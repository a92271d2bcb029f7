import { Problem } from '../../problem.js';
import { type Dialog, following, type Step } from './dialog.js';
import type { FlowParts } from './parts.js';
import { noteAnswer } from './slots.js';
import type { FlowInput, FlowOutput, Frame } from './state.js';

/** Takes an answer. Returns where to go, 'wait' when something else was asked first, or 'not-understood'. */
export function takeAnswer(
  parts: FlowParts,
  dialog: Dialog,
  frame: Frame,
  step: Step,
  input: FlowInput,
  output: FlowOutput,
): string | null | 'wait' | 'not-understood' | 'stay' {
  const next = following(dialog, step);
  if ('form' in step) {
    const result = parts.forms?.answer(frame, step.form, input) ?? null;
    if (result === null) return 'stay';
    if ('notUnderstood' in result) return 'not-understood';
    output.said.push(...result.said);
    return 'stay';
  }
  if ('ask' in step) return takeAsk(parts, frame, step, input, output, next);
  if ('confirm' in step) {
    const yes = yesOrNo(parts, frame, input);
    if (yes === null) return 'not-understood';
    noteAnswer(frame, step.id, step.save === undefined ? {} : { [step.save]: yes });
    return (yes ? step.yes : step.no) ?? next;
  }
  if ('choose' in step) {
    const value = chosenOption(parts, frame, input);
    if (value === null && (step.other === undefined || input.choice !== undefined)) return 'not-understood';
    noteAnswer(frame, step.id, { [step.save]: value ?? input.text });
    if (value === null) return step.other ?? next;
    return step.options?.find((it) => it.value === value)?.go ?? next;
  }
  return 'stay';
}

function takeAsk(
  parts: FlowParts,
  frame: Frame,
  step: Extract<Step, { ask: string }>,
  input: FlowInput,
  output: FlowOutput,
  next: string | null,
): string | null | 'wait' | 'not-understood' {
  const picked = frame.options ? chosenOption(parts, frame, input) : null;
  if (picked !== null) {
    noteAnswer(frame, step.id, { [step.save]: picked });
    return next;
  }
  const reader = parts.readers[step.expect];
  if (!reader)
    throw new Problem('reader_unknown', `dialog ${frame.dialog} expects ${step.expect}, which nothing reads`);
  const reading = reader(input);
  if ('notUnderstood' in reading) return 'not-understood';
  if ('again' in reading) {
    output.said.push(reading.again);
    return 'wait';
  }
  if ('choose' in reading) {
    output.said.push(reading.choose);
    frame.options = reading.choose.options.map((it) => ({
      value: it.value,
      label: parts.label(input.locale, it),
    }));
    return 'wait';
  }
  noteAnswer(frame, step.id, { [step.save]: reading.value });
  return next;
}

/** Value of the option that was tapped, numbered, named or described; null when none is. */
function chosenOption(parts: FlowParts, frame: Frame, input: FlowInput): string | null {
  const options = frame.options ?? [];
  if (input.choice !== undefined) return options.find((it) => it.value === input.choice)?.value ?? null;
  const answer = parts.readAnswer(input.text, { kind: 'choice', options }, input);
  const value = answer.kind === 'value' || answer.kind === 'correction' ? answer.value : null;
  const named = options.find((it) => it.value === value);
  if (named) return named.value;
  const yes = saidYesOrNo(parts, input);
  const plain = yes === null ? undefined : options.find((it) => it.value === (yes ? 'yes' : 'no'));
  if (plain) return plain.value;
  const none = options.find((it) => it.value === 'none');
  const declined = answer.kind === 'none_of_them' || answer.kind === 'dont_know' || yes === false;
  return none && declined ? none.value : null;
}

/** Yes or no in whatever words; null when it is neither. A bare "no" to a list of guesses means none of them. */
function saidYesOrNo(parts: FlowParts, input: FlowInput): boolean | null {
  const answer = parts.readAnswer(input.text, { kind: 'yes_no' }, input);
  return answer.kind === 'value' && typeof answer.value === 'boolean' ? answer.value : null;
}

function yesOrNo(parts: FlowParts, frame: Frame, input: FlowInput): boolean | null {
  const picked = chosenOption(parts, frame, input);
  return picked === null ? null : picked === 'yes';
}
