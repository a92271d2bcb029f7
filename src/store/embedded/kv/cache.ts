/** Values read lately, at most `limit` bytes with their keys; the one unused longest goes first. */
export class ByteCache {
  private readonly entries = new Map<string, Buffer>();
  private bytes = 0;

  constructor(private readonly limit: number) {}

  get(key: string): Buffer | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) {
      this.entries.delete(key);
      this.entries.set(key, value);
    }
    return value;
  }

  set(key: string, value: Buffer): void {
    this.delete(key);
    const cost = costOf(key, value);
    if (cost > this.limit / 8) return;
    this.entries.set(key, value);
    this.bytes += cost;
    for (const [oldest, bytes] of this.entries) {
      if (this.bytes <= this.limit) break;
      this.entries.delete(oldest);
      this.bytes -= costOf(oldest, bytes);
    }
  }

  delete(key: string): void {
    const value = this.entries.get(key);
    if (value === undefined) return;
    this.entries.delete(key);
    this.bytes -= costOf(key, value);
  }
}

/** A Map entry and two objects cost about 150 bytes beside their contents. */
const costOf = (key: string, value: Buffer): number => key.length + value.length + 150;
