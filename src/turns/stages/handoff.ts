import type { JsonObject } from '../../domain/json.js';
import type { FlowMachine } from '../../engine/flow/machine.js';
import type { Beat, Stage } from '../beat.js';
import type { Command } from '../commands.js';
import type { StageParts } from './stage-parts.js';

/** Orders that leave the person of the Gobernación where they are. */
const BESIDES: readonly Command[] = [
  'help',
  'easy',
  'normal',
  'english',
  'spanish',
  'elsewhere',
  'apart',
  'privacy',
  'status',
];

/** What is asked and answered beside the talk: a code, a word, what is erased. None of it is for the official. */
const ASIDE = ['link', 'privacy', 'case-status'];

/** What the conversation remembers while a person attends it, or is awaited. */
interface Held extends JsonObject {
  id: string;
  held: boolean;
}

/** While a person of the Gobernación attends, what is written goes to them and the service is silent; "volver" ends
 * it. Stands after danger, which is watched all the same. */
export function handoff({ machine, commandOf }: StageParts): Stage {
  return async (beat, next) => {
    const { event } = beat.input;
    const now = beat.state.memory.handoff as Held | undefined;
    if (event?.name.startsWith('handoff.')) return happened(machine, beat, now, event);
    if (!now || event) return next();
    if (ASIDE.includes(machine.waiting(beat.state)?.dialog ?? '')) return next();
    const { body } = beat.message;
    if (body.kind !== 'text' && body.kind !== 'choice') return next();
    const command = body.kind === 'text' ? commandOf(beat.input.text) : null;
    if (command !== null && BESIDES.includes(command)) return next();
    if (command !== null && command !== 'resume' && command !== 'report')
      return left(machine, beat, now, command, next);
    const { text, now: at } = beat.input;
    beat.effects.push({ kind: 'handoff.say', data: { id: now.id, text, at } });
    if (!now.held) beat.said.push({ key: 'handoff:added' });
  };
}

async function left(
  machine: FlowMachine,
  beat: Beat,
  now: Held,
  command: Command,
  next: () => Promise<void>,
): Promise<void> {
  beat.effects.push({ kind: 'handoff.end', data: { id: now.id } });
  release(machine, beat);
  if (command === 'exit' || command === 'menu') return next();
  beat.said.push({ key: 'handoff:left' });
  return machine.repeat(beat.state, beat.input, beat);
}

async function happened(
  machine: FlowMachine,
  beat: Beat,
  now: Held | undefined,
  { name, data }: { readonly name: string; readonly data: JsonObject },
): Promise<void> {
  const official = String(data.official ?? '');
  const isCurrent = now?.id === data.id;
  if (name === 'handoff.said')
    beat.said.push({ key: 'handoff:official', args: { official, text: String(data.text) } });
  if (!isCurrent) return;
  if (name === 'handoff.taken') {
    beat.state.memory.handoff = { ...now, held: true };
    beat.said.push({ key: 'handoff:taken', args: { official } });
  }
  if (name !== 'handoff.ended') return;
  release(machine, beat);
  beat.said.push({ key: 'handoff:ended' });
  return machine.repeat(beat.state, beat.input, beat);
}

function release(machine: FlowMachine, beat: Beat): void {
  delete beat.state.memory.handoff;
  if (machine.waiting(beat.state)?.dialog === 'handoff') machine.cancel(beat.state);
}
