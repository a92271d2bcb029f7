import type { Backend, Change, Cursor, Range } from '../../../../src/store/embedded/kv/backend.js';

/**
 * A key-value file in memory. It can hold its writes back, refuse them, and forget, as a machine without power
 * does, everything whose write was not finished.
 */
export class MemoryBackend implements Backend {
  private readonly rows = new Map<string, Buffer>();
  private held: { readonly changes: readonly Change[]; readonly done: () => void }[] = [];
  holding = false;
  failing: Error | undefined;
  /** Scans wait for this before each step. */
  gate: Promise<void> | undefined;

  get(key: string): Buffer | undefined {
    return this.rows.get(key);
  }

  keys(): string[] {
    return [...this.rows.keys()].sort();
  }

  scan(range: Range): Cursor {
    const keys = [...this.rows.keys()].filter((key) => key >= range.low && key < range.high).sort();
    if (range.reverse) keys.reverse();
    const entries = keys.map((key) => [key, this.rows.get(key) as Buffer] as const);
    const next = async (count: number): Promise<(readonly [string, Buffer])[]> => {
      await this.gate;
      return entries.splice(0, count);
    };
    return { next, close: async () => undefined };
  }

  async write(changes: readonly Change[]): Promise<void> {
    if (this.failing) throw this.failing;
    if (this.holding) await new Promise<void>((done) => this.held.push({ changes, done }));
    for (const [key, value] of changes) {
      if (value === undefined) this.rows.delete(key);
      else this.rows.set(key, value);
    }
  }

  /** How many batches wait to be written. */
  get waiting(): number {
    return this.held.length;
  }

  release(): void {
    const held = this.held;
    this.held = [];
    for (const { done } of held) done();
  }

  /** The rows whose write was finished, in a file of their own. */
  afterPowerLoss(): MemoryBackend {
    const survivor = new MemoryBackend();
    for (const [key, value] of this.rows) survivor.rows.set(key, value);
    return survivor;
  }

  async close(): Promise<void> {}
}
