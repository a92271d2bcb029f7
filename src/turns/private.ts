import type { JsonObject } from '../domain/json.js';
import type { TurnState } from './beat.js';

/** Dialogs that whoever picks up the telephone later must not see. */
const PRIVATE = ['report', 'case-status', 'privacy', 'danger', 'danger-doubt'];
/** After this silence whoever writes may be somebody else. Milliseconds. */
export const PRIVATE_MS = 30 * 60 * 1000;
/** Where the conversation remembers when its person wrote last, and the report that was put away. */
export const LAST_AT = 'last-at';
export const SET_ASIDE = 'set-aside';

/** Whoever writes after a while may be somebody else with the telephone: what was private is put away without a word.
 * A report half told waits for *seguir*, with the agreed word where there is one. */
export function setAside(state: TurnState): void {
  const report = state.stack.findLast((frame) => frame.dialog === 'report');
  if (report) state.memory[SET_ASIDE] = report as unknown as JsonObject;
  if (state.stack.some((frame) => PRIVATE.includes(frame.dialog))) state.stack.length = 0;
}
