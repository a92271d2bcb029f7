import type { Form } from '../../domain/form.js';
import type { JsonObject } from '../../domain/json.js';
import type { Said, SaidOption } from '../../domain/message.js';
import type { FormRunner } from '../flow/parts.js';
import type { FlowInput, Frame } from '../flow/state.js';
import { closingNotes, currentQuestion, sayQuestion, summarize } from './asked-question.js';
import { type Asking, type Filling, answer, back, correctInWords } from './filling.js';
import type { FormReader } from './reader.js';

export interface FormRunnerParts {
  /** The form a filling names; undefined when it is gone, which ends the step. */
  readonly form: (id: string) => Form | undefined;
  readonly reader: (locale: string) => FormReader;
}

/** Asks a form inside a dialog (`form:` step): the slot holds the Filling, put there by a call with `fillingSlot`. */
export function createFormRunner({ form, reader }: FormRunnerParts): FormRunner {
  const asking = ({ now, locale }: FlowInput): Asking => ({ now, locale, reader: reader(locale) });
  const open = (frame: Frame, slot: string): { filling: Filling; form: Form } | null => {
    const filling = readSlot(frame, slot);
    const found = filling && form(filling.form);
    return filling && found ? { filling, form: found } : null;
  };
  return {
    question(frame, slot, input) {
      const begun = open(frame, slot);
      const asked = begun && currentQuestion(begun.form, begun.filling, asking(input));
      if (!asked) return null;
      const { options, ...said } = sayQuestion(asked, begun.form.unnumbered);
      return { said: [said], ...(options && { options: [...options] }) };
    },
    answer(frame, slot, input) {
      const begun = open(frame, slot);
      if (!begun) return null;
      const raw = input.choice === undefined ? input.text : { choice: input.choice };
      const corrected =
        typeof raw === 'string' && correctInWords(begun.form, begun.filling, raw, asking(input));
      const answered = corrected ? corrected.answered : answer(begun.form, begun.filling, raw, asking(input));
      if (!answered.accepted) return { said: [withoutOptions(answered.problem)] };
      const { filling } = answered;
      frame.slots[slot] = fillingSlot(filling);
      const line =
        corrected &&
        summarize(begun.form, filling, asking(input)).find(({ name }) => name === corrected.name);
      const complete = currentQuestion(begun.form, filling, asking(input)) === null;
      const notes = complete ? closingNotes(begun.form, filling, asking(input)) : [];
      const said: Said[] = [
        ...(line ? [{ key: 'form:corrected', args: { question: line.label, text: line.answer } }] : []),
        ...notes.map((text) => ({ key: 'form:note', args: { text } })),
      ];
      return said.length > 0 ? { said } : null;
    },
    back(frame, slot, input) {
      const begun = open(frame, slot);
      if (!begun) return false;
      const earlier = back(begun.form, begun.filling, asking(input));
      if (earlier === begun.filling) return false;
      frame.slots[slot] = fillingSlot(earlier);
      return true;
    },
  };
}

/** A filling as a dialog's slot keeps it. */
export const fillingSlot = (filling: Filling): JsonObject =>
  structuredClone(filling) as unknown as JsonObject;

/** The filling in a slot; null where the slot holds none. */
export function readSlot(frame: Frame, slot: string): Filling | null {
  const value = frame.slots[slot] as unknown as Partial<Filling> | null | undefined;
  const whole =
    typeof value?.form === 'string' && typeof value.answers === 'object' && Array.isArray(value.trail);
  return whole ? (value as Filling) : null;
}

/** The question is asked again right after, with its own numbers: rivals are named, not numbered a second time. */
function withoutOptions({ options, ...said }: Said): Said {
  const lines = (options ?? []).map(({ label = '' }: SaidOption) => ({
    key: 'form:rival',
    args: { text: label },
  }));
  return lines.length > 0 ? { ...said, lines } : said;
}
