/** The words by which personal data is found, and what is written in its place (data/understanding/personal-data.yaml).
 * All lower case and without accents. */
export interface PersonalDataWords {
  readonly written: Readonly<Record<'name' | 'phone' | 'email' | 'document' | 'address', string>>;
  /** A name follows, however it is written: "me llamo". */
  readonly beforeNames: readonly string[];
  /** A name follows if it begins with a capital: "soy", "mi hija". */
  readonly beforeCapitals: readonly string[];
  /** Words at which a name ends. */
  readonly endNames: readonly string[];
  /** Words inside a name: "de la". */
  readonly insideNames: readonly string[];
  readonly beforeDocuments: readonly string[];
  readonly streets: readonly string[];
}

const MOST_NAMES = 5;

/**
 * A text without names that are announced, e-mail addresses, handles, telephone and document numbers (six digits or
 * more) and street addresses. Rather takes too much than too little; years stay. A name that nothing announces stays
 * as well: somebody looks at a text before it leaves the house.
 */
export function withoutPersonalData(words: PersonalDataWords): (text: string) => string {
  const any = (list: readonly string[]): string => list.map(escaped).join('|');
  const email = /[\w.+-]*@[\w-]+(?:\.[\w-]+)*/g;
  const document = new RegExp(
    `\\b(?:${any(words.beforeDocuments)})\\b[^\\d\\n]{0,20}\\d[\\d.\\s-]{2,}\\d`,
    'g',
  );
  const street = `(?:${any(words.streets)})\\b\\.?\\s*(?:#|no\\.?|numero)?\\s*\\d+\\s*(?:[a-z]\\b)?`;
  const side = `(?:\\s*(?:bis|sur|norte|este|oeste)\\b)?`;
  const more = `${side}(?:\\s*(?:#|n°|no\\.?|numero|con|,|-)?\\s*\\d+\\s*(?:[a-z]\\b)?${side})*`;
  const address = new RegExp(`\\b${street}${more}(?:[\\s,]*${street})*`, 'g');
  const number = /\+?\d(?:[\s.()-]*\d){5,}/g;
  const named = new RegExp(`\\b(?:${any(words.beforeNames)})\\s+`, 'g');
  const capital = new RegExp(`\\b(?:${any(words.beforeCapitals)})\\s+(?=\\p{Lu})`, 'gu');
  return (text) => {
    const plain = [
      (it: string) => replaced(it, fold(it), email, words.written.email),
      (it: string) => replaced(it, fold(it), document, words.written.document),
      (it: string) => replaced(it, fold(it), address, words.written.address),
      (it: string) => replaced(it, fold(it), number, words.written.phone, isYears),
      (it: string) => withoutNames(it, fold(it), named, words),
      (it: string) => withoutNames(it, keepCapitals(it), capital, words, true),
    ];
    return plain.reduce((it, remove) => remove(it), text);
  };
}

/** Accents away, code unit by code unit: places stay the same. */
const bare = (text: string): string =>
  text.replaceAll(/[\u0080-\uffff]/g, (unit) => unit.normalize('NFD')[0] ?? unit);
const fold = (text: string): string => bare(text).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
/** Folded except that a capital at the beginning of a word stays. */
const keepCapitals = (text: string): string => {
  const plain = bare(text);
  return plain.replaceAll(/[A-Z](?=[A-Z])|(?<=\w)[A-Z]/g, (letter) => letter.toLowerCase());
};

const escaped = (word: string): string => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** `2021 2022` is no telephone number. */
const isYears = (digits: string): boolean =>
  digits.split(/\D+/).every((group) => /^(19|20)\d\d$/.test(group));

function replaced(
  text: string,
  folded: string,
  pattern: RegExp,
  by: string,
  spare: (found: string) => boolean = () => false,
): string {
  let [result, from] = ['', 0];
  for (const match of folded.matchAll(pattern)) {
    if (spare(match[0])) continue;
    const end = match.index + match[0].trimEnd().length;
    result += text.slice(from, match.index) + by;
    from = end;
  }
  return result + text.slice(from);
}

function withoutNames(
  text: string,
  folded: string,
  intro: RegExp,
  words: PersonalDataWords,
  capitals = false,
): string {
  let [result, from] = ['', 0];
  for (const match of folded.matchAll(intro)) {
    const start = match.index + match[0].length;
    const end = endOfName(folded, start, words, capitals);
    if (start < from || end === start) continue;
    result += text.slice(from, start) + words.written.name;
    from = end;
  }
  return result + text.slice(from);
}

/** Where the name that begins at `start` ends; `start` itself where there is none. */
function endOfName(folded: string, start: number, words: PersonalDataWords, capitals: boolean): number {
  const word = /[A-Za-z'’]+/y;
  let [end, at] = [start, start];
  for (let count = 0; count < MOST_NAMES; count += 1) {
    word.lastIndex = at;
    const found = word.exec(folded)?.[0];
    if (found === undefined) break;
    const lower = found.toLowerCase();
    const inside = words.insideNames.includes(lower);
    if (!inside && (words.endNames.includes(lower) || (capitals && !/^[A-Z]/.test(found)))) break;
    at += found.length;
    if (!inside) end = at;
    if (folded[at] !== ' ') break;
    at += 1;
  }
  return end;
}
