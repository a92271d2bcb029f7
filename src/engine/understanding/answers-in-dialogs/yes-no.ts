import type { AnswerLexicon } from './answer.js';

const opens = (text: string, phrases: readonly string[]): number =>
  Math.max(
    0,
    ...phrases
      .filter((phrase) => text === phrase || text.startsWith(`${phrase} `))
      .map((phrase) => phrase.length),
  );

const holds = (text: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => new RegExp(pattern).test(text));

/** true, false, or undefined when it is neither. The longest phrase at the beginning decides. */
export function readYesNo(words: readonly string[], lexicon: AnswerLexicon): boolean | undefined {
  const text = words.join(' ');
  if (holds(text, lexicon.noAfterAll)) return false;
  if (holds(text, lexicon.yesAfterAll)) return true;
  const yes = opens(text, lexicon.yes);
  const no = opens(text, lexicon.no);
  if (yes > 0 || no > 0) return yes === no ? undefined : yes > no;
  const saysYes = words.includes('si');
  const saysNo = words.includes('no');
  return saysYes === saysNo ? undefined : saysYes;
}
