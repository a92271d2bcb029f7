const GAP = '(?: [a-z0-9_]+){0,4}? ';

/**
 * Turns the readable form of data/understanding/*.yaml into one regular expression over plain words that stand
 * between spaces: `<name>` is one of the words of a class, ` .. ` up to four words in between.
 */
export function compilePattern(
  pattern: string,
  classes: Readonly<Record<string, readonly string[]>> = {},
): RegExp {
  const source = pattern
    .replace(/<([a-z]+)>/g, (_, name: string) => `(?:${(classes[name] ?? []).join('|')})`)
    .replace(/ \.\. /g, GAP);
  return new RegExp(`(?<= )(?:${source})(?= )`);
}

export type NamedPatterns = readonly { readonly name: string; readonly find: RegExp }[];

/** One regular expression a name, for lexicons of the form name -> patterns. */
export const compileNamed = (
  lexicon: Readonly<Record<string, readonly string[]>>,
  classes: Readonly<Record<string, readonly string[]>> = {},
): NamedPatterns =>
  Object.entries(lexicon).map(([name, patterns]) => ({
    name,
    find: compilePattern(patterns.join('|'), classes),
  }));

/** Words as patterns read them: joined by one space, with a space at both ends. */
export const asText = (words: readonly string[]): string => ` ${words.join(' ')} `;
