import type { Effect, Message } from '../domain/message.js';

/** A message whose turn failed: the person was told that somebody will read it. */
export interface ParkedMessage {
  /** `channel:messageId`. */
  readonly id: string;
  readonly conversation: string;
  readonly receivedAt: number;
  readonly message: Message;
}

export interface ParkedMessages {
  /** Oldest first. */
  list(limit: number): Promise<ParkedMessage[]>;
  /** Somebody read it: it is deleted. */
  dismiss(id: string): Promise<void>;
}

/** Where an effect comes from; `key` is the same whenever the same effect is performed again. */
export interface EffectOrigin {
  readonly key: string;
  readonly conversation: {
    readonly id: string;
    readonly channel: string;
    readonly address: string;
    readonly contact: string;
    readonly locale: string;
  };
}

/** What a sealed turn decided on and could not be done (a case that was not opened, an answer not recorded): kept until
 * a person had it tried again or set it aside. */
export interface ParkedEffect {
  readonly effect: Effect;
  readonly origin: EffectOrigin;
  /** Why it failed, last. */
  readonly code: string;
  /** When it failed first, milliseconds since the epoch. */
  readonly at: number;
}

/** What a list shows of one: nothing that a person told. */
export interface ParkedSummary {
  readonly id: string;
  readonly kind: string;
  readonly code: string;
  readonly at: number;
  readonly conversation: string;
}

export interface SetAside {
  readonly by: string;
  readonly reason: string;
  readonly at: number;
}

/** The name under which an effect waits: different effects may share a natural key. */
export const parkedId = ({ effect, origin }: Pick<ParkedEffect, 'effect' | 'origin'>): string =>
  `${effect.kind}:${origin.key}`;

/** What erasing a conversation's history leaves: a confirmed case and what happens to it are erased by its code or word,
 * or whoever holds the telephone could undo a reserved report. */
export const NOT_HISTORY: readonly string[] = ['case.open', 'case.event', 'case.evidence', 'danger.alert'];

/** Effects wait under their `parkedId`, sealed. */
export interface ParkedEffects {
  /** Durable when it resolves. Parking it again only changes the reason. */
  park(parked: ParkedEffect): Promise<void>;
  /** Those that wait, oldest first. */
  waiting(limit: number): Promise<ParkedSummary[]>;
  /** Null when it does not wait (any more). */
  find(id: string): Promise<ParkedEffect | null>;
  /** It was performed. */
  performed(id: string): Promise<void>;
  /** A person decided that it will not be performed: what it held is deleted; that, who and why stay. False when it did
   * not wait any more. */
  setAside(id: string, how: SetAside): Promise<boolean>;
  /** Deletes what waits for a conversation since before a moment: its person wished to be forgotten. */
  erase(conversation: string, before: number): Promise<void>;
}
