import type { JsonObject } from '../domain/json.js';

/** Where a conversation remembers words that opened no case; leaving and erasing keep it, or nothing would be limited. */
export const GUESSES = 'word-guesses';
/** Who has agreed on a word knows it; who guesses one, with somebody else's telephone in the hand, needs many. */
const MOST = 5;
const REMEMBERED_MS = 3600_000;

interface Guesses {
  readonly count: number;
  readonly since: number;
}

const remembered = (memory: Readonly<JsonObject>, now: number): Guesses => {
  const guesses = memory[GUESSES] as unknown as Guesses | undefined;
  return guesses && now - guesses.since < REMEMBERED_MS ? guesses : { count: 0, since: now };
};

/** Whether another word may be tried. Once not, the right one is as good as any wrong one; a code always counts. */
export const mayGuess = (memory: Readonly<JsonObject>, now: number): boolean =>
  remembered(memory, now).count < MOST;

/** What the conversation remembers after one more wrong word. */
export function guessed(memory: Readonly<JsonObject>, now: number): JsonObject {
  const { count, since } = remembered(memory, now);
  return { [GUESSES]: { count: count + 1, since } };
}
