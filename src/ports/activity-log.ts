import type { JsonObject } from '../domain/json.js';

/** What was shown in a web conversation, in order: history after a reload, watermarks of Direct Line clients.
 * Every implementation runs tests/conformance/activity-log.ts. */
export interface ActivityLog {
  /** Appends under the next number of its conversation (1, 2, …, without gaps), once per `id`: what is already there
   * keeps its number and its words. */
  append(conversation: string, id: string, activity: JsonObject): Promise<Appended>;
  /** At most `limit` activities after number `seq`, in order. */
  after(conversation: string, seq: number, limit: number): Promise<LoggedActivity[]>;
  /** Deletes everything that was shown in a conversation. */
  forget(conversation: string): Promise<void>;
}

export interface Appended {
  readonly seq: number;
  readonly isNew: boolean;
}

export interface LoggedActivity {
  readonly seq: number;
  readonly activity: JsonObject;
}
