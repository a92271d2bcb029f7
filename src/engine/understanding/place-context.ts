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
const SMALL_WORDS = new Set([',', 'de', 'del', 'la', 'el', 'en', 'los', '.', 'departamento', 'y']);

/** "Bolívar, Cauca", "Sevilla España": another department or country stands right behind the name. */
function homonymBehind({ words, to }: Neighbours, lexicon: PlaceLexicon): string | undefined {
  let at = to;
  for (let steps = 0; steps < LOOK_AHEAD && at < words.length; steps++, at++) {
    const pair = `${words[at]} ${words[at + 1] ?? ''}`;
    if (words[at] === 'valle' || words[at] === 'y') return undefined;
    if (lexicon.elsewhere.includes(pair)) return pair;
    if (lexicon.elsewhere.includes(words[at] ?? '')) return words[at];
    if (!SMALL_WORDS.has(words[at] ?? '')) return undefined;
  }
  return undefined;
}

/** Decides whether a name stands for our place where it was found. */
export function standsForPlace(name: PlaceName, around: Neighbours, lexicon: PlaceLexicon): Verdict {
  const { words, from, to } = around;
  const before = words[from - 1] ?? '';
  const before2 = words[from - 2] ?? '';
  const after = words[to] ?? '';
  const elsewhere =
    name.codes[0] === '76' || name.codes[0] === '00' ? undefined : homonymBehind(around, lexicon);
  if (elsewhere) return no(`is the one in ${elsewhere}`);
  const isNoun = (word: string): boolean => lexicon.placeNouns.includes(word);
  const saysPlace = isNoun(before) || (before === 'de' && isNoun(before2));
  const blocker = lexicon.blockersBefore.find(
    (word) => word === before || (/^(de|del|la|el|los)$/.test(before) && word === before2),
  );
  if (blocker && !saysPlace) return no(`belongs to "${blocker}"`);
  if (lexicon.blockersAfter[name.plain]?.includes(after)) return no(`belongs to "${after}"`);
  if (!name.guarded) return yes('is a name of ours');
  if (saysPlace) return yes(`follows "${before}"`);
  if (name.foreign) return no('is better known elsewhere', false);
  if (name.locality) return before === 'en' ? yes('follows "en"') : no('is a common word', false);
  if (after === 'valle' || (after === ',' && words[to + 1] === 'valle')) return yes('is followed by "valle"');
  if (lexicon.prepositions.includes(before)) return yes(`follows "${before}"`);
  if (around.afterPlace) return yes('is listed with other places');
  const rest = words.filter((word, i) => (i < from || i >= to) && !SMALL_WORDS.has(word) && word !== '?');
  if (rest.length === 0) return yes('is the whole message');
  const last = words.slice(to).every((word) => SMALL_WORDS.has(word) || /^(?:\d+|\?)$/.test(word));
  if (last && rest.length <= SHORT && !lexicon.articles.includes(before)) return yes('ends a short message');
  return no('is a common word', false);
}
