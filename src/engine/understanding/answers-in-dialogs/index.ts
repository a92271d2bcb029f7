import { compilePattern } from '../patterns.js';
import { readAge } from './age.js';
import type { Answer, AnswerLexicon, AnswerOption, AnswerValue, Expectation } from './answer.js';
import { readChoice, repeatedLabel } from './choice.js';
import { readDate } from './date.js';
import { readQuantity } from './quantity.js';
import { readSafety, type SafetyPatterns } from './safety.js';
import { readYesNo } from './yes-no.js';

export type { Answer, AnswerLexicon, AnswerOption, AnswerValue, Expectation } from './answer.js';

/** Reads what a message answers to a question. Pure; `now` in milliseconds decides what "ayer" is. */
export type AnswerReader = (
  text: string,
  expectation: Expectation,
  context: { readonly now: number },
) => Answer;

interface AnswerPatterns {
  readonly moves: readonly {
    readonly kind: 'cancel' | 'back' | 'refusal' | 'dont_know';
    readonly find: readonly RegExp[];
  }[];
  readonly correction: readonly RegExp[];
  readonly safety: SafetyPatterns;
}

/** Words of the longest message that leaves an open question instead of answering it. */
const LONGEST_MOVE = 10;

const compile = (pattern: string): RegExp =>
  pattern.startsWith('^')
    ? new RegExp(`^ (?:${pattern.slice(1).replace(/\$$/, '')})${pattern.endsWith('$') ? ' $' : '(?= )'}`)
    : compilePattern(pattern);

/** Reader of answers. `wordsOf` turns a text into plain words (the understander's reader, spelling corrected). */
export function createAnswerReader(
  lexicon: AnswerLexicon,
  wordsOf: (text: string) => readonly string[],
): AnswerReader {
  const patterns: AnswerPatterns = {
    moves: [
      { kind: 'cancel', find: lexicon.cancel.map(compile) },
      { kind: 'back', find: lexicon.back.map(compile) },
      { kind: 'refusal', find: lexicon.refusal.map(compile) },
      { kind: 'dont_know', find: lexicon.dontKnow.map(compile) },
    ],
    correction: lexicon.correction.map(compile),
    safety: [
      { safe: true, find: lexicon.notInDanger.map(compile) },
      { safe: false, find: lexicon.unsafe.map(compile) },
      { safe: true, find: lexicon.safe.map(compile) },
    ],
  };
  const fillers = [...lexicon.fillers].sort((a, b) => b.length - a.length);
  return (text, expectation, { now }) => {
    const words = wordsOf(text);
    const bare = words.filter((word) => !/^[.,?]$/.test(word));
    if (bare.length === 0) return { kind: 'unclear' };
    if (expectation.kind === 'safety') {
      const safe = readSafety(bare, patterns.safety);
      return safe === undefined ? { kind: 'unclear' } : { kind: 'value', value: safe };
    }
    const exact = expectation.kind === 'choice' ? repeatedLabel(bare, expectation.options) : undefined;
    if (exact) return { kind: 'value', value: exact.value };
    const move =
      moveIn(bare, patterns, expectation) ?? moveIn(withoutFillers(bare, fillers), patterns, expectation);
    if (move === 'cancel' || move === 'back') return { kind: move };
    const corrected = correctionIn(words, patterns.correction);
    const option = corrected ? undefined : chosen(words, expectation, lexicon);
    if (option) return { kind: 'value', value: option.value };
    if (move) return { kind: move };
    const instead = corrected && withoutFillers(corrected.words, fillers);
    if (instead) {
      const value =
        expectation.kind === 'text'
          ? tail(text, instead.length)
          : valueOf(instead, expectation, lexicon, now);
      // Whoever puts themself right inside one message has answered this question, not taken back another.
      const inOneBreath = expectation.kind === 'yes_no' || !corrected.opens;
      if (inOneBreath && value !== undefined && expectation.kind !== 'text') return { kind: 'value', value };
      if (!inOneBreath || expectation.kind === 'text') {
        return { kind: 'correction', value: value ?? null, text: tail(text, instead.length) };
      }
    }
    if (expectation.kind === 'text') return { kind: 'value', value: text.trim() };
    return answered(withoutFillers(bare, fillers), bare, expectation, lexicon, now);
  };
}

