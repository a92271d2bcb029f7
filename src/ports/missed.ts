import type { JsonObject } from '../domain/json.js';

/** What could not be answered: figures that nobody has loaded and messages that were not understood. */
export interface MissedStore {
  figure(key: string, data: JsonObject): Promise<void>;
  message(key: string, data: JsonObject): Promise<void>;
}

/** A message that was not understood, personal data removed. */
export interface MissedMessage {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}
