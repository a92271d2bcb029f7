/** Runs things one after the other where they share a name, and at once where they do not. */
export class Lines {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Whether something of this name is under way. */
  isBusy(name: string): boolean {
    return this.#last.has(name);
  }

  run<T>(names: readonly string[], what: () => Promise<T>): Promise<T> {
    const result = Promise.all(names.flatMap((name) => this.#last.get(name) ?? [])).then(what);
    const over = result.then(
      () => {},
      () => {},
    );
    // In every line at the same moment, so that no two wait for each other.
    for (const name of names) this.#last.set(name, over);
    void over.then(() => {
      for (const name of names) if (this.#last.get(name) === over) this.#last.delete(name);
    });
    return result;
  }
}
