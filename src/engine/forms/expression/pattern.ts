import { type Pattern, parsePattern } from './pattern-parse.js';

/**
 * `regex()` of ODK: whether the whole text matches. People's texts meet patterns written by officials, so the match
 * must not depend on how the pattern is written: it is run as a set of states, linear in the text, where a
 * backtracking engine can be made to hang by `(a+)+b`.
 */
type Step =
  | { readonly kind: 'take'; readonly accepts: (point: number) => boolean; next: number }
  | { readonly kind: 'split'; next: number; other: number }
  | { readonly kind: 'end' };

interface Machine {
  readonly steps: readonly Step[];
  readonly start: number;
  readonly ignoreCase: boolean;
}

const compiled = new Map<string, Machine>();
const MOST_KEPT = 500;

/** Whether all of `text` matches `pattern`; throws ExpressionError `bad-pattern` for what ./pattern-parse.ts refuses. */
export function matchesWhole(pattern: string, text: string): boolean {
  const machine = compile(pattern);
  let states = new Set<number>();
  follow(machine, machine.start, states);
  for (const character of machine.ignoreCase ? text.toLowerCase() : text) {
    const point = character.codePointAt(0) ?? 0;
    const after = new Set<number>();
    for (const index of states) {
      const step = machine.steps[index];
      if (step?.kind === 'take' && step.accepts(point)) follow(machine, step.next, after);
    }
    if (after.size === 0) return false;
    states = after;
  }
  return [...states].some((index) => machine.steps[index]?.kind === 'end');
}

/** Adds `from` and all that it reaches without taking a character. */
function follow(machine: Machine, from: number, states: Set<number>): void {
  const open = [from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (states.has(index)) continue;
    states.add(index);
    const step = machine.steps[index];
    if (step?.kind === 'split') open.push(step.next, step.other);
  }
}

function compile(source: string): Machine {
  const known = compiled.get(source);
  if (known) return known;
  const { pattern, ignoreCase } = parsePattern(source);
  const steps: Step[] = [{ kind: 'end' }];
  const machine = { steps, start: emit(pattern, 0, steps), ignoreCase };
  if (compiled.size >= MOST_KEPT) compiled.clear();
  compiled.set(source, machine);
  return machine;
}

/** Writes the steps of `pattern` that lead on to step `next`; returns where they start. */
function emit(pattern: Pattern, next: number, steps: Step[]): number {
  if (pattern.kind === 'character') return steps.push({ kind: 'take', accepts: pattern.accepts, next }) - 1;
  if (pattern.kind === 'sequence')
    return pattern.parts.reduceRight((after, part) => emit(part, after, steps), next);
  if (pattern.kind === 'choice') {
    const starts = pattern.options.map((option) => emit(option, next, steps));
    return starts.reduceRight((other, start) => steps.push({ kind: 'split', next: start, other }) - 1);
  }
  let start = next;
  if (pattern.most === null) {
    const loop: Step = { kind: 'split', next: 0, other: next };
    start = steps.push(loop) - 1;
    loop.next = emit(pattern.of, start, steps);
  } else {
    for (let count = pattern.least; count < pattern.most; count += 1) {
      const again = emit(pattern.of, start, steps);
      start = steps.push({ kind: 'split', next: again, other: next }) - 1;
    }
  }
  for (let count = 0; count < pattern.least; count += 1) start = emit(pattern.of, start, steps);
  return start;
}
