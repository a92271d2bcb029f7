import { isCheckedCode, newCheckedCode, readSymbols, type SpokenSymbols, symbolsOf } from './checked-code.js';

const DATA_SYMBOLS = 8;
const LENGTH = 10;

/** A new code of 8 random symbols (34 bits; it lives for minutes and few wrong ones may be tried) and 2 check symbols,
 * as `K4M72-PXR9Q`: shorter than a tracking code, so that nobody takes one for the other. Never digits alone: those may
 * be a telephone number. */
export function newLinkCode(random: (length: number) => Uint8Array): string {
  let code = '';
  while (!staysItself(code)) code = newCheckedCode(DATA_SYMBOLS, random);
  return format(code);
}

/** The code that a message is, in its canonical form; empty when it was meant as one and is mistyped; null when the
 * message is anything else. Takes lower case, spaces, dashes, look-alikes, symbols said aloud, and the word "código" or
 * "continuar" before it. */
export function readLinkCode(text: string, spoken: SpokenSymbols = new Map()): string | null {
  const bare = text.replace(BEFORE, '').trim();
  const written = symbolsOf(bare, spoken).join('');
  if (written.length !== LENGTH || !hasBoth(written)) return null;
  const code = readSymbols(written);
  if (isCheckedCode(code)) return format(code);
  return SHAPE.test(bare) ? '' : null;
}

/** As it was shown: two groups of five, which is what nobody writes by chance. */
const SHAPE = /^[A-Z0-9]{5}\s*-\s*[A-Z0-9]{5}$/i;

const BEFORE = /^\s*(?:(?:el|mi|tengo|un|este|es|the|my|code|c[oó]digo|continuar|continue)[\s:.]+)+/i;

/** A digit and a letter that are mistaken for none of the other kind: however it is typed, both are in it. */
const staysItself = (code: string): boolean => /[3479]/.test(code) && /[HJKMPRWXY]/.test(code);

const hasBoth = (code: string): boolean => /\d/.test(code) && /[A-Z]/.test(code);

const format = (code: string): string => `${code.slice(0, 5)}-${code.slice(5)}`;
