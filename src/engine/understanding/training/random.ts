/** A small seeded generator (mulberry32): the same seed gives the same model on every machine. */
export interface Random {
  /** 0 <= x < 1 */
  next(): number;
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
  /** The items in an order of chance that each one has from its name: one more item leaves the others in theirs. */
  inOrderOfChance<T>(items: readonly T[], nameOf: (item: T) => string): T[];
  /** A stream of its own: the same for the same seed and name, however much was drawn from this one. */
  named(name: string): Random;
}

const hashOf = (seed: number, name: string): number => {
  let value = Math.imul(seed ^ 0x811c9dc5, 0x01000193);
  for (let i = 0; i < name.length; i++) value = Math.imul(value ^ name.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
};

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new RangeError('nothing to pick from');
      return items[below(items.length)] as T;
    },
    inOrderOfChance<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
      return items
        .map((item) => ({ item, at: hashOf(seed, nameOf(item)) }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item);
    },
    named: (name) => seededRandom(hashOf(seed, name)),
  };
}
