import { ANY, GAP, type WordPattern, expandPattern } from './pattern-expansion.js';
import { asText, compilePattern } from './patterns.js';

/** A stretch of words that one of the patterns of `name` describes. */
export interface Found {
  /** Index of the name in the book. */
  readonly name: number;
  readonly from: number;
  /** The word after the last one. */
  readonly to: number;
}

/** All patterns of a lexicon, read together in one pass over the words. */
export interface PatternBook {
  readonly names: readonly string[];
  /** For every name that is found its first stretch, in the order of the names. */
  find(words: readonly string[]): Found[];
  /** Every stretch, in the order of the words. */
  findAll(words: readonly string[]): Found[];
  /** Whether anything is found, or anything of one name. */
  has(words: readonly string[], name?: string): boolean;
  /** The names that are found. */
  namesIn(words: readonly string[]): string[];
}

interface Node {
  /** Word pattern -> what may follow. */
  readonly next: Map<number, Node>;
  /** What may follow after up to four words in between. */
  later: Node | undefined;
  any: Node | undefined;
  /** Names whose pattern ends here. */
  readonly ends: number[];
}

/** What the book knows of a word. */
interface Fit {
  /** Word patterns that it fits. */
  readonly ids: readonly number[];
  /** Where patterns go on that begin with it. */
  readonly begins: readonly Node[];
}

const LONGEST_GAP = 4;
const REMEMBERED = 20_000;
const newNode = (): Node => ({ next: new Map(), later: undefined, any: undefined, ends: [] });
const LOOKS_AHEAD = '(?!';
const isPlainChoice = (source: string): boolean => /^(?:\(\?:[a-z0-9_|]+\)|[a-z0-9_]+)$/.test(source);
const mayBeSkipped = (word: string): boolean => /^[a-z0-9_]+$/.test(word);

/** Which word patterns a word fits, remembered for every word that was seen. */
class WordPatterns {
  readonly #ids = new Map<WordPattern, number>();
  readonly #plain = new Map<string, number[]>();
  readonly #others: { readonly id: number; readonly find: RegExp }[] = [];
  readonly #known = new Map<string, Fit>();
  readonly #root: Node;

  constructor(root: Node) {
    this.#root = root;
  }

  idOf(source: WordPattern): number {
    const known = this.#ids.get(source);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(source, id);
    if (!isPlainChoice(source)) {
      this.#others.push({ id, find: new RegExp(`^(?:${source})$`) });
      return id;
    }
    for (const word of new Set(source.replace(/^\(\?:|\)$/g, '').split('|'))) {
      const own = this.#plain.get(word);
      if (own) own.push(id);
      else this.#plain.set(word, [id]);
    }
    return id;
  }

  of(word: string): Fit {
    const known = this.#known.get(word);
    if (known) return known;
    const ids = [...(this.#plain.get(word) ?? [])];
    for (const { id, find } of this.#others) if (find.test(word)) ids.push(id);
    const fit = { ids, begins: ids.flatMap((id) => this.#root.next.get(id) ?? []) };
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(word, fit);
    return fit;
  }
}

/** Adds one written-out pattern to the tree. */
function grow(root: Node, sequence: readonly WordPattern[], name: number, patterns: WordPatterns): void {
  let node = root;
  for (const source of sequence) {
    if (source === GAP) {
      node = node.later ??= newNode();
    } else if (source === ANY) {
      node = node.any ??= newNode();
    } else {
      const id = patterns.idOf(source);
      const next = node.next.get(id) ?? newNode();
      node.next.set(id, next);
      node = next;
    }
  }
  if (!node.ends.includes(name)) node.ends.push(name);
}

type Told = (found: Found) => void;

function walk(
  node: Node,
  at: number,
  words: readonly string[],
  fits: readonly Fit[],
  from: number,
  tell: Told,
): void {
  for (const name of node.ends) tell({ name, from, to: at });
  if (at >= words.length) return;
  follow(node, at, words, fits, from, tell);
  if (!node.later) return;
  for (let skipped = 0; skipped <= LONGEST_GAP && at + skipped < words.length; skipped++) {
    follow(node.later, at + skipped, words, fits, from, tell);
    if (!mayBeSkipped(words[at + skipped] as string)) return;
  }
}

/** Goes on from a node with the word at `at`. */
function follow(
  node: Node,
  at: number,
  words: readonly string[],
  fits: readonly Fit[],
  from: number,
  tell: Told,
): void {
  if (node.next.size > 0) {
    for (const id of (fits[at] as Fit).ids) {
      const next = node.next.get(id);
      if (next) walk(next, at + 1, words, fits, from, tell);
    }
  }
  if (node.any) walk(node.any, at + 1, words, fits, from, tell);
}

/**
 * Builds the book of a lexicon of the form name -> patterns; see expandPattern for what a pattern is. Patterns that
 * look ahead (`(?!`) stay regular expressions: they have a name, but no stretch of their own.
 */
export function createPatternBook(
  lexicon: Readonly<Record<string, readonly string[]>>,
  classes: Readonly<Record<string, readonly string[]>> = {},
): PatternBook {
  const names = Object.keys(lexicon);
  const root = newNode();
  const patterns = new WordPatterns(root);
  const expressions: { readonly name: number; readonly find: RegExp }[] = [];
  for (const [name, sources] of Object.values(lexicon).entries()) {
    for (const source of sources) {
      if (source.includes(LOOKS_AHEAD)) expressions.push({ name, find: compilePattern(source, classes) });
      else for (const sequence of expandPattern(source, classes)) grow(root, sequence, name, patterns);
    }
  }

  const read = (words: readonly string[], tell: Told): void => {
    const fits = words.map((word) => patterns.of(word));
    for (let from = 0; from < words.length; from++) {
      for (const node of (fits[from] as Fit).begins) walk(node, from + 1, words, fits, from, tell);
    }
    if (expressions.length === 0) return;
    const text = asText(words);
    for (const { name, find } of expressions) if (find.test(text)) tell({ name, from: 0, to: 0 });
  };
  const findAll = (words: readonly string[]): Found[] => {
    const found: Found[] = [];
    read(words, (one) => found.push(one));
    return found;
  };
  const find = (words: readonly string[]): Found[] => {
    const first = new Map<number, Found>();
    read(words, (one) => {
      if (!first.has(one.name)) first.set(one.name, one);
    });
    return [...first.values()].sort((a, b) => a.name - b.name);
  };
  return {
    names,
    findAll,
    find,
    has: (words, name) => find(words).some((one) => name === undefined || names[one.name] === name),
    namesIn: (words) => find(words).map((one) => names[one.name] as string),
  };
}
