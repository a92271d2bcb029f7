import { addNoise } from './noise.js';
import type { Random } from './random.js';
import type { Phrases } from './sources.js';
import { type Slots, variety, writeTemplate } from './templates.js';

/** One training text. Texts of one template share `group`: they are kept apart together while calibrating. */
export interface Written {
  readonly text: string;
  readonly label: string;
  readonly group: string;
  /** Misspelt on purpose: its words are no words to know. */
  readonly rough?: true;
  /** Written by somebody as a whole: misspelt here and there. */
  readonly told?: true;
}

export const NONE = 'none';
export const DANGER = 'danger';
export const DOUBT = 'doubt';
const ALL_UP_TO = 50;
const MOST_COPIES = 5;
/** Copies of a text that stands for itself, beside templates that are written many times. */
export const SINGLE_COPIES = 4;

/** How many texts are written from a template: nearly all it can give, fewer of the very rich ones. */
const copies = (template: string, slots: Slots, most: number): number => {
  const count = variety(template, slots);
  return count <= ALL_UP_TO
    ? Math.ceil(count * 1.5)
    : Math.min(most, Math.ceil(ALL_UP_TO + Math.sqrt(count)));
};

export function writeAll(phrases: Phrases, slots: Slots, most: number, random: Random): Written[] {
  const seen = new Set<string>();
  const written: Written[] = [];
  for (const [label, templates] of Object.entries(phrases)) {
    for (const template of templates) {
      const own = random.named(template);
      for (let i = copies(template, slots, most); i > 0; i--) {
        const text = writeTemplate(template, slots, own);
        const key = `${label} ${text}`;
        if (seen.has(key)) continue;
        seen.add(key);
        written.push({ label, text, group: template });
      }
    }
  }
  return written;
}

/** Every text as written and roughened as often as asked. */
export const roughen = (texts: readonly Written[], times: number, random: Random): Written[] =>
  texts.flatMap((one) => {
    const own = random.named(one.text);
    return [
      one,
      ...Array.from({ length: times }, () => ({
        ...one,
        text: addNoise(one.text, own),
        rough: true as const,
      })),
    ];
  });

export const some = (texts: readonly Written[], count: number, label: string, random: Random): Written[] =>
  random
    .inOrderOfChance(texts, ({ text }) => text)
    .slice(0, count)
    .map((one) => ({ ...one, label }));

/** Labels with few texts are roughened until none drowns in another. */
export function balanced(texts: readonly Written[], share: number, random: Random): Written[] {
  const byLabel = new Map<string, Written[]>();
  for (const one of texts) {
    const own = byLabel.get(one.label);
    if (own) own.push(one);
    else byLabel.set(one.label, [one]);
  }
  return [...byLabel.values()].flatMap((own) =>
    roughen(own, Math.min(MOST_COPIES, Math.max(0, Math.round(share / own.length) - 1)), random),
  );
}

/** A text that no template varies is roughened a few times more, so that it counts beside the templates. */
export const singles = (texts: readonly Written[], random: Random): Written[] =>
  roughen(
    texts.filter(({ group }) => !/[{<]/.test(group)),
    SINGLE_COPIES,
    random,
  );

export const toldBy = (label: string, texts: readonly string[]): Written[] =>
  texts.map((text) => ({ label, text, group: text, told: true as const }));

export const toldOf = (messages: Phrases): Written[] =>
  Object.entries(messages).flatMap(([label, texts]) => toldBy(label, texts));

export const relabelled = (texts: readonly Written[], label: string): Written[] =>
  texts.map((one) => ({ ...one, label }));
