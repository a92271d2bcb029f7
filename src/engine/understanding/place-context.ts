import type { PlaceLexicon } from './catalogue.js';
import type { PlaceName } from './gazetteer.js';

export interface Neighbours {
  readonly words: readonly string[];
  readonly from: number;
  readonly to: number;
  /** Whether a place of ours stands right before, joined by a comma, y, o, con … */
  readonly afterPlace: boolean;
}

export interface Verdict {
  readonly place: boolean;
  /** The words belong to another thing as a whole: nothing inside them is a place either. */
  readonly skip: boolean;
  readonly why: string;
}

const yes = (why: string): Verdict => ({ place: true, skip: false, why });
const no = (why: string, skip = true): Verdict => ({ place: false, skip, why });
const LOOK_AHEAD = 4;
/** Words of a question so short that its last name can only be the place. */
const SHORT = 4;
/** The same where it asks for a figure. */
const SHORT_FOR_FIGURES = 12;
const SMALL_WORDS = new Set([',', 'de', 'del', 'la', 'el', 'en', 'los', '.', 'departamento', 'y']);
const ADDRESS = new Set([',', '.', 'norte', 'sur', 'centro', 'oriente', 'pacifico', 'en', 'del', 'de', 'el']);
const LINKS = new Set(['de', 'del', 'la', 'el', 'los', 'las']);
const ARTICLES = new Set(['la', 'el', 'los', 'las']);
const DEPARTMENT = '76';
const COUNTRY = '00';

const wordAt = (words: readonly string[], at: number): string => words[at] ?? '';

/** "Bolívar, Cauca", "Sevilla España", "miami florida": another department or country stands beside the name. */
function homonymBeside(name: PlaceName, around: Neighbours, lexicon: PlaceLexicon): string | undefined {
  const { words, from, to } = around;
  if (lexicon.unique.includes(name.plain)) return undefined;
  const isElsewhere = (text: string, direct: boolean): boolean =>
    lexicon.elsewhere.includes(text) || ((direct || name.guarded) && lexicon.citiesElsewhere.includes(text));
  const before = wordAt(words, from - 1) === ',' ? wordAt(words, from - 2) : wordAt(words, from - 1);
  if (name.guarded && isElsewhere(before, true)) return before;
  for (let at = to; at < Math.min(words.length, to + LOOK_AHEAD); at++) {
    const word = wordAt(words, at);
    if (word === 'valle' || word === 'y') return undefined;
    const beside = [`${word} ${wordAt(words, at + 1)}`, word].find((text) => isElsewhere(text, at === to));
    if (beside) return beside;
    if (!SMALL_WORDS.has(word)) return undefined;
  }
  return undefined;
}

/** "el departamento de Antioquia" is not this one. */
function otherDepartment(name: PlaceName, { words, to }: Neighbours, lexicon: PlaceLexicon): boolean {
  const behind = wordAt(words, to + 1) === 'la' ? wordAt(words, to + 2) : wordAt(words, to + 1);
  return (
    /departamento$|^el depto$/.test(name.plain) &&
    /^(?:de|del)$/.test(wordAt(words, to)) &&
    (behind === 'bolivar' || lexicon.elsewhere.some((text) => text.split(' ')[0] === behind))
  );
}

/** The word before that makes the name something else: "barrio la florida", "plaza de bolivar", "carlos toro". */
function blockerOf(name: PlaceName, { words, from }: Neighbours, lexicon: PlaceLexicon): string | undefined {
  const before = wordAt(words, from - 1);
  const head = ARTICLES.has(before) ? wordAt(words, from - 2) : before;
  if (lexicon.blockersBefore.includes(head)) return head;
  if (name.guarded && lexicon.firstNames.includes(before)) return before;
  let at = from - 1;
  while (LINKS.has(wordAt(words, at))) at--;
  const short = name.plain.replace(/^(?:el|la) /, '');
  const others = lexicon.namesakes[name.plain] ?? lexicon.namesakes[short] ?? [];
  return others.includes(wordAt(words, at)) ? wordAt(words, at) : undefined;
}

/** "Toro, norte del Valle": the department stands behind as in an address. */
function addressBehind({ words, to }: Neighbours, article: boolean): boolean {
  let at = to;
  while (at < to + LOOK_AHEAD && ADDRESS.has(wordAt(words, at))) at++;
  if (wordAt(words, at) !== 'valle') return false;
  return !article || at === to || wordAt(words, to) === ',';
}

/** Whether a name that is a common word as well stands where only a place can stand. */
function commonWordAsPlace(name: PlaceName, around: Neighbours, lexicon: PlaceLexicon): Verdict {
  const { words, from, to } = around;
  const before = wordAt(words, from - 1);
  const isVerb = before === 'esta' && /^(?:como|tal|donde)$/.test(wordAt(words, from - 2));
  const article = lexicon.articles.includes(before) && !isVerb;
  if (name.locality && before === 'en') return yes('follows "en"');
  if (addressBehind(around, article)) return yes('is followed by "valle"');
  if (!name.locality && lexicon.prepositions.includes(before)) return yes(`follows "${before}"`);
  if (!name.locality && around.afterPlace) return yes('is listed with other places');
  const says = (word: string): boolean =>
    !SMALL_WORDS.has(word) && word !== '?' && !lexicon.politeWords.includes(word);
  const rest = words.filter((word, i) => (i < from || i >= to) && says(word));
  if (rest.length === 0) return yes('is the whole message');
  if (!name.locality && before === 'a' && lexicon.waysTo.includes(wordAt(words, from - 2)))
    return yes('is where somebody goes');
  if (article) return no('is a common word', false);
  const last = words.slice(to).every((word) => !says(word) || /^\d+$/.test(word));
  if (!name.locality && last && rest.length <= SHORT) return yes('ends a short message');
  const figures = rest.length <= SHORT_FOR_FIGURES && rest.some((word) => lexicon.figureWords.includes(word));
  const edge = from === 0 || last;
  return figures && (edge || !name.locality) ? yes('stands beside a figure') : no('is a common word', false);
}

/** Decides whether a name stands for our place where it was found. */
export function standsForPlace(name: PlaceName, around: Neighbours, lexicon: PlaceLexicon): Verdict {
  const { words, from, to } = around;
  const wider = name.codes[0] === DEPARTMENT || name.codes[0] === COUNTRY;
  const elsewhere = wider ? undefined : homonymBeside(name, around, lexicon);
  if (elsewhere) return no(`is the one in ${elsewhere}`);
  if (otherDepartment(name, around, lexicon)) return no('is another department');
  const before = wordAt(words, from - 1);
  const isNoun = (word: string): boolean => lexicon.placeNouns.includes(word);
  const saysPlace = isNoun(before) || (before === 'de' && isNoun(wordAt(words, from - 2)));
  const blocker = blockerOf(name, around, lexicon);
  if (blocker && !saysPlace) return no(`belongs to "${blocker}"`);
  const after = wordAt(words, to);
  if (lexicon.blockersAfter[name.plain]?.includes(after)) return no(`belongs to "${after}"`);
  if (!name.guarded) return yes('is a name of ours');
  if (saysPlace) return yes(`follows "${before}"`);
  if (name.foreign) return no('is better known elsewhere', false);
  return commonWordAsPlace(name, around, lexicon);
}
