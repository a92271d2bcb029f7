import type { Said, SaidOption } from '../../domain/message.js';
import { type Dialog, type Step, textKey } from './dialog.js';
import type { Frame } from './state.js';

/** What a step says: the text of a key, or what a call left in a slot (`$question`). */
export function saidOf(
  dialog: Dialog,
  frame: Frame,
  key: string,
  names: readonly string[] | undefined,
): Said {
  if (key.startsWith('$')) return { ...(frame.slots[key.slice(1)] as unknown as Said), ...addressed(frame) };
  const args: Record<string, string | number> = {};
  for (const name of names ?? []) {
    const value = frame.slots[name];
    if (typeof value === 'string' || typeof value === 'number') args[name] = value;
  }
  return { key: textKey(dialog, key), args, ...addressed(frame) };
}

/** A dialog whose slot `child` is true speaks to a child. */
export function addressed(frame: Frame): Pick<Said, 'to'> {
  return frame.slots.child === true ? { to: 'child' } : {};
}

/** What a waiting step asks, with what is on offer. */
export function questionOf(dialog: Dialog, frame: Frame, step: Step): Said {
  const key =
    'ask' in step ? step.ask : 'confirm' in step ? step.confirm : 'choose' in step ? step.choose : '';
  const said = saidOf(dialog, frame, key, 'with' in step ? step.with : undefined);
  const options = optionsOf(dialog, frame, step) ?? said.options ?? [];
  return options.length > 0 ? { ...said, options } : said;
}

function optionsOf(dialog: Dialog, frame: Frame, step: Step): readonly SaidOption[] | undefined {
  if ('confirm' in step)
    return [
      { value: 'yes', key: 'common:yes' },
      { value: 'no', key: 'common:no' },
    ];
  if (!('choose' in step)) return undefined;
  if (step.options) return step.options.map((it) => ({ value: it.value, key: textKey(dialog, it.text) }));
  return step.options_from ? (frame.slots[step.options_from] as unknown as SaidOption[]) : undefined;
}
