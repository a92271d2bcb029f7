import type { Json, JsonObject } from '../domain/json.js';
import type { Effect } from '../domain/message.js';

/** More of a story than this is kept outside the conversation's state, which has 16 KB. */
const LONGEST_TOLD = 1_500;
/** Of a longer one its beginning and end stay for the summary and for understanding it. */
const BEGINNING = 1_000;

/** What somebody tells, as a dialog's slots hold it: `told` is all of it, or, when `story` names parts that are kept
 * outside, an excerpt of what those parts hold whole. */
export interface ToldSlots extends JsonObject {
  told: string;
  story: string[];
}

/** Adds words to what was told. What is too long leaves as effects and is joined when the case is opened. */
export function tellMore(
  before: Readonly<JsonObject>,
  more: string,
  origin: { readonly conversation: string; readonly now: number },
): { readonly slots: ToldSlots; readonly effects: readonly Effect[] } {
  const story = partsOf(before.story);
  const earlier = typeof before.told === 'string' ? `${before.told}\n` : '';
  const whole = `${earlier}${more.trim()}`;
  if (story.length === 0 && whole.length <= LONGEST_TOLD)
    return { slots: { told: whole, story }, effects: [] };
  const key = `${origin.conversation}:story:${origin.now}:${story.length}`;
  const text = story.length === 0 ? whole : more.trim();
  return {
    slots: { told: excerpt(whole), story: [...story, key] },
    effects: [{ kind: 'story.keep', key, data: { text, at: origin.now } }],
  };
}

function excerpt(whole: string): string {
  if (whole.length <= LONGEST_TOLD) return whole;
  return `${whole.slice(0, BEGINNING)} … ${whole.slice(BEGINNING - LONGEST_TOLD + 3)}`;
}

const partsOf = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((it) => typeof it === 'string') : [];
