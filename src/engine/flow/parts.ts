import type { Said, SaidOption } from '../../domain/message.js';
import type { AnswerReader } from '../understanding/answers-in-dialogs/index.js';
import type { Dialog } from './dialog.js';
import type { Call, FlowInput, Frame, Reader } from './state.js';

export interface FormRunner {
  /** Begins or goes on with the form in `slots[slot]`; returns what to ask, or null when it is complete. */
  question(frame: Frame, slot: string, input: FlowInput): { said: Said[]; options?: SaidOption[] } | null;
  answer(frame: Frame, slot: string, input: FlowInput): { said: Said[] } | { notUnderstood: true } | null;
  back(frame: Frame, slot: string, input: FlowInput): boolean;
}

export interface FlowParts {
  readonly dialogs: ReadonlyMap<string, Dialog>;
  readonly calls: Readonly<Record<string, Call>>;
  readonly readers: Readonly<Record<string, Reader>>;
  /** The words of an option in the person's language, so that they can be matched when spoken. */
  readonly label: (locale: string, option: SaidOption, to?: Said['to']) => string;
  /** Reads what a message answers to a question. */
  readonly readAnswer: AnswerReader;
  readonly forms?: FormRunner;
}
