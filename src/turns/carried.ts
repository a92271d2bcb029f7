import type { JsonObject } from '../domain/json.js';
import { MAX_STATE_BYTES } from '../domain/conversation.js';
import type { Frame } from '../engine/flow/state.js';
import type { TurnState } from './beat.js';
import { UNFINISHED } from './calls/consultations.js';
import { FOCUS } from './calls/indicators.js';
import { GUESSES } from './guesses.js';
import { LAST_AT, SET_ASIDE } from './private.js';

/** What a conversation remembers of being joined to others. */
export const LINK = 'link';

export interface LinkMemory {
  /** Whether it is joined to another one. */
  joined?: boolean;
  /** Codes that were typed and are none. */
  wrong?: { count: number; since: number };
  /** What went on elsewhere, to be given back when that was not the person's wish. */
  left?: Carried & { link: string; at: number };
  /** Consultations whose answers came along, by link. */
  came?: Record<string, string[]>;
}

/** What goes on in the other conversation: what was asked and what is remembered, the reading level among it. */
export interface Carried {
  stack: Frame[];
  memory: JsonObject;
  locale: string;
}

/** What was taken elsewhere can be given back this long. Milliseconds. */
const GIVEN_BACK_MS = 24 * 3600 * 1000;
/** A person of the Gobernación attends one conversation: that stays where it is. */
const STAYS = ['handoff', LINK, LAST_AT, GUESSES];
/** In a frame that came along: the link it came by. */
const CAME = 'came';

export const linkMemory = (memory: Readonly<JsonObject>): LinkMemory => (memory[LINK] ?? {}) as LinkMemory;

export function rememberLink(state: TurnState, link: LinkMemory): void {
  state.memory[LINK] = link as unknown as JsonObject;
}

/** Takes what goes on elsewhere out of a conversation; a copy stays for a day, in case it was not the person's wish. */
export function takeAway(
  state: TurnState,
  link: string,
  now: number,
  isOffer: (frame: Frame) => boolean,
): Carried {
  const staying = state.stack.filter((frame) => frame.dialog === 'handoff');
  const going = state.stack.filter((frame) => frame.dialog !== 'handoff' && !isOffer(frame));
  const memory: JsonObject = {};
  for (const [key, value] of Object.entries(state.memory)) if (!STAYS.includes(key)) memory[key] = value;
  for (const key of Object.keys(memory)) delete state.memory[key];
  state.stack = staying;
  const carried: Carried = { stack: going, memory, locale: state.locale };
  rememberLink(state, {
    ...linkMemory(state.memory),
    joined: true,
    left: { ...structuredClone(carried), link, at: now },
  });
  fit(state);
  return carried;
}

/** Puts what came along beside what the conversation had; what it was asking itself is asked again afterwards. */
export function takeIn(
  state: TurnState,
  link: string,
  carried: Carried,
  isOffer: (frame: Frame) => boolean,
): void {
  const frames = carried.stack.map((frame) => ({ ...frame, slots: { ...frame.slots, [CAME]: link } }));
  const own = state.stack.filter((frame) => !isOffer(frame));
  const isUrgent = own.some(({ dialog }) => dialog.startsWith('danger'));
  state.stack = isUrgent ? [...frames, ...own] : [...own, ...frames];
  const before = state.memory;
  const unfinished = { ...(before[UNFINISHED] as JsonObject), ...(carried.memory[UNFINISHED] as JsonObject) };
  const aside = carried.memory[SET_ASIDE] as unknown as Frame | undefined;
  state.memory = {
    ...before,
    ...carried.memory,
    ...(Object.keys(unfinished).length > 0 ? { [UNFINISHED]: unfinished } : {}),
    ...(aside
      ? { [SET_ASIDE]: { ...aside, slots: { ...aside.slots, [CAME]: link } } as unknown as JsonObject }
      : {}),
  };
  state.locale = carried.locale;
  const known = linkMemory(before);
  const came = { ...known.came, [link]: Object.keys((carried.memory[UNFINISHED] ?? {}) as JsonObject) };
  rememberLink(state, { ...known, joined: true, came });
  fit(state);
}

/** Danger, and a concern that is being told: whatever else goes, these wait until their person comes back to them. */
const isKept = ({ dialog }: Frame): boolean => dialog.startsWith('danger') || dialog === 'report';

/** Two conversations, or one and its copy, may be more than one holds: first the ways back go, then the copy, then what
 * this one was asking itself, what the other one was asking, and the figure spoken of last; never danger or a report. */
function fit(state: TurnState): void {
  const isTooLarge = (): boolean => Buffer.byteLength(JSON.stringify(state)) > MAX_STATE_BYTES;
  const { left, ...known } = linkMemory(state.memory);
  if (isTooLarge()) for (const frame of [...state.stack, ...(left?.stack ?? [])]) frame.trail = [];
  if (isTooLarge() && left) rememberLink(state, known);
  if (isTooLarge()) state.stack = state.stack.filter((frame) => CAME in frame.slots || isKept(frame));
  if (isTooLarge()) state.stack = state.stack.filter(isKept);
  if (isTooLarge()) delete state.memory[FOCUS];
}

/** Takes out what came along by a link. */
export function giveBack(state: TurnState, link: string): void {
  const isOurs = (frame: Frame | undefined): boolean => frame?.slots[CAME] !== link;
  state.stack = state.stack.filter(isOurs);
  if (!isOurs(state.memory[SET_ASIDE] as unknown as Frame | undefined)) delete state.memory[SET_ASIDE];
  const { came: { [link]: ids, ...others } = {}, ...known } = linkMemory(state.memory);
  if (ids === undefined) return;
  delete state.memory[FOCUS];
  const unfinished = { ...(state.memory[UNFINISHED] as JsonObject) };
  for (const id of ids) delete unfinished[id];
  if (state.memory[UNFINISHED] !== undefined) state.memory[UNFINISHED] = unfinished;
  rememberLink(state, { ...known, ...(Object.keys(others).length > 0 ? { came: others } : {}) });
}

/** Gives a conversation what a link had taken elsewhere. Resolves with when that was; null when nothing is there. */
export function restore(state: TurnState, link: string, now: number): number | null {
  const { left, ...known } = linkMemory(state.memory);
  if (left?.link !== link) return null;
  rememberLink(state, known);
  if (now - left.at > GIVEN_BACK_MS) return null;
  state.stack = [...left.stack, ...state.stack];
  state.memory = { ...left.memory, ...state.memory };
  return left.at;
}

/** What is kept of the link when the person leaves or erases what the chat remembers. */
export function withoutCopy(memory: Readonly<JsonObject>): JsonObject {
  const { joined, wrong } = linkMemory(memory);
  return { ...(joined ? { joined } : {}), ...(wrong ? { wrong } : {}) };
}
