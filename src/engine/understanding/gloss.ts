import type { AnswerReader } from './answers-in-dialogs/index.js';
import { lately } from '../lately.js';
import type { FullUnderstander } from './understander.js';

/** Words of another language and what they are in Spanish (data/understanding/english.yaml), in small letters and without
 * apostrophes. */
export interface Gloss {
  /** Whole messages. */
  readonly alone: Readonly<Record<string, string>>;
  /** What nobody writes in Spanish: a text that holds one of them is of the other language. */
  readonly sure: Readonly<Record<string, string>>;
  /** Put into Spanish only in such a text. */
  readonly then: Readonly<Record<string, string>>;
}

/** Puts the words that it knows into Spanish and leaves every other as it is; null where there is nothing to put. */
export function createGloss({ alone, sure, then }: Gloss): (text: string) => string | null {
  const [first, second] = [replacer(sure), replacer(then)];
  return lately((text) => {
    const bare = text.replace(APOSTROPHES, '');
    const whole = alone[plain(bare.replace(/[^\p{L}\p{N}]+/gu, ' '))];
    if (whole !== undefined) return whole;
    return first.find.test(bare) ? second.put(first.put(bare)) : null;
  });
}

/** An understander that reads another language beside Spanish, as well as its words can be put into Spanish. */
export function alsoReading(gloss: (text: string) => string | null, of: FullUnderstander): FullUnderstander {
  const spanish = (text: string): string => gloss(text) ?? text;
  const readAnswer: AnswerReader = (text, expectation, context) => {
    const plainly = of.readAnswer(text, expectation, context);
    const put = gloss(text);
    // The words of an option on offer are its own, and a text is what it is.
    if (put === null || (expectation.kind === 'choice' && plainly.kind === 'value')) return plainly;
    const read = of.readAnswer(put, expectation, context);
    return expectation.kind === 'text' && read.kind === 'value' ? plainly : read;
  };
  return {
    understand: (text, context) => ({ ...of.understand(spanish(text), context), text }),
    explain: (text, context) => ({ ...of.explain(spanish(text), context), text }),
    judgeDanger: (text) => of.judgeDanger(spanish(text)),
    whereTo: (text) => of.whereTo(spanish(text)),
    readAnswer,
  };
}

const APOSTROPHES = /(?<=[a-z])['’´`](?=[a-z])/gi;

const plain = (text: string): string => text.toLowerCase().trim().replace(/\s+/g, ' ');

function replacer(words: Readonly<Record<string, string>>): {
  readonly find: RegExp;
  readonly put: (text: string) => string;
} {
  // The longest first: "i want to report something" before "i want to report".
  const phrases = Object.keys(words).toSorted((one, other) => other.length - one.length);
  const some = phrases.map((it) => it.replaceAll(' ', '\\s+')).join('|');
  const source = `(?<![\\p{L}\\p{N}])(?:${some})(?![\\p{L}\\p{N}])`;
  const all = new RegExp(source, 'giu');
  return {
    find: new RegExp(source, 'iu'),
    put: (text) => text.replace(all, (found) => words[plain(found)] ?? found),
  };
}
