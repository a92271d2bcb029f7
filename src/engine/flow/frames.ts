import type { JsonObject } from '../../domain/json.js';
import { Problem } from '../../problem.js';
import type { Dialog, Step } from './dialog.js';
import type { FlowParts } from './parts.js';
import type { Frame } from './state.js';

/** A frame at the first step of a dialog. @throws Problem `dialog_unknown`, `dialog_invalid`. */
export function freshFrame(parts: FlowParts, dialogId: string, slots: JsonObject): Frame {
  const dialog = dialogOf(parts, dialogId);
  const first = dialog.steps[0];
  if (!first) throw new Problem('dialog_invalid', `dialog ${dialogId} has no steps`);
  return { dialog: dialogId, hash: dialog.hash, step: first.id, slots: { ...slots }, trail: [], tries: 0 };
}

/** @throws Problem `dialog_unknown`. */
export function dialogOf(parts: FlowParts, id: string): Dialog {
  const dialog = parts.dialogs.get(id);
  if (!dialog) throw new Problem('dialog_unknown', `no dialog is called ${id}`);
  return dialog;
}

/** The step a frame waits at; undefined when an update took it away. */
export function stepOf(parts: FlowParts, frame: Frame): Step | undefined {
  const dialog = parts.dialogs.get(frame.dialog);
  return dialog?.steps.find((step) => step.id === frame.step);
}
