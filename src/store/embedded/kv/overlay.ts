/** What was written but is not yet in the file: key to bytes, or undefined where the key was deleted. */
export class Overlay {
  private readonly entries = new Map<string, Buffer | undefined>();
  private sorted: string[] = [];
  /** Keys that came since `sorted` was put in order. */
  private fresh: string[] = [];

  get size(): number {
    return this.entries.size;
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  get(key: string): Buffer | undefined {
    return this.entries.get(key);
  }

  set(key: string, value: Buffer | undefined): void {
    if (!this.entries.has(key)) this.fresh.push(key);
    this.entries.set(key, value);
  }

  all(): IterableIterator<[string, Buffer | undefined]> {
    return this.entries.entries();
  }

  /** The entries with low <= key < high in ascending order of keys, as they are now. */
  range(low: string, high: string): [string, Buffer | undefined][] {
    if (this.entries.size === 0) return [];
    this.order();
    const found: [string, Buffer | undefined][] = [];
    for (let at = firstNotBelow(this.sorted, low); at < this.sorted.length; at++) {
      const key = this.sorted[at] as string;
      if (key >= high) break;
      found.push([key, this.entries.get(key)]);
    }
    return found;
  }

  /** Two runs in order are merged by the sort in one pass. */
  private order(): void {
    if (this.fresh.length === 0) return;
    this.sorted = [...this.sorted, ...this.fresh.sort(byBytes)].sort(byBytes);
    this.fresh = [];
  }
}

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const firstNotBelow = (keys: readonly string[], low: string): number => {
  let [from, to] = [0, keys.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((keys[middle] as string) < low) from = middle + 1;
    else to = middle;
  }
  return from;
};