/** The last words as they were written: names keep their capitals and accents. */
const tail = (text: string, count: number): string =>
  text
    .trim()
    .replace(/[.!?]+$/, '')
    .split(/\s+/)
    .slice(-count)
    .join(' ');

function moveIn(
  words: readonly string[],
  { moves }: AnswerPatterns,
  expectation: Expectation,
): (Answer['kind'] & ('cancel' | 'back' | 'refusal' | 'dont_know')) | undefined {
  // Inside a story "ya no quiero seguir con él" is part of what is told.
  if (expectation.kind === 'text' && words.length > LONGEST_MOVE) return undefined;
  const text = ` ${words.join(' ')} `;
  for (const { kind, find } of moves) {
    if (!find.some((pattern) => pattern.test(text))) continue;
    if (kind === 'cancel' && expectation.kind === 'yes_no' && / (?:mejor no|basta) $/.test(text)) continue;
    return kind;
  }
  return undefined;
}

interface Corrected {
  readonly words: readonly string[];
  /** Whether the message begins with the correction. */
  readonly opens: boolean;
}

function chosen(
  words: readonly string[],
  expectation: Expectation,
  lexicon: AnswerLexicon,
): AnswerOption | undefined {
  if (expectation.kind !== 'choice') return undefined;
  const option = readChoice(words, expectation.options, lexicon);
  return option === 'none_of_them' ? undefined : option;
}

/** The words after "me equivoqué, era …"; undefined when nothing is corrected. */
function correctionIn(words: readonly string[], patterns: readonly RegExp[]): Corrected | undefined {
  const text = ` ${words.join(' ')} `;
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    const rest = match && text.slice(match.index + match[0].length).trim();
    if (!rest) continue;
    return { words: meant(rest.split(' ')), opens: match.index <= 1 };
  }
  return undefined;
}

/** Of "palmira, era buga" the last, of "5 no 4" the first. */
function meant(words: readonly string[]): readonly string[] {
  const again = words.findLastIndex((word, i) => i > 0 && /^(?:era|eran|es|son|fue|sino)$/.test(word));
  const rest = again > 0 && again < words.length - 1 ? words.slice(again + 1) : words;
  const not = rest.indexOf('no');
  return (not > 0 ? rest.slice(0, not) : rest).filter((word) => !/^[.,?]$/.test(word));
}

function withoutFillers(words: readonly string[], fillers: readonly string[]): readonly string[] {
  let text = ` ${words.join(' ')} `;
  for (let before = ''; before !== text; ) {
    before = text;
    const filler = fillers.find(
      (phrase) => text.startsWith(` ${phrase} `) && text.length > phrase.length + 3,
    );
    if (filler) text = text.slice(filler.length + 1);
    const tail = fillers.find((phrase) => text.endsWith(` ${phrase} `) && text.length > phrase.length + 3);
    if (tail) text = text.slice(0, -tail.length - 1);
  }
  return text.trim().split(' ');
}

function answered(
  words: readonly string[],
  all: readonly string[],
  expectation: Exclude<Expectation, { kind: 'text' | 'safety' }>,
  lexicon: AnswerLexicon,
  now: number,
): Answer {
  const chosen = expectation.kind === 'choice' ? readChoice(words, expectation.options, lexicon) : undefined;
  if (chosen === 'none_of_them') return { kind: 'none_of_them' };
  const isAll = words.length === all.length;
  const value =
    chosen?.value ??
    (expectation.kind === 'choice' ? undefined : valueOf(words, expectation, lexicon, now)) ??
    (isAll ? undefined : valueOf(all, expectation, lexicon, now));
  return value === undefined ? { kind: 'unclear' } : { kind: 'value', value };
}

function valueOf(
  words: readonly string[],
  expectation: Exclude<Expectation, { kind: 'text' | 'safety' }>,
  lexicon: AnswerLexicon,
  now: number,
): AnswerValue | undefined {
  switch (expectation.kind) {
    case 'yes_no':
      return readYesNo(words, lexicon);
    case 'number':
      return readQuantity(words, lexicon);
    case 'age':
      return readAge(words, lexicon, now);
    case 'date':
      return readDate(words, lexicon, { now, future: expectation.future ?? false });
    case 'choice': {
      const option = readChoice(words, expectation.options, lexicon);
      return option === 'none_of_them' ? undefined : option?.value;
    }
  }
}
