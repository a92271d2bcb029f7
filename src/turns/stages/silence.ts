import type { JsonObject } from '../../domain/json.js';
import type { FlowMachine } from '../../engine/flow/machine.js';
import type { Frame } from '../../engine/flow/state.js';
import type { Beat, Stage, TurnState } from '../beat.js';
import { plainWords } from '../commands.js';
import type { StageParts } from './stage-parts.js';

/** What was asked after words of danger is asked again this long. */
const DANGER_ASKED_MS = 2 * 3600 * 1000;
/** Dialogs that whoever picks up the telephone later must not see. */
const PRIVATE = ['report', 'case-status', 'privacy', 'danger', 'danger-doubt'];
const PRIVATE_MS = 30 * 60 * 1000;
const LAST_AT = 'last-at';
const SET_ASIDE = 'set-aside';

/** Who writes hours after words of danger may be somebody else with the telephone: what was asked then is gone. */
export function silence({ machine }: StageParts): Stage {
  return async ({ state, input }, next) => {
    if (input.event) return next();
    const last = Number(state.memory[LAST_AT] ?? input.now);
    state.memory[LAST_AT] = input.now;
    if (input.now - last > PRIVATE_MS) setAside(state);
    const frame = machine.waiting(state);
    const began = frame?.dialog === 'danger' ? Number(frame.slots.at ?? input.now) : input.now;
    if (input.now - began > DANGER_ASKED_MS) machine.cancel(state);
    return next();
  };
}

/** Whoever writes after a while may be somebody else with the telephone: what was private is put away without a word.
 * A report half told waits for *seguir*, with the agreed word where there is one. */
function setAside(state: TurnState): void {
  const report = state.stack.findLast((frame) => frame.dialog === 'report');
  if (report) state.memory[SET_ASIDE] = report as unknown as JsonObject;
  if (state.stack.some((frame) => PRIVATE.includes(frame.dialog))) state.stack.length = 0;
}

/** "seguir", or "seguir" and the agreed word: the report that was put away goes on. */
export function resumes(machine: FlowMachine, beat: Beat): boolean {
  const { state, input } = beat;
  const aside = state.memory[SET_ASIDE] as unknown as Frame | undefined;
  const asked = /^(?:seguir|continuar|sigamos)(?:\s+(.+))?$/.exec(plainWords(input.text));
  if (!aside || !asked || machine.waiting(state)) return false;
  const word = typeof aside.slots.word === 'string' ? plainWords(aside.slots.word) : undefined;
  if (word !== asked[1]) return false;
  delete state.memory[SET_ASIDE];
  state.stack.push(aside);
  return true;
}
