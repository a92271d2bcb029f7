import { isCheckedCode, newCheckedCode, readSymbols, type SpokenSymbols, symbolsOf } from './checked-code.js';

export { ALPHABET, type SpokenSymbols } from './checked-code.js';

const DATA_SYMBOLS = 10;
const LENGTH = 12;
/** Twelve symbols said aloud in words of three. */
const LONGEST_DICTATED = 250;

/** A new code of 10 random symbols (42.5 bits) and 2 check symbols, as `K4M7-2PXR-9QH3`. */
export const newTrackingCode = (random: (length: number) => Uint8Array): string =>
  format(newCheckedCode(DATA_SYMBOLS, random));

/** The code that a text is, or that stands inside it, in its canonical form; null when there is none. Takes lower
 * case, spaces, dashes, look-alikes (O for Q, 1 for L) and symbols said aloud; the check symbols decide. */
export function findTrackingCode(text: string, spoken: SpokenSymbols = new Map()): string | null {
  const words = symbolsOf(text, spoken);
  for (let start = 0; start < words.length; start += 1) {
    let joined = '';
    for (let end = start; end < words.length && joined.length < LENGTH; end += 1) joined += words[end];
    if (joined.length !== LENGTH) continue;
    const code = readSymbols(joined);
    if (isCheckedCode(code)) return format(code);
  }
  return null;
}

/** The code that a whole text is, in its canonical form; null when it is anything else or has words beside it. */
export function readTrackingCode(text: string, spoken: SpokenSymbols = new Map()): string | null {
  if (text.length > LONGEST_DICTATED) return null;
  return symbolsOf(text, spoken).join('').length === LENGTH ? findTrackingCode(text, spoken) : null;
}

const format = (code: string): string => `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;
