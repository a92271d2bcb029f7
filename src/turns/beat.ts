import type { ConversationState } from '../domain/conversation.js';
import type { Effect, Message, Said } from '../domain/message.js';
import type { FlowInput, FlowState } from '../engine/flow/state.js';

/** The state of a conversation as the stages see it. */
export type TurnState = Omit<ConversationState, 'stack'> & FlowState;

/** One message on its way through the stages of a turn. */
export interface Beat {
  readonly message: Message;
  readonly input: FlowInput;
  readonly state: TurnState;
  readonly said: Said[];
  readonly effects: Effect[];
  /** Whether a child was being asked something when it came. */
  readonly forChild: boolean;
}

/** One stage: handles the beat, or hands it on by `next()`; may do both. */
export type Stage = (beat: Beat, next: () => Promise<void>) => Promise<void>;
