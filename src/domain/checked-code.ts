/** Nineteen symbols (a prime) that look and sound apart in Spanish: no 0 O 1 I, no vowels, no B V S C Z G T D N F.
 * Format and reasons: docs/formats.md. */
export const ALPHABET = '23456789HJKLMPQRWXY';
const PRIME = 19;
const CHECKS = 2;

/** Symbols that are not in the alphabet and what they are mistaken for, by eye or by ear. */
const MISTAKEN: Readonly<Record<string, string>> = {
  '0': 'Q',
  O: 'Q',
  '1': 'L',
  I: 'L',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
  N: 'M',
  T: 'P',
  V: 'W',
  U: 'W',
};

/** How a symbol is said or written out, lower case without accents: `jota` → `J`, `veinticuatro` → `24`. */
export type SpokenSymbols = ReadonlyMap<string, string>;

/** `count` random symbols and two check symbols behind them. `random(n)` gives n random bytes; bytes that would favour
 * a symbol are thrown away. */
export function newCheckedCode(count: number, random: (length: number) => Uint8Array): string {
  const data: number[] = [];
  while (data.length < count) {
    for (const byte of random(count * 2)) {
      if (byte < 247 && data.length < count) data.push(byte % PRIME);
    }
  }
  return [...data, ...checkOf(data)].map((value) => ALPHABET[value]).join('');
}

/** What was written as symbols of the alphabet, look-alikes put right. */
export const readSymbols = (written: string): string =>
  [...written].map((symbol) => MISTAKEN[symbol] ?? symbol).join('');

/** The two check symbols: Σ vᵢ·i and Σ vᵢ·i² modulo 19 over all positions are zero, so any wrong symbol, any two wrong
 * symbols and any exchange of two symbols is noticed. */
function checkOf(data: readonly number[]): readonly [number, number] {
  const [first, second] = syndromes(data);
  const [one, two] = [data.length + 1, data.length + CHECKS];
  // a·one + b·two ≡ −first and a·one² + b·two² ≡ −second, solved modulo 19.
  for (let a = 0; a < PRIME; a += 1) {
    for (let b = 0; b < PRIME; b += 1) {
      if ((first + a * one + b * two) % PRIME === 0 && (second + a * one ** 2 + b * two ** 2) % PRIME === 0)
        return [a, b];
    }
  }
  throw new Error('the check equations have a solution for every data');
}

function syndromes(values: readonly number[]): readonly [number, number] {
  let first = 0;
  let second = 0;
  values.forEach((value, index) => {
    first += value * (index + 1);
    second += value * (index + 1) ** 2;
  });
  return [first % PRIME, second % PRIME];
}

/** Whether every symbol is of the alphabet and the check symbols fit. */
export function isCheckedCode(code: string): boolean {
  const values = [...code].map((symbol) => ALPHABET.indexOf(symbol));
  return !values.includes(-1) && syndromes(values).every((sum) => sum === 0);
}

/** Longest spoken form, in words ("doble u", "treinta y dos"). */
const SPOKEN_WORDS = 3;

/** The words of a text in capitals, symbols that were said aloud as symbols. */
export function symbolsOf(text: string, spoken: SpokenSymbols): readonly string[] {
  const words = text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const symbols: string[] = [];
  for (let at = 0; at < words.length; ) {
    const length = [...Array(SPOKEN_WORDS).keys()]
      .map((less) => SPOKEN_WORDS - less)
      .find((count) => spoken.has(words.slice(at, at + count).join(' ')));
    symbols.push(
      length ? (spoken.get(words.slice(at, at + length).join(' ')) ?? '') : (words[at] ?? '').toUpperCase(),
    );
    at += length ?? 1;
  }
  return symbols;
}
