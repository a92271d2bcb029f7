const REMEMBERED = 20_000;
const remembered = new Map<string, string>();

function soundOf(word: string): string {
  return word
    .replace(/[^a-z0-9]/g, '')
    .replace(/ch|sh/g, 'C')
    .replace(/ph/g, 'f')
    .replace(/qu(?=[ei])|q|k/g, 'k')
    .replace(/c(?=[ei])|z|x/g, 's')
    .replace(/c/g, 'k')
    .replace(/g(?=[ei])/g, 'j')
    .replace(/gu(?=[ei])/g, 'g')
    .replace(/w/g, 'gu')
    .replace(/v/g, 'b')
    .replace(/ll/g, 'y')
    .replace(/h/g, '')
    .replace(/y$/, 'i')
    .replace(/m(?=[bp])/g, 'n')
    .replace(/(.)\1+/g, '$1');
}

/**
 * How a word sounds in the Spanish of the Valle and the Pacific: b = v, s = c(e,i) = z = x, ll = y, g(e,i) = j,
 * c = k = qu, silent h. Two words with one key are one word with two spellings.
 * Takes a lower-case word without accents.
 */
export function phoneticKey(word: string): string {
  const known = remembered.get(word);
  if (known !== undefined) return known;
  const sound = soundOf(word);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(word, sound);
  return sound;
}

/** Whether two neighbouring letters changed places ("viloencia"). */
export const isSwap = (a: string, b: string): boolean => {
  if (a.length !== b.length) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
};
