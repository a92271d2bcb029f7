import type { JsonObject } from '../../domain/json.js';
import type { DangerKind } from '../../domain/understanding.js';
import type { Beat, Stage } from '../beat.js';
import { tellMore } from '../story.js';
import type { StageParts } from './stage-parts.js';

/** The right line first, whatever else is going on. What a person is telling in free text is still taken. */
export function danger({ machine }: StageParts): Stage {
  return async (beat, next) => {
    const { recognition } = beat.input;
    if (!recognition.danger && !recognition.dangerDoubt) return next();
    const waiting = machine.waiting(beat.state)?.dialog;
    // "No estoy en peligro" is an option of the question about it, not a new alarm.
    if (waiting === 'danger' && machine.picks(beat.state, beat.input)) return next();
    const listening = machine.awaits(beat.state) === 'free-text';
    if (!recognition.danger) {
      if (waiting === 'danger-doubt' || waiting === 'danger' || listening) return next();
      return machine.begin(
        beat.state,
        'danger-doubt',
        { ...toldIn(beat), child: speaksAsChild(beat) },
        beat.input,
        beat,
      );
    }
    const kind = dangerKindOf(beat);
    beat.effects.push({ kind: 'danger.alert', data: { kind, at: beat.input.now } });
    if (listening) {
      const child = speaksAsChild(beat) || machine.waiting(beat.state)?.slots.child === true;
      beat.said.push({
        key: `danger:first-${kind}`,
        lines: [{ key: 'danger:heard-cannot-speak' }],
        ...(child ? { to: 'child' } : {}),
      });
      return next();
    }
    if (waiting === 'danger') machine.cancel(beat.state);
    const slots: JsonObject = {
      kind,
      danger: true,
      child: speaksAsChild(beat),
      ...(addToReport(beat) ? { inside: true } : toldIn(beat)),
      at: beat.input.now,
    };
    return machine.begin(beat.state, 'danger', slots, beat.input, beat);
  };
}

const speaksAsChild = ({ input }: Beat): boolean => input.recognition.speaker === 'child';

/** A child who tells of violence is given the child's line, 141 beside 123, whoever does it. */
function dangerKindOf({ input }: Beat): DangerKind {
  const { dangerKind, speaker } = input.recognition;
  const kind = dangerKind ?? 'violence';
  return speaker === 'child' && (kind === 'violence' || kind === 'woman') ? 'child' : kind;
}

/** Danger in the middle of a report belongs to that report: it becomes urgent, and nobody tells it twice. */
function addToReport({ state, input, effects }: Beat): boolean {
  const report = state.stack.findLast((frame) => frame.dialog === 'report');
  if (!report) return false;
  const more = tellMore(report.slots, input.text, input);
  effects.push(...more.effects);
  report.slots = { ...report.slots, ...more.slots, danger: true };
  return true;
}

/** What was told, as the slots of a dialog from which a report may start. */
export function toldIn({ input, effects }: Beat): JsonObject {
  const { slots, effects: kept } = tellMore({}, input.text, input);
  effects.push(...kept);
  return { text: slots.told, story: slots.story };
}
