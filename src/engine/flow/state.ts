import type { Effect, Said } from '../../domain/message.js';
import type { Json, JsonObject } from '../../domain/json.js';
import type { Recognition } from '../../domain/understanding.js';

/** What a waiting dialog remembers. Plain JSON: it is sealed with the conversation. */
export interface Frame {
  readonly dialog: string;
  readonly hash: string;
  step: string;
  slots: JsonObject;
  /** The questions already answered, latest last, with what each answer replaced: the way back. */
  trail: TrailEntry[];
  /** What is on offer at the waiting step, in the order it was numbered. */
  options?: OfferedOption[];
  /** How often the waiting question was not understood in a row. */
  tries: number;
}

export interface TrailEntry {
  step: string;
  undo: JsonObject;
}

export interface OfferedOption {
  value: string;
  label: string;
}

export interface FlowState {
  stack: Frame[];
  /** Outlives dialogs: the figure last spoken of, the reading level … Never what a person told of a concern. */
  memory: JsonObject;
}

/** What a step or a call is given to work with. */
export interface FlowInput {
  /** What the person wrote, as it came; empty for events. */
  readonly text: string;
  /** Value of a tapped option. */
  readonly choice?: string;
  readonly recognition: Recognition;
  readonly locale: string;
  readonly now: number;
  /** The person of this conversation, by pseudonym. */
  readonly contact: string;
  readonly conversation: string;
  readonly event?: { readonly name: string; readonly data: JsonObject };
}

export interface CallInput extends FlowInput {
  readonly slots: Readonly<JsonObject>;
  readonly memory: Readonly<JsonObject>;
  readonly args: Readonly<JsonObject>;
}

/** What a call decided. It returns effects, it never performs them. */
export interface CallOutput {
  readonly outcome?: string;
  /** Slots to set; null forgets one. */
  readonly slots?: JsonObject;
  readonly memory?: JsonObject;
  readonly say?: readonly Said[];
  readonly effects?: readonly Effect[];
}

/** A named thing a dialog may `call:`. `outcomes` is what its `on:` must cover, held by the dialog checker. */
export interface Call {
  readonly outcomes: readonly string[];
  run(input: CallInput): CallOutput | Promise<CallOutput>;
}

/** Reads the answer to an `ask` (`expect:` names it): a value, or what to say before asking again. */
export type Reader = (input: FlowInput) => Reading;
export type Reading =
  | { readonly value: Json }
  | { readonly again: Said }
  /** Several fit: they are offered to choose from. */
  | { readonly choose: Said & { readonly options: NonNullable<Said['options']> } }
  | { readonly notUnderstood: true };

export interface FlowOutput {
  said: Said[];
  effects: Effect[];
}
