import type { JsonObject } from '../../domain/json.js';
import type { Frame } from './state.js';

const MAX_TRAIL = 30;
/** The way back is part of the conversation's state, which has 16 KB. */
const MAX_TRAIL_LENGTH = 4_000;

/** Notes an answer so that "atrás" can undo it. */
export function noteAnswer(frame: Frame, step: string, slots: JsonObject): void {
  frame.trail.push({ step, undo: {} });
  delete frame.options;
  recordSlots(frame, slots);
  while (frame.trail.length > MAX_TRAIL || JSON.stringify(frame.trail).length > MAX_TRAIL_LENGTH)
    frame.trail.shift();
}

/** Sets slots, keeping beside the latest answer what they replaced. */
export function recordSlots(frame: Frame, slots: JsonObject): void {
  const undo = frame.trail.at(-1)?.undo;
  for (const slot of Object.keys(slots)) {
    if (undo && !(slot in undo)) undo[slot] = frame.slots[slot] ?? null;
  }
  setSlots(frame, slots);
}

/** Takes the latest answer back. False when there is none. */
export function undoAnswer(frame: Frame): boolean {
  const entry = frame.trail.pop();
  if (!entry) return false;
  setSlots(frame, entry.undo);
  frame.step = entry.step;
  frame.tries = 0;
  delete frame.options;
  return true;
}

function setSlots(frame: Frame, slots: JsonObject): void {
  for (const [slot, value] of Object.entries(slots)) {
    if (value === null) delete frame.slots[slot];
    else frame.slots[slot] = value;
  }
}
