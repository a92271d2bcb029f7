/** What clients post: one activity of a conversation at a time. */
export class Posting {
  /** The latest of each conversation. */
  readonly #latest = new Map<string, Promise<unknown>>();
  /** Activities whose own echo is not in the log yet. */
  readonly #echoing = new Map<string, Promise<unknown>>();

  /** Posts the activity `id` when those before it are done with, however they ended. Throws what `post` throws. */
  async inTurn(conversation: string, id: string, post: () => Promise<void>): Promise<void> {
    const before = this.#latest.get(conversation) ?? Promise.resolve();
    const posted = before.catch(() => {}).then(post);
    const echoed = posted.catch(() => {});
    this.#latest.set(conversation, echoed);
    this.#echoing.set(id, echoed);
    try {
      await posted;
    } finally {
      if (this.#latest.get(conversation) === echoed) this.#latest.delete(conversation);
      if (this.#echoing.get(id) === echoed) this.#echoing.delete(id);
    }
  }

  /** Resolves when the activity is in the log, or will not be: an answer to it waits for that. */
  async of(id: string): Promise<void> {
    await this.#echoing.get(id);
  }

  /** Whether a client of the conversation waits for what it posted. */
  isOpen(conversation: string): boolean {
    return this.#latest.has(conversation);
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#latest.values());
  }
}
