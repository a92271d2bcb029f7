/** Nineteen symbols (a prime) that look and sound apart in Spanish: no 0 O 1 I, no vowels, no B V S C Z G T D N F.
 * Format and reasons: docs/formats.md. */
export const ALPHABET = '23456789HJKLMPQRWXY';
const PRIME = 19;
const DATA_SYMBOLS = 10;
const LENGTH = 12;

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

/** A new code of 10 random symbols (42.5 bits) and 2 check symbols, as `K4M7-2PXR-9QH3`.
 * `random(n)` gives n random bytes; bytes that would favour a symbol are thrown away. */
export function newTrackingCode(random: (length: number) => Uint8Array): string {
  const data: number[] = [];
  while (data.length < DATA_SYMBOLS) {
    for (const byte of random(DATA_SYMBOLS * 2)) {
      if (byte < 247 && data.length < DATA_SYMBOLS) data.push(byte % PRIME);
    }
  }
  return format([...data, ...checkOf(data)].map((value) => ALPHABET[value]).join(''));
}

/** The code that a text is, or that stands inside it, in its canonical form; null when there is none. Takes lower
 * case, spaces, dashes, look-alikes (O for Q, 1 for L) and symbols said aloud; the check symbols decide. */
export function findTrackingCode(text: string, spoken: SpokenSymbols = new Map()): string | null {
  const words = symbolsOf(text, spoken);
  for (let start = 0; start < words.length; start += 1) {
    let joined = '';
    for (let end = start; end < words.length && joined.length < LENGTH; end += 1) joined += words[end];
    if (joined.length !== LENGTH) continue;
    const code = [...joined].map((symbol) => MISTAKEN[symbol] ?? symbol).join('');
    if (isValid(code)) return format(code);
  }
  return null;
}

/** The two check symbols: Σ vᵢ·i and Σ vᵢ·i² modulo 19 over all twelve positions are zero, so any wrong symbol, any two
 * wrong symbols and any exchange of two symbols is noticed. */
function checkOf(data: readonly number[]): readonly [number, number] {
  const [first, second] = syndromes(data);
  // a·11 + b·12 ≡ −first and a·121 + b·144 ≡ −second, solved modulo 19.
  for (let a = 0; a < PRIME; a += 1) {
    for (let b = 0; b < PRIME; b += 1) {
      if ((first + a * 11 + b * 12) % PRIME === 0 && (second + a * 121 + b * 144) % PRIME === 0)
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

function isValid(code: string): boolean {
  const values = [...code].map((symbol) => ALPHABET.indexOf(symbol));
  return !values.includes(-1) && syndromes(values).every((sum) => sum === 0);
}

const format = (code: string): string => `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;

/** Longest spoken form, in words ("doble u", "treinta y dos"). */
const SPOKEN_WORDS = 3;

function symbolsOf(text: string, spoken: SpokenSymbols): readonly string[] {
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
