import type { JsonObject } from '../../domain/json.js';

/** What somebody who watches a conversation is told. */
export interface Watcher {
  /** Number `seq` was appended. */
  appended(seq: number, activity: JsonObject): void;
  /** Something that is not part of the history: typing, or a line that could not be stored. */
  passing(activity: JsonObject): void;
  /** Something may have been appended elsewhere. */
  behind(): void;
  /** The conversation was forgotten. */
  ended(): void;
}

/** Most windows that may watch one conversation at a time. */
const MAX_WATCHERS = 16;

/** Who watches which conversation in this process. */
export class Hub {
  readonly #watchers = new Map<string, Set<Watcher>>();

  /** Returns a function that stops watching; undefined when too many watch already. */
  watch(conversation: string, watcher: Watcher): (() => void) | undefined {
    const watchers = this.#watchers.get(conversation) ?? new Set();
    if (watchers.size >= MAX_WATCHERS) return undefined;
    this.#watchers.set(conversation, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(conversation) === watchers)
        this.#watchers.delete(conversation);
    };
  }

  appended(conversation: string, seq: number, activity: JsonObject): void {
    for (const watcher of this.#of(conversation)) watcher.appended(seq, activity);
  }

  passing(conversation: string, activity: JsonObject): void {
    for (const watcher of this.#of(conversation)) watcher.passing(activity);
  }

  /** False when nobody watches. */
  behind(conversation: string): boolean {
    const watchers = this.#of(conversation);
    for (const watcher of watchers) watcher.behind();
    return watchers.length > 0;
  }

  ended(conversation: string): void {
    for (const watcher of this.#of(conversation)) watcher.ended();
  }

  closeAll(): void {
    for (const conversation of this.#watchers.keys()) this.ended(conversation);
  }

  #of(conversation: string): Watcher[] {
    return [...(this.#watchers.get(conversation) ?? [])];
  }
}
