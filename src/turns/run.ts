import type { ConversationState } from '../domain/conversation.js';
import { MAX_STATE_BYTES } from '../domain/conversation.js';
import { copyJson, type Json, type JsonObject } from '../domain/json.js';
import { type Effect, type Message, type Reply, wordsOf } from '../domain/message.js';
import type { Understander } from '../domain/understanding.js';
import { FlowMachine } from '../engine/flow/machine.js';
import type { FlowParts } from '../engine/flow/parts.js';
import type { Frame } from '../engine/flow/state.js';
import type { Texts } from '../engine/texts/texts.js';
import { Problem } from '../problem.js';
import type { Beat, TurnState } from './beat.js';
import { BotFace } from './bot/bot-face.js';
import type { Command } from './commands.js';
import { createStages } from './stages/index.js';
import type { StageParts } from './stages/stage-parts.js';

/** Longest text that is read as one message; the rest is cut and the person is told. */
export const MAX_TEXT = 16_000;

export interface RunParts extends FlowParts {
  readonly understander: Understander;
  readonly texts: Texts;
  readonly commandOf: (text: string) => Command | null;
  readonly handlingOf: StageParts['handlingOf'];
  readonly handlingOfCase: StageParts['handlingOfCase'];
  readonly takesFiles: StageParts['takesFiles'];
  readonly linkCodeOf: (text: string) => string | null;
  /** Whether a text is nothing but the tracking code of a case: who writes it asks for that case. */
  readonly isTrackingCode: (text: string) => boolean;
}

export interface TurnResult {
  readonly state: ConversationState;
  /** In order; `inReplyTo` is the message it answers. */
  readonly replies: readonly { readonly reply: Reply; readonly inReplyTo: string }[];
  readonly effects: readonly Effect[];
}

export type Run = (
  conversation: string,
  state: ConversationState,
  messages: readonly Message[],
  now: number,
) => Promise<TurnResult>;

/**
 * The turn as one function: (conversation state, messages) -> (new state, replies, effects). It may read (catalogues,
 * cases) but changes nothing outside; determinism is not relied on, only the seal decides.
 */
export function createRun(parts: RunParts): Run {
  const machine = new FlowMachine(parts);
  const words = (locale: string, key: string): string => parts.texts.say(locale, { key }).text;
  const face = new BotFace(createStages({ ...parts, words, machine }), ({ said, state, forChild }) => {
    const to = forChild || talksWithChild(state) ? ({ to: 'child' } as const) : {};
    return said.map((it) => parts.texts.say(state.locale, { ...to, ...it }));
  });
  return async (conversation, before, messages, now) => {
    const { stack, ...rest } = copyJson(before as unknown as JsonObject) as unknown as ConversationState;
    const state: TurnState = { ...rest, stack: stack as unknown as Frame[] };
    const replies: { reply: Reply; inReplyTo: string }[] = [];
    const effects: Effect[] = [];
    for (const message of joined(messages, machine.awaits(state) === 'free-text')) {
      const beat = beatOf(parts, conversation, state, message, now);
      for (const reply of await face.process(beat)) replies.push({ reply, inReplyTo: message.id });
      effects.push(...beat.effects);
    }
    const after: ConversationState = { ...state, stack: state.stack as unknown as Json };
    if (Buffer.byteLength(JSON.stringify(after)) > MAX_STATE_BYTES) {
      throw new Problem('state_too_large', 'a dialog keeps more than 16 KB; long texts belong in an effect');
    }
    return { state: after, replies, effects };
  };
}

/** Whoever is asked something as a child is spoken to as one, whatever is said. */
const talksWithChild = ({ stack }: TurnState): boolean => stack.some(({ slots }) => slots.child === true);

/** Texts that were typed in pieces while a story was awaited are one story. */
function joined(messages: readonly Message[], freeTextAwaited: boolean): Message[] {
  if (!freeTextAwaited) return [...messages];
  const result: Message[] = [];
  for (const message of messages) {
    const last = result.at(-1);
    if (last?.body.kind === 'text' && message.body.kind === 'text') {
      result[result.length - 1] = {
        ...message,
        body: { kind: 'text', text: `${last.body.text}\n${message.body.text}` },
      };
    } else result.push(message);
  }
  return result;
}

function beatOf(
  parts: RunParts,
  conversation: string,
  state: TurnState,
  message: Message,
  now: number,
): Beat {
  const { body } = message;
  const whole = wordsOf(body);
  const text = whole.slice(0, MAX_TEXT);
  const understood = parts.understander.understand(text, { now: message.at });
  const beat: Beat = {
    message,
    state,
    said: [],
    effects: [],
    forChild: talksWithChild(state),
    input: {
      text,
      ...(body.kind === 'choice' ? { choice: body.value } : {}),
      ...(body.kind === 'event' ? { event: { name: body.name, data: body.data } } : {}),
      recognition: parts.isTrackingCode(text)
        ? { ...understood, intent: 'case_status', confidence: 1 }
        : understood,
      get locale() {
        return state.locale;
      },
      now,
      contact: state.contact,
      conversation,
    },
  };
  if (whole.length > MAX_TEXT) beat.said.push({ key: 'common:too-long' });
  return beat;
}
