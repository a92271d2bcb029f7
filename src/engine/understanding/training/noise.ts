import type { Random } from './random.js';

const NEIGHBOURS: Readonly<Record<string, string>> = {
  a: 'sqz',
  b: 'vgn',
  c: 'xvd',
  d: 'sfe',
  e: 'wr',
  f: 'dg',
  g: 'fh',
  h: 'gj',
  i: 'uo',
  j: 'hk',
  k: 'jl',
  l: 'ko',
  m: 'n',
  n: 'bm',
  o: 'ip',
  p: 'o',
  q: 'wa',
  r: 'et',
  s: 'ad',
  t: 'ry',
  u: 'yi',
  v: 'cb',
  w: 'qe',
  x: 'zc',
  y: 'tu',
  z: 'xa',
}; // prettier-ignore

const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/\bque\b/g, 'q'],
  [/\bque\b/g, 'k'],
  [/\bque\b/g, 'ke'],
  [/\bporque\b/g, 'xq'],
  [/\bpor favor\b/g, 'xfa'],
  [/\bpor\b/g, 'x'],
  [/qu(?=[ei])/g, 'k'],
  [/v/g, 'b'],
  [/b/g, 'v'],
  [/ll/g, 'y'],
  [/y(?=[aeiou])/g, 'll'],
  [/c(?=[ei])/g, 's'],
  [/z/g, 's'],
  [/s(?=[ei])/g, 'c'],
  [/\bh(?=[aeiou])/g, ''],
  [/g(?=[ei])/g, 'j'],
  [/\bpara\b/g, 'pa'],
  [/\bestoy\b/g, 'toy'],
  [/\besta\b/g, 'ta'],
  [/s\b/g, ''],
  [/ado\b/g, 'ao'],
  [/d\b/g, ''],
];

const onOneLetter = (word: string, random: Random): string => {
  const at = random.below(word.length);
  const letter = word[at] ?? '';
  switch (random.below(4)) {
    case 0:
      return word.slice(0, at) + word.slice(at + 1);
    case 1:
      return word.slice(0, at) + letter + word.slice(at);
    case 2:
      return at === 0 ? word : word.slice(0, at - 1) + letter + (word[at - 1] ?? '') + word.slice(at + 1);
    default:
      return word.slice(0, at) + random.pick([...(NEIGHBOURS[letter] ?? letter)]) + word.slice(at + 1);
  }
};

/** The same text as a person in a hurry, on a small keyboard or with other spelling habits would send it. */
export function addNoise(text: string, random: Random): string {
  let noisy = text;
  for (let i = 0; i < 3; i++) {
    if (random.next() < 0.4) {
      const [pattern, replacement] = random.pick(SPELLINGS);
      noisy = noisy.replace(pattern, replacement);
    }
  }
  const words = noisy.split(' ').map((word) => {
    if (word.length > 4 && random.next() < 0.12) return onOneLetter(word, random);
    return word.length > 4 && random.next() < 0.03 ? word + (word.at(-1) ?? '').repeat(3) : word;
  });
  const glue = random.next() < 0.08 ? random.below(words.length) : -1;
  return words
    .map((word, i) => (i === glue ? word : `${word} `))
    .join('')
    .trim();
}
