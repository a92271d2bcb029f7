import type { JsonObject } from '../../domain/json.js';
import type { Understander } from '../../domain/understanding.js';
import type { Answers } from '../../engine/answers/index.js';
import { type Focus, followUp, type Query } from '../../engine/answers/index.js';
import type { Call, CallInput, CallOutput } from '../../engine/flow/state.js';

/** Where the figure last spoken of is remembered, with the time it was spoken of. */
export const FOCUS = 'indicator-focus';
/** "y en Buga?" leans on a figure spoken of at most this long ago. */
export const FOCUS_MS = 6 * 3600 * 1000;

/** What dialogs/indicators.yaml calls. Answers come from the shipped and imported observations, nothing is guessed. */
export function indicatorCalls(answers: () => Answers, understander: Understander): Record<string, Call> {
  return {
    'indicators.answer': {
      outcomes: ['answered', 'needs_territory', 'needs_indicator'],
      run: (input) => answer(answers(), understander, input),
    },
  };
}

function answer(answers: Answers, understander: Understander, input: CallInput): CallOutput {
  const query = { ...queryFrom(answers, understander, input), ...askedFor(input) };
  const found = answers.answer(query, input.now);
  const missed = found.missing.map((it) => ({
    kind: 'figure.missed',
    data: { ...it, at: input.now } as JsonObject,
  }));
  const focus = found.focus ? { ...found.focus, at: input.now } : null;
  return {
    outcome:
      found.outcome === 'needs_territory' || found.outcome === 'needs_indicator' ? found.outcome : 'answered',
    say: found.said,
    slots: { query: query as unknown as JsonObject },
    ...(focus ? { memory: { [FOCUS]: focus as unknown as JsonObject } } : {}),
    effects: missed,
  };
}

/** The question as it stands so far: kept from the last step, or read from the message and what was spoken of before. */
function queryFrom(answers: Answers, understander: Understander, input: CallInput): Query {
  if (input.slots.query) return input.slots.query as unknown as Query;
  const asked = typeof input.slots.text === 'string' ? input.slots.text : input.text;
  const recognition =
    asked === input.text ? input.recognition : understander.understand(asked, { now: input.now });
  const focus = input.memory[FOCUS] as unknown as (Focus & { at: number }) | undefined;
  return followUp(answers.query(recognition), focus && input.now - focus.at < FOCUS_MS ? focus : null);
}

/** What the person answered when asked which place or which figure. */
function askedFor(input: CallInput): Partial<Query> {
  const { territory, indicator } = input.slots;
  return {
    ...(typeof territory === 'string' ? { territories: [territory], territoryAmbiguous: false } : {}),
    ...(typeof indicator === 'string' ? { indicators: [indicator] } : {}),
  };
}
