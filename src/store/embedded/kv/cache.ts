/**
 * Values read or written lately, at most `limit` bytes with their keys. Two generations: what is used moves to the
 * young one; when that is full it becomes the old one, and what nobody used since is dropped whole. A map that is
 * reordered at each use costs more than the reads it saves.
 */
export class ByteCache {
  private young = new Map<string, Buffer>();
  private old = new Map<string, Buffer>();
  private youngBytes = 0;

  constructor(private readonly limit: number) {}

  get(key: string): Buffer | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const aged = this.old.get(key);
    if (aged !== undefined) this.set(key, aged);
    return aged;
  }

  set(key: string, value: Buffer): void {
    const cost = costOf(key, value);
    if (cost > this.limit / 8) {
      this.delete(key);
      return;
    }
    const before = this.young.get(key);
    this.young.set(key, value);
    this.youngBytes += before === undefined ? cost : value.length - before.length;
    if (this.youngBytes * 2 <= this.limit) return;
    this.old = this.young;
    this.young = new Map();
    this.youngBytes = 0;
  }

  delete(key: string): void {
    const value = this.young.get(key);
    if (value !== undefined) {
      this.young.delete(key);
      this.youngBytes -= costOf(key, value);
    }
    this.old.delete(key);
  }
}

/** A Map entry and two objects cost about 150 bytes beside their contents. */
const costOf = (key: string, value: Buffer): number => key.length + value.length + 150;
