import type { Case } from '../domain/case.js';

/** The cases that were opened in a conversation: what its person may ask about. */
export interface OwnCases {
  /** Newest change first. */
  ofConversation(conversation: string): Promise<Case[]>;
}

/** Parts of a story that are too long for a conversation's state, until its case takes them. */
export interface StoryStore {
  keep(key: string, text: string, at: number): Promise<void>;
  /** The parts that are still there, in the order asked for. */
  read(keys: readonly string[]): Promise<string[]>;
  drop(keys: readonly string[]): Promise<void>;
}
