/** Counts below this are not published: too few people to hide among. An empty cell hides nobody and is shown. */
export const FEWEST = 5;

/** A count that may be published, or null: from 1 to 4, or needed to hide such a one. */
export type Count = number | null;

const isSmall = (count: number): boolean => count > 0 && count < FEWEST;

/**
 * Hides the small cells of a row whose sum is known, and as many more as it takes so that none can be worked out
 * from the sum: at least two are hidden, and each of them could still be FEWEST or more for all a reader knows.
 * Where that cannot be had, every cell is hidden.
 *
 * Why each could be FEWEST: a reader knows the sum S of k hidden cells and that none is empty, so a cell lies
 * between 1 and S - (k - 1).
 */
export function suppress(counts: readonly number[]): Count[] {
  const hidden = new Set(counts.flatMap((count, index) => (isSmall(count) ? [index] : [])));
  if (hidden.size === 0) return [...counts];
  const further = counts
    .map((count, index) => ({ count, index }))
    .filter(({ count }) => count >= FEWEST)
    .sort((a, b) => a.count - b.count);
  while (!isSafe(counts, hidden)) {
    const next = further.shift();
    if (!next) return counts.map(() => null);
    hidden.add(next.index);
  }
  return counts.map((count, index) => (hidden.has(index) ? null : count));
}

function isSafe(counts: readonly number[], hidden: ReadonlySet<number>): boolean {
  const sum = [...hidden].reduce((total, index) => total + (counts[index] ?? 0), 0);
  return hidden.size >= 2 && sum - (hidden.size - 1) >= FEWEST;
}

/** Hides small counts that add up to nothing known (choices of which a person may take several). */
export const suppressEach = (counts: readonly number[]): Count[] =>
  counts.map((count) => (isSmall(count) ? null : count));

/** Whether every cell may be published as it stands. */
export const isPublishable = (counts: readonly number[]): boolean => !counts.some(isSmall);
