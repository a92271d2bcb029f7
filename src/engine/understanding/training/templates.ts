import { Problem } from '../../../problem.js';
import type { Random } from './random.js';

/** slot name -> what may stand in it; a value may itself be a template. */
export type Slots = Readonly<Record<string, readonly string[]>>;

const DEEPEST = 12;

/**
 * Writes one text from a template: `{a|b|}` chooses (an empty choice is allowed), `<slot>` takes one value of the
 * slot. Throws Problem `training.unknown_slot` for a slot that nobody filled.
 */
export function writeTemplate(template: string, slots: Slots, random: Random): string {
  return write(template, slots, random, 0).replace(/\s+/g, ' ').trim();
}

function write(template: string, slots: Slots, random: Random, depth: number): string {
  if (depth > DEEPEST) throw new Problem('training.endless_template', `a slot refers to itself: ${template}`);
  let text = template;
  for (let choice = innermost(text); choice; choice = innermost(text)) {
    const options = choice.inside.split('|');
    text = text.slice(0, choice.start) + random.pick(options) + text.slice(choice.end);
  }
  return text.replace(/<([a-z_]+)>/g, (_, name: string) => {
    const values = slots[name];
    if (!values) throw new Problem('training.unknown_slot', `no slot <${name}> in: ${template}`);
    return write(random.pick(values), slots, random, depth + 1);
  });
}

function innermost(text: string): { start: number; end: number; inside: string } | undefined {
  const end = text.indexOf('}');
  if (end < 0) return undefined;
  const start = text.lastIndexOf('{', end);
  if (start < 0) throw new Problem('training.broken_template', `} without { in: ${text}`);
  return { start, end: end + 1, inside: text.slice(start + 1, end) };
}

/** How many different texts a template could give, capped: decides how many of them are written. */
export function variety(template: string, slots: Slots): number {
  let count = 1;
  for (const group of template.matchAll(/\{([^{}]*)\}/g)) count *= (group[1] ?? '').split('|').length;
  for (const slot of template.matchAll(/<([a-z_]+)>/g)) count *= slots[slot[1] ?? '']?.length ?? 1;
  return Math.min(count, 1000);
}
