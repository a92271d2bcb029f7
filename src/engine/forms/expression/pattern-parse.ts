import { ExpressionError } from './error.js';

/** A regular expression without anything that needs backtracking. */
export type Pattern =
  | { readonly kind: 'character'; readonly accepts: (point: number) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  /** `most` null: without end. */
  | { readonly kind: 'repeat'; readonly of: Pattern; readonly least: number; readonly most: number | null };

type Accepts = (point: number) => boolean;

/** How many single characters a pattern may stand for once its counts are written out. */
const MOST_STEPS = 3000;
const DEEPEST = 20;

const SHORTHANDS: Record<string, RegExp> = { d: /[0-9]/, w: /[A-Za-z0-9_]/, s: /[\t\n\v\f\r ]/ };
const ESCAPES: Record<string, string> = { t: '\t', n: '\n', r: '\r' };

/**
 * Reads the part of Java's regular expressions that forms use: literals, `.`, classes, groups, `|`, `? * + {m,n}`,
 * \d \w \s and their opposites, \p{L} and the like, `^` at the start, `$` at the end, `(?i)` in front.
 * Throws ExpressionError `bad-pattern` for look-around, back-references and anything else.
 */
export function parsePattern(source: string): { pattern: Pattern; ignoreCase: boolean } {
  const ignoreCase = source.startsWith('(?i)');
  const body = (ignoreCase ? source.slice(4) : source)
    .replace(/^\^/, '')
    .replace(/(?<!\\)((?:\\\\)*)\$$/, '$1');
  const reader = new PatternReader(source, [...body], ignoreCase);
  const pattern = reader.choice(0);
  reader.expectEnd();
  if (sizeOf(pattern) > MOST_STEPS) throw new ExpressionError('bad-pattern', { pattern: source });
  return { pattern, ignoreCase };
}

function sizeOf(pattern: Pattern): number {
  if (pattern.kind === 'character') return 1;
  if (pattern.kind === 'repeat')
    return Math.max(pattern.least + 1, pattern.most ?? 1) * (sizeOf(pattern.of) + 1);
  const parts = pattern.kind === 'sequence' ? pattern.parts : pattern.options;
  return parts.reduce((sum, part) => sum + sizeOf(part) + 1, 0);
}

class PatternReader {
  #next = 0;

  constructor(
    readonly source: string,
    readonly body: readonly string[],
    readonly ignoreCase: boolean,
  ) {}

  choice(depth: number): Pattern {
    if (depth > DEEPEST) throw this.#bad();
    const options = [this.#sequence(depth)];
    while (this.#take('|')) options.push(this.#sequence(depth));
    return options.length === 1 && options[0] ? options[0] : { kind: 'choice', options };
  }

  expectEnd(): void {
    if (this.#next < this.body.length) throw this.#bad();
  }

  #sequence(depth: number): Pattern {
    const parts: Pattern[] = [];
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek())
      parts.push(this.#repeated(this.#atom(depth)));
    return { kind: 'sequence', parts };
  }

  #atom(depth: number): Pattern {
    const character = this.#shift();
    if (character === '(') {
      if (this.#take('?') && !this.#take(':')) throw this.#bad();
      const inner = this.choice(depth + 1);
      if (!this.#take(')')) throw this.#bad();
      return inner;
    }
    if (character === '[') return { kind: 'character', accepts: this.#class() };
    if (character === '.') return { kind: 'character', accepts: (point) => point !== 10 && point !== 13 };
    if (character === '\\') return { kind: 'character', accepts: this.#escape().accepts };
    if ('*+?{}^$'.includes(character)) throw this.#bad();
    return { kind: 'character', accepts: this.#literal(character) };
  }

  #repeated(of: Pattern): Pattern {
    let [least, most]: [number, number | null] = [1, 1];
    if (this.#take('?')) [least, most] = [0, 1];
    else if (this.#take('*')) [least, most] = [0, null];
    else if (this.#take('+')) [least, most] = [1, null];
    else if (this.#take('{')) [least, most] = this.#counts();
    else return of;
    // Greedy, lazy or possessive is the same for a whole match, except possessive, which few mean.
    if (this.#take('+')) throw this.#bad();
    this.#take('?');
    if ('*+?{'.includes(this.#peek() ?? ' ')) throw this.#bad();
    return { kind: 'repeat', of, least, most };
  }

  #counts(): [number, number | null] {
    const end = this.body.indexOf('}', this.#next);
    const found = /^(\d{1,4})(,(\d{1,4})?)?$/.exec(this.body.slice(this.#next, end < 0 ? 0 : end).join(''));
    if (!found) throw this.#bad();
    this.#next = end + 1;
    const least = Number(found[1]);
    const most = found[2] === undefined ? least : found[3] === undefined ? null : Number(found[3]);
    if (most !== null && most < least) throw this.#bad();
    return [least, most];
  }

  #class(): Accepts {
    const negated = this.#take('^');
    const members: Accepts[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) members.push(this.#member());
    this.#shift();
    return (point) => members.some((accepts) => accepts(point)) !== negated;
  }

  #member(): Accepts {
    const from = this.#memberStart();
    if (from.character === undefined || this.#peek() !== '-') return from.accepts;
    if (this.body[this.#next + 1] === ']') return from.accepts;
    this.#next += 1;
    const to = this.#memberStart();
    const [low, high] = [from.character.codePointAt(0) ?? 0, to.character?.codePointAt(0) ?? -1];
    if (high < low) throw this.#bad();
    if (!this.ignoreCase) return (point) => point >= low && point <= high;
    return (point) => casesOf(point).some((one) => one >= low && one <= high);
  }

  #memberStart(): { accepts: Accepts; character?: string } {
    const character = this.#shift();
    if (character === '\\') return this.#escape();
    if (character === '[' || character === '&') throw this.#bad();
    return { accepts: this.#literal(character), character };
  }

  #escape(): { accepts: Accepts; character?: string } {
    const letter = this.#shift();
    const shorthand = SHORTHANDS[letter.toLowerCase()];
    if (shorthand && letter !== 'S' && letter !== 'D' && letter !== 'W')
      return { accepts: (point) => shorthand.test(String.fromCodePoint(point)) };
    if (shorthand) return { accepts: (point) => !shorthand.test(String.fromCodePoint(point)) };
    if (letter === 'p' || letter === 'P') return { accepts: this.#property(letter === 'P') };
    if (/[a-z0-9]/i.test(letter) && !ESCAPES[letter]) throw this.#bad();
    const character = ESCAPES[letter] ?? letter;
    return { accepts: this.#literal(character), character };
  }

  #property(negated: boolean): Accepts {
    const end = this.body.indexOf('}', this.#next);
    const name = this.body.slice(this.#next, end + 1).join('');
    if (!/^\{(?:L|Lu|Ll|N|Nd|P|S|Z)\}$/.test(name)) throw this.#bad();
    this.#next = end + 1;
    const property = new RegExp(`\\p${name}`, 'u');
    return (point) => property.test(String.fromCodePoint(point)) !== negated;
  }

  #literal(character: string): Accepts {
    const wanted = (this.ignoreCase ? character.toLowerCase() : character).codePointAt(0);
    return (point) => point === wanted;
  }

  #peek(): string | undefined {
    return this.body[this.#next];
  }

  #shift(): string {
    const character = this.body[this.#next];
    if (character === undefined) throw this.#bad();
    this.#next += 1;
    return character;
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#next += 1;
    return true;
  }

  #bad(): ExpressionError {
    return new ExpressionError('bad-pattern', { pattern: this.source });
  }
}

/** The point itself (text arrives in lower case) and its upper case. */
const casesOf = (point: number): number[] => {
  const upper = String.fromCodePoint(point).toUpperCase().codePointAt(0) ?? point;
  return [point, upper];
};
