/** What a text chooses and what it turns down: "buga no, palmira", "no la 1 sino la 2", "la primera no, la otra". */
export interface Preference {
  readonly wanted: readonly string[];
  readonly refused: readonly string[];
}

const PAUSE = /^[.,]$/;
const BUT = new Set(['sino', 'pero', 'mejor']);

/** Pieces of a text between pauses and "sino", each turned down or not. */
function pieces(words: readonly string[]): string[][] {
  const found: string[][] = [[]];
  for (const word of words) {
    if (PAUSE.test(word) || BUT.has(word)) found.push([]);
    else found.at(-1)?.push(word);
  }
  return found.filter((piece) => piece.length > 0);
}

/** Undefined when nothing is turned down, or nothing is left that could be wanted. */
export function preferenceIn(words: readonly string[]): Preference | undefined {
  const wanted: string[] = [];
  const refused: string[] = [];
  for (const piece of pieces(words)) {
    const bare = piece.filter((word) => word !== 'no');
    if (bare.length === piece.length) wanted.push(...piece);
    else if (piece.at(-1) === 'no' || piece[0] === 'no') refused.push(...bare);
    else {
      const at = piece.indexOf('no');
      // "la 1 no la 2" leaves out the pause behind its "no".
      refused.push(...piece.slice(0, at));
      wanted.push(...piece.slice(at + 1));
    }
  }
  return refused.length > 0 && wanted.length > 0 ? { wanted, refused } : undefined;
}
