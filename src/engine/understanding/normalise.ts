/** Longest stretch that is read; of a longer text its beginning and its end. */
const READ_CHARACTERS = 4000;
/** "II semestre", "III trimestre". */
const ROMAN = /^i{2,3}$/;
const KEEP_DOUBLE = new Set(['l', 'r', 'c', 'e', 'o', 'n']);

/** One word as it was understood, before spelling is corrected. */
export interface CleanText {
  /** Lower case, without accents, single spaces; punctuation only as `.`, `,` and `?` words. */
  readonly words: readonly string[];
  readonly question: boolean;
}

const shorten = (text: string): string =>
  text.length <= READ_CHARACTERS
    ? text
    : `${text.slice(0, READ_CHARACTERS * 0.75)} . ${text.slice(-READ_CHARACTERS * 0.25)}`;

/** "holaaaa" -> "hola", "perrrro" -> "perro": three or more are play, two stay where Spanish has them. */
const squeezeRepeats = (word: string): string =>
  !/([a-z])\1/.test(word)
    ? word
    : word.replace(/([a-z])\1+/g, (run: string, letter: string) => {
        if (ROMAN.test(word)) return run;
        if (run.length === 2 && KEEP_DOUBLE.has(letter)) return run;
        return letter === 'l' || letter === 'r' ? letter + letter : letter;
      });

/** Letters of other alphabets and styled letters that people paste ("𝓱𝓸𝓵𝓪") are folded by NFKD. */
const fold = (text: string): string =>
  isPlain(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .replace(/\p{M}|\p{Cf}/gu, '')
        .toLowerCase();

/** Nothing to fold, and no emoji: ASCII has none of them. */
const isPlain = (text: string): boolean => !/\P{ASCII}/u.test(text);

/** Periods as figures carry them, in words: "2012-Q4", "Q4 2012", "2019..2022". */
const officialPeriods = (text: string): string =>
  text
    .replace(/(?<!\d)(\d{4}) ?[-/]? ?[qt]([1-4])(?![a-z0-9])/g, 'trimestre $2 de $1')
    .replace(/(?<![a-z0-9])[qt]([1-4]) ?(?:de |del |-)?(\d{4})(?!\d)/g, 'trimestre $1 de $2')
    .replace(/(?<=\d)\.\.(?=\d{4})/g, '-');

/**
 * Splits a text into plain words. Emoji that mean something are replaced by words (`emoji`, keyed by the character);
 * the rest become spaces. Linear in the length of the text.
 */
export function cleanText(text: string, emoji: Readonly<Record<string, string>>): CleanText {
  const plain = fold(shorten(text));
  const dated = /\d/.test(plain) ? officialPeriods(plain) : plain;
  const folded = isPlain(dated)
    ? dated
    : dated.replace(/\p{Extended_Pictographic}/gu, (sign) => ` ${emoji[sign] ?? ''} `);
  const words: string[] = [];
  for (const match of folded.matchAll(/\d+(?:[.,]\d+)*|[a-z]+|[.,;:!?\n]+|(?<=\d)[-\u2013/](?=\d)/g)) {
    const piece = match[0];
    if (/^[a-z]/.test(piece)) words.push(squeezeRepeats(piece));
    else if (/^\d/.test(piece)) words.push(piece);
    else if (/^[-\u2013/]/.test(piece)) words.push('-');
    else words.push(piece.includes('?') ? '?' : piece.startsWith(',') ? ',' : '.');
  }
  return { words, question: folded.includes('?') || text.includes('¿') };
}
