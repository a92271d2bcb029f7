import type { AlertState } from '../domain/roster.js';
import type { DangerKind } from '../domain/understanding.js';

/** Somebody may be in danger and a person on call has to know: nothing of what was told is in it. */
export interface Alert {
  readonly id: string;
  readonly conversation: string;
  readonly kind: DangerKind;
  readonly state: AlertState;
  readonly version: number;
  /** The case that the person opened afterwards: its own alert goes on. */
  readonly case?: string;
}

export interface AlertStore {
  /** Stores it once, however often it is raised. While one of the conversation is open, another one is part of it. */
  raise(alert: Pick<Alert, 'id' | 'conversation' | 'kind'>, at: number): Promise<void>;
  /** Alerts that nobody has taken yet, oldest first. */
  open(limit: number): Promise<Alert[]>;
  find(id: string): Promise<Alert | null>;
  /** False when somebody changed it since it was read. */
  update(alert: Alert): Promise<boolean>;
}

/** What officials look at, and what a case that follows has to find. */
export interface AlertLog {
  /** Newest first, those that nobody has before others. */
  recent(limit: number): Promise<Alert[]>;
  /** The one that nobody has taken yet, if any. */
  openIn(conversation: string): Promise<Alert | null>;
}
