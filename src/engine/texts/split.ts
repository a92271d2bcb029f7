const graphemes = new Intl.Segmenter('es', { granularity: 'grapheme' });

/** Where a text may be cut, best first: between paragraphs, lines, sentences, words. */
const BREAKS = [/\r?\n(?=\r?\n)/g, /\r?\n/g, /(?<=[.!?…])\s+(?![\s\p{M}])/gu, /\s+(?![\s\p{M}])/gu];
/** A cut before this share of the space would make too many small messages; the next kind of break is looked for. */
const LEAST_SHARE = 0.5;

/**
 * Cuts a text into pieces of at most `max` UTF-16 units, at the best break that fits and never inside a grapheme
 * (an emoji with its skin tone, a letter with its combining accents). White space at a cut is dropped.
 * A single grapheme longer than `max` stays whole, because half of it would be another sign.
 */
export function splitText(text: string, max: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > max) {
    const { end, next } = cut(rest, max);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(next);
  }
  if (rest !== '' || pieces.length === 0) pieces.push(rest);
  return pieces;
}

function cut(text: string, max: number): { end: number; next: number } {
  const window = text.slice(0, max + 1);
  for (const kind of BREAKS) {
    const fits = [...window.matchAll(kind)].filter(
      ({ index, 0: gap }) => index > 0 && index <= max && index >= max * LEAST_SHARE && gap !== '',
    );
    const last = fits.at(-1);
    if (last) {
      const gap = /^\s+(?![\s\p{M}])/u.exec(text.slice(last.index))?.[0].length ?? 0;
      return { end: last.index, next: last.index + gap };
    }
  }
  const end = graphemeEnd(text, max);
  return { end, next: end };
}

/** The last grapheme boundary within `max`, or the end of the first grapheme when it alone is longer. */
function graphemeEnd(text: string, max: number): number {
  let end = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length > max) return end === 0 ? segment.length : end;
    end = index + segment.length;
  }
  return end;
}
