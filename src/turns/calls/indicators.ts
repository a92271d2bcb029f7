import type { JsonObject } from '../../domain/json.js';
import type { Said } from '../../domain/message.js';
import type { Recognition, Understander } from '../../domain/understanding.js';
import type { Answers } from '../../engine/answers/index.js';
import { type Focus, followUp, type Outcome, type Query } from '../../engine/answers/index.js';
import type { Call, CallInput, CallOutput } from '../../engine/flow/state.js';

/** Where the figure last spoken of is remembered, with the time it was spoken of. */
export const FOCUS = 'indicator-focus';
/** "y en Buga?" leans on a figure spoken of at most this long ago. */
export const FOCUS_MS = 6 * 3600 * 1000;

export interface IndicatorParts {
  /** Answers from the observations as they are now: officials import new ones while the service runs. */
  readonly answers: () => Promise<Answers>;
  readonly understander: Understander;
}

/** What dialogs/indicators.yaml calls. Answers come from the shipped and imported observations, nothing is guessed. */
export function indicatorCalls({ answers, understander }: IndicatorParts): Record<string, Call> {
  return {
    'indicators.answer': {
      outcomes: ['answered', 'needs_territory', 'needs_indicator'],
      run: async (input) => answer(await answers(), understander, input),
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
  const question = found.said.at(-1);
  const outcome = asks(found.outcome, question);
  return {
    outcome,
    say: outcome === 'answered' ? [...found.said, ...causes(input.recognition)] : found.said.slice(0, -1),
    slots: {
      query: query as unknown as JsonObject,
      question: outcome === 'answered' ? null : (question as unknown as JsonObject),
      territory: null,
      indicator: null,
    },
    ...(focus ? { memory: { [FOCUS]: focus as unknown as JsonObject } } : {}),
    effects: missed,
  };
}

/** Figures tell how much and never why: who asks for causes is told so. */
const causes = ({ asksWhy }: Recognition): Said[] => (asksWhy ? [{ key: 'indicator:why' }] : []);

/** Whether the answer ends with a question: what is missing, or what can be had instead. */
function asks(outcome: Outcome, last: Said | undefined): 'answered' | 'needs_territory' | 'needs_indicator' {
  if (outcome === 'needs_territory' || outcome === 'needs_indicator') return outcome;
  const [option] = last?.options ?? [];
  if (!option) return 'answered';
  return /^\d/.test(option.value) ? 'needs_territory' : 'needs_indicator';
}

/** The question as it stands so far: kept from the last step, or read from the message and what was spoken of before. */
function queryFrom(answers: Answers, understander: Understander, input: CallInput): Query {
  if (input.slots.query)
    return completed(input.slots.query as unknown as Query, answers.query(input.recognition));
  const asked = typeof input.slots.text === 'string' ? input.slots.text : input.text;
  const recognition =
    asked === input.text ? input.recognition : understander.understand(asked, { now: input.now });
  const focus = input.memory[FOCUS] as unknown as (Focus & { at: number }) | undefined;
  const fresh = focus !== undefined && input.now - focus.at < FOCUS_MS && asksAnything(recognition);
  return followUp(answers.query(recognition), fresh ? focus : null);
}

/** An answer to "which place?" may also say the year, and the other way round; "what is that?" is a question of its own. */
function completed(kept: Query, said: Query): Query {
  return {
    ...kept,
    operation: said.operation === 'define' ? said.operation : kept.operation,
    territories: said.territories.length > 0 ? said.territories : kept.territories,
    territoryAmbiguous: said.territories.length > 0 ? said.territoryAmbiguous : kept.territoryAmbiguous,
    periods: said.periods.length > 0 ? said.periods : kept.periods,
  };
}

/** "1" chosen from a menu names nothing: then the figure spoken of before is not what is asked for. */
function asksAnything(it: Recognition): boolean {
  const named = [it.indicator, it.territory, it.period, it.population].some((list) => list.length > 0);
  return named || it.operation !== null || it.sex !== null;
}

/** What the person answered when asked which place or which figure. */
function askedFor(input: CallInput): Partial<Query> {
  const { territory, indicator } = input.slots;
  return {
    ...(typeof territory === 'string' ? { territories: [territory], territoryAmbiguous: false } : {}),
    ...(typeof indicator === 'string' ? { indicators: [indicator] } : {}),
  };
}
