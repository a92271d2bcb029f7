/** Counts below this are not published: too few people to hide among. An empty cell hides nobody and is shown. */
export const FEWEST = 5;

/** A count that may be published, or null: from 1 to 4, or needed to hide such a one. */
export type Count = number | null;

const isSmall = (count: number): boolean => count > 0 && count < FEWEST;

/**
 * Hides the small cells of a row whose sum is known, and with them every cell that has the smallest of the other
 * counts, so that the sum does not give a small one away. Where there is no other, the whole row is hidden.
 *
 * Why this holds even against a reader who knows this rule: it looks at counts, never at places, so whatever stands
 * in the hidden cells could stand there in any order; and among them is at least one small count and one that is
 * not. So each hidden cell may be either.
 */
export function suppress(counts: readonly number[]): Count[] {
  if (!counts.some(isSmall)) return [...counts];
  const others = counts.filter((count) => count >= FEWEST);
  if (others.length === 0) return counts.map(() => null);
  const cover = Math.min(...others);
  return counts.map((count) => (isSmall(count) || count === cover ? null : count));
}

/** Hides small counts that add up to nothing known (choices of which a person may take several). */
export const suppressEach = (counts: readonly number[]): Count[] =>
  counts.map((count) => (isSmall(count) ? null : count));

/** Whether every cell may be published as it stands. */
export const isPublishable = (counts: readonly number[]): boolean => !counts.some(isSmall);
