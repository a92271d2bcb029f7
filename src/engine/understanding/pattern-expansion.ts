import { Problem } from '../../problem.js';

/**
 * What one word of a pattern may be: an alternation of regular expressions over a single word, a gap of up to four
 * words ({@link GAP}), or any one word ({@link ANY}).
 */
export type WordPattern = string;
export const GAP: WordPattern = '..';
export const ANY: WordPattern = '.';

interface Piece {
  /** Regular expression of a piece without spaces, or the sequences it may stand for. */
  readonly source: string;
  readonly choices?: readonly string[];
}

const REPEATS = 2;

/** A sign of repetition behind a group repeats all of it: "mujer(?:es)?" is "mujer" as well. */
const grouped = (source: string): string =>
  source.length === 1 || /^\(\?:[^()]*\)$/.test(source) ? source : `(?:${source})`;

/** A reader over one pattern that writes it out until no choice holds a space. */
class Expander {
  #at = 0;
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  /** Alternatives up to the closing bracket or the end; those of one word stay together. */
  alternatives(): string[] {
    const words: string[] = [];
    const phrases: string[] = [];
    do {
      for (const one of this.#sequence()) (one.includes(' ') || one === '' ? phrases : words).push(one);
    } while (this.#take('|'));
    const together = words.length > 1 ? `(?:${words.join('|')})` : words[0];
    return together === undefined ? phrases : [together, ...phrases];
  }

  get finished(): boolean {
    return this.#at === this.#source.length;
  }

  #take(sign: string): boolean {
    if (!this.#source.startsWith(sign, this.#at)) return false;
    this.#at += sign.length;
    return true;
  }

  #sequence(): string[] {
    let written = [''];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at] ?? '')) {
      const piece = this.#repeated(this.#piece());
      const choices = piece.choices ?? [piece.source];
      written = written.flatMap((before) => choices.map((choice) => before + choice));
    }
    return written;
  }

  #piece(): Piece {
    if (this.#source.startsWith('(?!', this.#at))
      throw new Problem('understanding.broken_pattern', `no look-ahead in patterns: ${this.#source}`);
    if (this.#take('(?:')) {
      const choices = this.alternatives();
      if (!this.#take(')')) throw new Problem('understanding.broken_pattern', `( without ): ${this.#source}`);
      const one = choices.length === 1 && !choices[0]?.includes(' ');
      return one ? { source: grouped(choices[0] ?? '') } : { source: '', choices };
    }
    const letter = /^(?:\[[^\]]*\]|\\.|.)/.exec(this.#source.slice(this.#at))?.[0] ?? '';
    this.#at += letter.length;
    return letter === ' ' ? { source: ' ', choices: [' '] } : { source: letter };
  }

  #repeated(piece: Piece): Piece {
    const sign = /^(?:[?*+]|\{\d,?\d?\})\??/.exec(this.#source.slice(this.#at))?.[0];
    if (!sign) return piece;
    this.#at += sign.length;
    if (!piece.choices) return { source: `${piece.source}${sign}` };
    const once = ['', ...piece.choices];
    const often = sign.startsWith('*') || sign.startsWith('{') ? REPEATS : 1;
    let choices = once;
    for (let i = 1; i < often; i++) choices = choices.flatMap((one) => once.map((more) => one + more));
    return { source: '', choices: [...new Set(choices)] };
  }
}

/**
 * Writes out one pattern of data/understanding/*.yaml as sequences of word patterns. `<name>` is one of the words of
 * a class, ` .. ` up to four words in between, ` . ` any one word; besides them the signs of regular expressions
 * `(?:a|b)`, `?`, `*`, `\w` and `[ao]`. Throws Problem `understanding.broken_pattern` for anything else.
 */
export function expandPattern(
  pattern: string,
  classes: Readonly<Record<string, readonly string[]>> = {},
): WordPattern[][] {
  const source = pattern.replace(
    /<([a-z]+)>/g,
    (_, name: string) => `(?:${(classes[name] ?? []).join('|')})`,
  );
  const expander = new Expander(source);
  const sequences = expander.alternatives();
  if (!expander.finished) throw new Problem('understanding.broken_pattern', `) without (: ${pattern}`);
  const unique = new Set(sequences.map((one) => one.trim().replace(/ +/g, ' ')));
  return [...unique].filter((one) => one !== '').map((one) => one.split(' '));
}
