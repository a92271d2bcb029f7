import type { JsonObject } from '../../domain/json.js';
import type { FlowMachine } from '../../engine/flow/machine.js';
import type { FlowOutput, FlowState, Frame } from '../../engine/flow/state.js';
import type { Beat, Stage } from '../beat.js';
import { channelName } from '../calls/link.js';
import {
  type Carried,
  giveBack,
  LINK,
  linkMemory,
  rememberLink,
  restore,
  takeAway,
  takeIn,
  withoutCopy,
} from '../carried.js';
import { PRIVATE_MS, setAside } from '../private.js';
import type { StageParts } from './stage-parts.js';

/** One person in several channels: a code that was typed here, what the other channel says, and what goes there. Stands
 * after danger; what is asked or told here never says what a conversation is about. */
export function link(parts: StageParts): Stage {
  return async (beat, next) => {
    const { input, effects } = beat;
    if (input.event) {
      const happens = EVENTS[input.event.name];
      return happens ? happens(parts, beat, input.event.data) : next();
    }
    const code = input.choice === undefined ? parts.linkCodeOf(input.text) : null;
    if (code !== null) {
      parts.machine.dropPassing(beat.state);
      return besides(parts.machine, beat, { code });
    }
    await next();
    const joining = effects.findIndex(({ kind }) => kind === 'link.join');
    if (joining >= 0) goAway(parts, beat, joining);
    if (effects.some(({ kind }) => kind === 'person.erase')) leaveNothing(beat);
    const parting = effects.find(({ kind }) => kind === 'link.part');
    if (parting) await part(parts, beat, parting.data.links as string[]);
  };
}

/** Begins the link dialog beside what waits, which is not repeated: it may be private, or about to go elsewhere. */
export async function besides(machine: FlowMachine, beat: Beat, slots: JsonObject): Promise<void> {
  const aside: FlowState = { stack: [], memory: beat.state.memory };
  await machine.begin(aside, 'link', slots, beat.input, beat);
  beat.state.stack.push(...aside.stack);
}

const isOffer =
  ({ dialogs }: StageParts) =>
  (frame: Frame): boolean =>
    frame.dialog === 'link' || dialogs.get(frame.dialog)?.passing === true;

/** The person said yes: what was asked here is asked there, and not here again. */
function goAway(parts: StageParts, { state, said, effects, input }: Beat, index: number): void {
  const effect = effects[index];
  if (!effect) return;
  const told = said.findIndex(({ key }) => key === 'link:moved');
  said.length = told + 1;
  const carried = takeAway(state, String(effect.data.link), input.now, isOffer(parts));
  effects[index] = { ...effect, data: { ...effect.data, carried: carried as unknown as JsonObject } };
}

/** "No fui yo": what came from elsewhere goes, what had gone there is here again. */
async function part({ machine }: StageParts, beat: Beat, links: readonly string[]): Promise<void> {
  const { state, input } = beat;
  let since: number | null = null;
  for (const id of links) {
    giveBack(state, id);
    since = restore(state, id, input.now) ?? since;
  }
  rememberLink(state, { ...linkMemory(state.memory), joined: false });
  if (since === null) return;
  if (input.now - since > PRIVATE_MS) return setAside(state);
  return machine.repeat(state, input, beat);
}

/** Everything is erased: what was being told beneath the question goes too, and is not asked again. */
function leaveNothing({ state, said, effects }: Beat): void {
  for (const { slots } of state.stack) {
    const story = slots.story;
    if (Array.isArray(story) && story.length > 0) effects.push({ kind: 'story.drop', data: { story } });
  }
  state.stack = [];
  said.length = said.findIndex(({ key }) => key === 'privacy:erased') + 1;
}

type Happens = (parts: StageParts, beat: Beat, data: JsonObject) => void | Promise<void>;

const EVENTS: Readonly<Record<string, Happens>> = {
  'link.claimed': claimed,
  'conversation.moved': moved,
  'address.joined': sameAddress,
  'link.refused': (_parts, { said }) => void said.push({ key: 'link:refused' }),
  'link.failed': failed,
  'link.parted': parted,
  'conversation.erase': erase,
};

/** Somebody typed the code: is it them? Who is answering about danger is asked afterwards. */
async function claimed({ machine }: StageParts, beat: Beat, data: JsonObject): Promise<void> {
  const { state, input } = beat;
  if (input.now >= Number(data.until)) return;
  const slots = { claimed: true, link: data.link ?? null, to: data.to ?? null };
  if (!machine.waiting(state)?.dialog.startsWith('danger')) return besides(machine, beat, slots);
  const silent: FlowOutput = { said: [], effects: beat.effects };
  const aside: FlowState = { stack: [], memory: state.memory };
  await machine.begin(aside, 'link', slots, input, silent);
  state.stack.unshift(...aside.stack);
}

/** The channel found that this address is a person's who is known under another: there is nothing to ask. */
function sameAddress(parts: StageParts, { state, effects, input }: Beat, data: JsonObject): void {
  const carried = takeAway(state, '', input.now, isOffer(parts));
  const { left: _copy, ...known } = linkMemory(state.memory);
  rememberLink(state, known);
  effects.push({
    kind: 'link.same',
    data: { address: data.person ?? '', at: input.now, carried: carried as unknown as JsonObject },
  });
}

/** What was asked elsewhere goes on here. */
async function moved(parts: StageParts, beat: Beat, data: JsonObject): Promise<void> {
  const { machine } = parts;
  const { state, said, input } = beat;
  const isInDanger = machine.waiting(state)?.dialog.startsWith('danger') === true;
  takeIn(state, String(data.link), data.carried as unknown as Carried, isOffer(parts));
  if (data.same === true) said.push(...(machine.waiting(state) ? [{ key: 'common:back-to-it' }] : []));
  else said.push({ key: 'link:here', args: { there: channelName(String(data.from)) } });
  if (Number(data.twice) > 0) said.push({ key: 'link:counted-once' });
  if (!isInDanger) await machine.repeat(state, input, beat);
}

/** The code was too old after all, or somebody else's yes had ended it: everything is as it was. */
async function failed({ machine }: StageParts, beat: Beat, data: JsonObject): Promise<void> {
  const { state, said, input } = beat;
  const { left, joined: _joined, ...known } = linkMemory(state.memory);
  if (left?.link !== data.link) return;
  restore(state, String(data.link), input.now);
  rememberLink(state, known);
  said.push({ key: 'link:late' });
  return machine.repeat(state, input, beat);
}

/** The other channel took the link back. Whoever holds this one sees nothing of what had been asked. */
function parted(_parts: StageParts, { state, said, input }: Beat, data: JsonObject): void {
  const link = String(data.link);
  giveBack(state, link);
  if (restore(state, link, input.now) !== null) setAside(state);
  rememberLink(state, { ...linkMemory(state.memory), joined: false });
  said.push({ key: 'link:parted-there' });
}

/** The person erased what is theirs in another channel: here too, and without a word to whoever holds this one. */
function erase(_parts: StageParts, { state, effects }: Beat, data: JsonObject): void {
  const kept = withoutCopy({
    [LINK]: { ...linkMemory(state.memory), joined: false } as unknown as JsonObject,
  });
  state.stack = [];
  state.memory = Object.keys(kept).length > 0 ? { [LINK]: kept } : {};
  effects.push({ kind: 'history.erase', data: { before: Number(data.before) } });
}
