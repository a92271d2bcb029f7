import type { Frame } from '../../engine/flow/state.js';
import type { Beat, Stage } from '../beat.js';
import { plainWords } from '../commands.js';
import { guessed, mayGuess } from '../guesses.js';
import { LAST_AT, PRIVATE_MS, SET_ASIDE, setAside } from '../private.js';
import type { StageParts } from './stage-parts.js';

/** What was asked after words of danger is asked again this long. */
const DANGER_ASKED_MS = 2 * 3600 * 1000;

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

/** "seguir", or "seguir" and the agreed word: the report that was put away goes on. A wrong word and nothing put away
 * are answered alike. False where the message is something else. */
export async function resume({ machine, dialogs, commandOf }: StageParts, beat: Beat): Promise<boolean> {
  const { state, input } = beat;
  const waiting = machine.waiting(state);
  if (waiting && dialogs.get(waiting.dialog)?.passing !== true) return false;
  const [order = '', word, ...rest] = plainWords(input.text).split(' ');
  if (rest.length > 0 || commandOf(order) !== 'resume') return false;
  const aside = state.memory[SET_ASIDE] as unknown as Frame | undefined;
  const agreed = typeof aside?.slots.word === 'string' ? plainWords(aside.slots.word) : undefined;
  if (word !== undefined && !mayGuess(state.memory, input.now))
    beat.said.push({ key: 'case-status:guesses' });
  else if (!aside || agreed !== word) {
    if (word !== undefined) Object.assign(state.memory, guessed(state.memory, input.now));
    beat.said.push({ key: 'common:nothing-to-resume' });
  } else {
    machine.dropPassing(state);
    delete state.memory[SET_ASIDE];
    state.stack.push(aside);
  }
  await machine.repeat(state, input, beat);
  return true;
}
