import type { DangerSigns } from './danger-signs.js';
import { type Features, distinct, flagOf, together, withFlags } from './features.js';
import type { Reading } from './reader.js';

/** Concepts of something done or happening: who does it to whom, when, and whether at all, matters. */
const ACTS = new Set([
  'harm',
  'kill',
  'die',
  'threat',
  'enter',
  'touch',
  'noises',
  'missing',
  'locked',
  'body',
  'extort',
  'selfend',
  'disaster',
  'weapon',
]);
/** Small words that change what an act means; all others are one "something". */
const SMALL_WORDS = new Set(
  'no si que cuando me nos la lo le les los las se ya mi y porque o ni sin como donde para con a de en es esta estan estoy va voy quiero tengo tiene hay fue era'.split(
    ' ',
  ),
);
const DENIES = new Set(['no', 'ni', 'nunca', 'sin', 'tampoco', 'nadie']);
const OBJECTS: Readonly<Record<string, string>> = {
  me: 'me',
  nos: 'me',
  la: 'other',
  lo: 'other',
  le: 'other',
  les: 'other',
  los: 'other',
  las: 'other',
  se: 'se',
  te: 'te',
};
const SOMETHING = '*';
const STOP = '|';
const LENGTHS = [3, 6, 12, 40];

/** The form of a verb, by its ending: going on, to come, long ago, just done, done to somebody. */
function formOf(word: string): string {
  if (/(?:ando|iendo|yendo)(?:l[aeo]s?|me|nos|se|te)?(?:l[aeo])?$/.test(word)) return 'ger';
  if (/[aei]r(?:l[aeo]s?|me|nos|se|te)?$/.test(word)) return 'inf';
  if (/(?:aba|aban|abamos|ia|ian)$/.test(word)) return 'imp';
  if (/(?:aron|ieron|io)$/.test(word)) return 'pret';
  if (/(?:ad[oa]s?|id[oa]s?)$/.test(word)) return 'part';
  if (word.endsWith('o')) return 'o';
  return /[ae]n$/.test(word) ? 'pl' : 'x';
}

const kindOf = (name: string): number => flagOf(`kind ${name}`);
const CONCEPT = kindOf('concept');
const DENIED = kindOf('denied');
const FORM = kindOf('form');
const DONE_TO = kindOf('done to');
const BOTH = kindOf('both');
const NEXT = kindOf('next');
const AFTER_NEXT = kindOf('after next');
const NEXT_CONCEPT = kindOf('next concept');
const CONCEPT_LATER = kindOf('concept later');

const flags = new Map<string, number>();
/** Few names come again and again: each is hashed once. */
const flag = (name: string): number => {
  const known = flags.get(name);
  if (known !== undefined) return known;
  const bucket = flagOf(name);
  flags.set(name, bucket);
  return bucket;
};

const isDenied = (words: readonly string[], at: number): boolean =>
  DENIES.has(words[at - 1] ?? '') || DENIES.has(words[at - 2] ?? '');

interface Outline {
  /** The text told in concepts, verb forms, small words and "something". */
  readonly steps: readonly number[];
  /** Only the concepts of it. */
  readonly concepts: readonly number[];
}

/** Neighbours and neighbours but one of the outline. */
function pushOrder({ steps, concepts }: Outline, found: number[]): void {
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as number;
    const before = i > 0 ? (steps[i - 1] as number) : 0;
    found.push(together(NEXT, before, step));
    if (i > 1) found.push(together(AFTER_NEXT, together(NEXT, steps[i - 2] as number, before), step));
  }
  for (let i = 1; i < concepts.length; i++) {
    found.push(together(NEXT_CONCEPT, concepts[i - 1] as number, concepts[i] as number));
    if (i > 1) found.push(together(CONCEPT_LATER, concepts[i - 2] as number, concepts[i] as number));
  }
}

/** Tells the text in its outline and pushes what each concept says by itself. */
function outlineOf({ words, concepts }: DangerSigns, found: number[], spokenOf: Set<number>): Outline {
  const steps: number[] = [];
  const own: number[] = [];
  const something = flag(SOMETHING);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const names = concepts[at] as readonly string[];
    if (names.length === 0) {
      if (word === '.' || word === '?') steps.push(flag(STOP));
      else if (SMALL_WORDS.has(word)) steps.push(flag(word));
      else if (word !== ',' && steps.at(-1) !== something) steps.push(something);
      continue;
    }
    const denied = isDenied(words, at);
    const form = flag(formOf(word));
    const object = OBJECTS[words[at - 1] ?? ''];
    for (const name of names) {
      const concept = together(denied ? DENIED : CONCEPT, flag(name), 0);
      spokenOf.add(flag(name));
      found.push(concept);
      if (!ACTS.has(name)) continue;
      const inForm = together(FORM, concept, form);
      found.push(inForm);
      if (object) found.push(together(DONE_TO, inForm, flag(object)));
    }
    const act = names.find((name) => ACTS.has(name));
    const concept = together(denied ? DENIED : CONCEPT, flag(act ?? (names[0] as string)), 0);
    const step = act ? together(FORM, concept, form) : concept;
    steps.push(step);
    own.push(step);
  }
  return { steps, concepts: own };
}

/** What the danger classifier sees: the words with their numbers, and who does what to whom, when, by their concepts. */
export function dangerFeatures(reading: Reading, signs: DangerSigns): Features {
  const found: number[] = signs.kinds.map((kind) => flag(`sign:${kind}`));
  if (signs.kinds.length === 0) found.push(flag('no sign'));
  if (signs.excused) found.push(flag('excused'));
  if (reading.question) found.push(flag('?'));
  const length = LENGTHS.find((most) => signs.words.length <= most);
  found.push(flag(`words ${length ?? 'many'}`));
  const spokenOf = new Set<number>();
  pushOrder(outlineOf(signs, found, spokenOf), found);
  const all = [...spokenOf].sort((a, b) => a - b);
  for (let i = 0; i < all.length; i++) {
    for (let j = i + 1; j < all.length; j++) found.push(together(BOTH, all[i] as number, all[j] as number));
  }
  return withFlags(reading.features, distinct(found));
}
