import type { Expression } from './expression/ast.js';
import { referencesOf } from './expression/ast.js';

/** A calculation of the form: what it computes and the conditions under which it does. */
export interface Calculation {
  readonly name: string;
  readonly expressions: readonly Expression[];
}

/** Names of the asked questions that expressions read, through calculations as well. Unknown names are left out. */
export function questionsRead(
  expressions: readonly Expression[],
  calculations: ReadonlyMap<string, Calculation>,
  isAsked: (name: string) => boolean,
): Set<string> {
  const questions = new Set<string>();
  const seen = new Set<string>();
  const open = expressions.flatMap(referencesOf);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (isAsked(name)) questions.add(name);
    open.push(...(calculations.get(name)?.expressions ?? []).flatMap(referencesOf));
  }
  return questions;
}

/** The calculations that end up reading themselves, each with the way round (`a`, `b`, `a`). */
export function cycles(calculations: ReadonlyMap<string, Calculation>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const start of calculations.keys()) {
    const way = wayBack(start, calculations);
    if (way) found.set(start, way);
  }
  return found;
}

/** Breadth first, so that the shortest way round is shown. */
function wayBack(start: string, calculations: ReadonlyMap<string, Calculation>): string[] | null {
  const open: string[][] = [[start]];
  const seen = new Set<string>();
  for (let way = open.shift(); way; way = open.shift()) {
    const last = way.at(-1) ?? start;
    for (const next of (calculations.get(last)?.expressions ?? []).flatMap(referencesOf)) {
      if (next === start) return [...way, next];
      if (seen.has(next) || !calculations.has(next)) continue;
      seen.add(next);
      open.push([...way, next]);
    }
  }
  return null;
}
