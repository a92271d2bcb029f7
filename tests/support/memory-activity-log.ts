import type { JsonObject } from '../../src/domain/json.js';
import type { ActivityLog } from '../../src/ports/activity-log.js';
import { Problem } from '../../src/problem.js';

/** An ActivityLog in memory, with a switch that takes it away. */
export class MemoryActivityLog implements ActivityLog {
  away = false;
  readonly #rows = new Map<string, { id: string; activity: JsonObject }[]>();

  async append(conversation: string, id: string, activity: JsonObject) {
    this.#check();
    const rows = this.#rows.get(conversation) ?? [];
    this.#rows.set(conversation, rows);
    const known = rows.findIndex((row) => row.id === id);
    if (known >= 0) return { seq: known + 1, isNew: false };
    return { seq: rows.push({ id, activity: structuredClone(activity) }), isNew: true };
  }

  async after(conversation: string, seq: number, limit: number) {
    this.#check();
    const rows = this.#rows.get(conversation) ?? [];
    return rows
      .slice(seq, seq + limit)
      .map(({ activity }, index) => ({ seq: seq + index + 1, activity: structuredClone(activity) }));
  }

  async forget(conversation: string) {
    this.#check();
    this.#rows.delete(conversation);
  }

  #check(): void {
    if (this.away) throw new Problem('store_away', 'the store does not answer', { retryable: true });
  }
}
