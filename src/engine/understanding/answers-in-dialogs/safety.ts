/** What may be said of being safe, in the order in which it counts. */
export type SafetyPatterns = readonly { readonly safe: boolean; readonly find: readonly RegExp[] }[];

/** "ya estoy más tranquila": true; "no estoy bien": false; undefined where the words say neither. */
export function readSafety(words: readonly string[], patterns: SafetyPatterns): boolean | undefined {
  const text = ` ${words.join(' ')} `;
  return patterns.find(({ find }) => find.some((pattern) => pattern.test(text)))?.safe;
}
