import { plainWords } from '../commands.js';
import type { FlowMachine } from '../../engine/flow/machine.js';
import type { Beat, Stage, TurnState } from '../beat.js';
import { UNFINISHED } from '../calls/consultations.js';
import { LINK, linkMemory, withoutCopy } from '../carried.js';
import { GUESSES } from '../guesses.js';
import { everyHeld } from '../media/held.js';
import { besides } from './link.js';
import { resume } from './silence.js';
import type { StageParts } from './stage-parts.js';

/** How the service speaks from now on, and what it says of it. */
const SPEAKS = {
  easy: { locale: 'es-CO-x-facil', says: 'common:easy-on' },
  normal: { locale: 'es-CO', says: 'common:easy-off' },
  english: { locale: 'en', says: 'common:english-on' },
  spanish: { locale: 'es-CO', says: 'common:spanish-on' },
} as const;

/** Whole messages that order something on any step of any dialog. */
export function commands(parts: StageParts): Stage {
  const { machine, commandOf } = parts;
  return async (beat, next) => {
    if (await resume(parts, beat)) return;
    const command = beat.input.choice === undefined ? commandOf(beat.input.text) : null;
    // "seguir" in the middle of a task is an answer to it.
    if (!command || command === 'resume') return next();
    const { state, input, said } = beat;
    switch (command) {
      case 'help':
        said.push({ key: 'common:help' });
        return machine.repeat(state, input, beat);
      case 'menu':
        if (machine.waiting(state)?.dialog === 'danger') return next();
        while (await machine.leave(state, input, beat));
        return machine.begin(state, 'menu', {}, input, beat);
      case 'cancel':
        // "ya no" after words of danger is first asked about, never just believed.
        if (machine.waiting(state)?.dialog === 'danger') return next();
        return cancel(machine, beat);
      case 'back':
        if (await machine.back(state, input, beat)) return;
        said.push({ key: 'common:nothing-before' });
        return machine.repeat(state, input, beat);
      case 'exit':
        while (await machine.leave(state, input, { said: [], effects: beat.effects }));
        state.stack.length = 0;
        dropHeld(beat);
        forget(state);
        said.push({ key: 'common:goodbye' });
        return;
      case 'easy':
      case 'normal':
      case 'english':
      case 'spanish':
        state.locale = SPEAKS[command].locale;
        said.push({ key: SPEAKS[command].says });
        return machine.repeat(state, input, beat);
      case 'report':
        // In the middle of a report it is part of what is told, or of the way to it.
        if (state.stack.some((frame) => frame.dialog === 'report' || frame.dialog.startsWith('danger')))
          return next();
        return open(machine, beat, 'report');
      case 'privacy':
        return open(machine, beat, 'privacy');
      case 'status':
        return open(machine, beat, 'case-status');
      case 'lost':
        return asksForCode(parts, beat) ? lost(parts, beat) : next();
      case 'elsewhere':
        return besides(machine, beat, {});
      case 'apart':
        // "No fui yo" is what people also answer: an order only where there is something to take back.
        if (linkMemory(state.memory).joined !== true) return next();
        return besides(machine, beat, { apart: true });
    }
  };
}

/** A dialog that is asked for by name, in place of an offer and on top of a task; once, however often it is asked for. */
async function open(machine: FlowMachine, { state, input, ...output }: Beat, dialog: string): Promise<void> {
  machine.dropPassing(state);
  if (machine.waiting(state)?.dialog === dialog) machine.cancel(state);
  return machine.begin(state, dialog, {}, input, output);
}

/** What a code or a word is called. */
const NAMES_CODE = /codigo|palabra|clave|\b(?:code|word)\b/;

/** Whether a case's code is asked for, or spoken of where nothing is. */
function asksForCode({ machine, dialogs }: StageParts, { state, input }: Beat): boolean {
  const waiting = machine.waiting(state);
  if (waiting?.dialog === 'case-status') return waiting.step === 'ask';
  const isFree = waiting === undefined || dialogs.get(waiting.dialog)?.passing === true;
  return isFree && NAMES_CODE.test(plainWords(input.text));
}

/** What can be done without the code; and it may still be written. */
async function lost({ machine }: StageParts, { state, input, ...output }: Beat): Promise<void> {
  machine.dropPassing(state);
  output.said.push({ key: 'case-status:lost', lines: [{ key: 'case-status:lost-person' }] });
  if (machine.waiting(state)) return machine.repeat(state, input, output);
  return machine.begin(state, 'case-status', {}, input, output);
}

/** Files that belong to nothing yet go with the person who leaves. */
function dropHeld({ state, effects }: Beat): void {
  const ids = everyHeld(state.memory).map(({ id }) => id);
  if (ids.length > 0) effects.push({ kind: 'media.drop', data: { ids } });
}

const STAYS = [UNFINISHED, GUESSES];

/** Who leaves comes back to their unfinished consultations, and nobody to anything else. */
function forget(state: TurnState): void {
  const link = withoutCopy(state.memory);
  for (const key of Object.keys(state.memory)) if (!STAYS.includes(key)) delete state.memory[key];
  if (Object.keys(link).length > 0) state.memory[LINK] = link;
}

/** Drops what is asked: offers and figures first, and only where there are none, the task beneath. */
export async function cancel(machine: FlowMachine, beat: Beat): Promise<void> {
  const { state, input, said } = beat;
  const before = said.length;
  const dropped = machine.dropPassing(state) || (await machine.leave(state, input, beat));
  if (!dropped) said.push({ key: 'common:nothing-to-cancel' });
  else if (machine.waiting(state)) said.push({ key: 'common:cancelled-back' });
  // A dialog that kept something has said so itself.
  else if (said.length === before) said.push({ key: 'common:cancelled' });
  return machine.repeat(state, input, beat);
}
