import { type Dialog, following, type Step, textKey } from './dialog.js';

export interface DialogFault {
  readonly dialog: string;
  readonly step: string;
  readonly code:
    | 'unknown_step'
    | 'unknown_call'
    | 'unknown_reader'
    | 'unknown_dialog'
    | 'uncovered_outcome'
    | 'unknown_outcome'
    | 'unreachable'
    | 'loop_without_wait'
    | 'missing_text'
    | 'duplicate_step';
  readonly detail: string;
}

export interface DialogSurroundings {
  /** Call name -> its outcomes. */
  readonly calls: ReadonlyMap<string, readonly string[]>;
  readonly readers: ReadonlySet<string>;
  readonly dialogs: ReadonlySet<string>;
  /** Whether a text exists in a locale. */
  readonly hasText: (locale: string, key: string) => boolean;
  readonly locales: readonly string[];
}

/** Everything that can be known to be wrong with a dialog before anyone talks to it. Empty: nothing found. */
export function checkDialog(dialog: Dialog, around: DialogSurroundings): DialogFault[] {
  const faults: DialogFault[] = [];
  const fault = (step: string, code: DialogFault['code'], detail: string): void => {
    faults.push({ dialog: dialog.id, step, code, detail });
  };
  const ids = new Set<string>();
  for (const step of dialog.steps) {
    if (ids.has(step.id)) fault(step.id, 'duplicate_step', step.id);
    ids.add(step.id);
  }
  for (const step of dialog.steps) {
    for (const target of targetsOf(dialog, step)) {
      if (target !== null && target !== 'end' && !ids.has(target)) fault(step.id, 'unknown_step', target);
    }
    for (const key of textsOf(step)) {
      for (const locale of around.locales) {
        const full = textKey(dialog, key);
        if (!around.hasText(locale, full)) fault(step.id, 'missing_text', `${locale} ${full}`);
      }
    }
    checkNames(step, around, fault);
  }
  if (dialog.leaving !== undefined && !around.calls.has(dialog.leaving))
    fault('leaving', 'unknown_call', dialog.leaving);
  const reached = reachable(dialog);
  for (const step of dialog.steps) if (!reached.has(step.id)) fault(step.id, 'unreachable', step.id);
  for (const loop of loopsWithoutWait(dialog)) fault(loop, 'loop_without_wait', loop);
  return faults;
}

function checkNames(
  step: Step,
  around: DialogSurroundings,
  fault: (step: string, code: DialogFault['code'], detail: string) => void,
): void {
  if ('ask' in step && !around.readers.has(step.expect)) fault(step.id, 'unknown_reader', step.expect);
  if ('start' in step && !around.dialogs.has(step.start)) fault(step.id, 'unknown_dialog', step.start);
  if (!('call' in step)) return;
  const outcomes = around.calls.get(step.call);
  if (!outcomes) {
    fault(step.id, 'unknown_call', step.call);
    return;
  }
  for (const outcome of outcomes)
    if (step.on && !(outcome in step.on)) fault(step.id, 'uncovered_outcome', outcome);
  for (const outcome of Object.keys(step.on ?? {})) {
    if (!outcomes.includes(outcome)) fault(step.id, 'unknown_outcome', outcome);
  }
}

/** Keys of the locale; what a call leaves in a slot (`$question`) is known only when it runs. */
function textsOf(step: Step): string[] {
  return allTexts(step).filter((key) => !key.startsWith('$'));
}

function allTexts(step: Step): string[] {
  if ('say' in step) return Array.isArray(step.say) ? step.say : [step.say];
  if ('ask' in step) return [step.ask];
  if ('confirm' in step) return [step.confirm];
  if ('choose' in step) return [step.choose, ...(step.options ?? []).map((it) => it.text)];
  return [];
}

/** Every step that may come after this one (null: the end). */
export function targetsOf(dialog: Dialog, step: Step): (string | null)[] {
  const next = following(dialog, step);
  if ('goto' in step) return [step.goto];
  if ('end' in step) return [null];
  if ('when' in step) return [...step.when.map((it) => it.go), step.else ?? next];
  if ('confirm' in step) return [step.yes ?? next, step.no ?? next];
  if ('choose' in step) {
    const chosen = step.options ? step.options.map((it) => it.go ?? next) : [next];
    return step.other === undefined ? chosen : [...chosen, step.other];
  }
  if ('call' in step && step.on) return Object.values(step.on);
  return [next];
}

const waits = (step: Step): boolean =>
  'ask' in step || 'confirm' in step || 'choose' in step || 'form' in step;

function reachable(dialog: Dialog): Set<string> {
  const seen = new Set<string>();
  const queue: string[] = dialog.steps[0] ? [dialog.steps[0].id] : [];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const step = dialog.steps.find((it) => it.id === id);
    if (step) queue.push(...targetsOf(dialog, step).filter((it): it is string => it !== null));
  }
  return seen;
}

/** Steps that can come round to themselves without anyone being asked anything. */
function loopsWithoutWait(dialog: Dialog): string[] {
  const byId = new Map(dialog.steps.map((step) => [step.id, step]));
  return dialog.steps
    .filter((step) => !waits(step))
    .filter((origin) => {
      const seen = new Set<string>();
      const queue = targetsOf(dialog, origin).filter((it): it is string => it !== null);
      for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
        if (id === origin.id) return true;
        const step = byId.get(id);
        if (!step || waits(step) || seen.has(id)) continue;
        seen.add(id);
        queue.push(...targetsOf(dialog, step).filter((it): it is string => it !== null));
      }
      return false;
    })
    .map((step) => step.id);
}
