import type { JsonObject } from '../../domain/json.js';
import type { DangerKind } from '../../domain/understanding.js';
import type { Beat, Stage } from '../beat.js';
import type { StageParts } from './stage-parts.js';

/** More of a report than this is kept outside the conversation's state. */
const LONGEST_TOLD = 3_000;

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
      return machine.begin(beat.state, 'danger-doubt', { text: told(beat) }, beat.input, beat);
    }
    const kind = dangerKindOf(beat);
    beat.effects.push({ kind: 'danger.alert', data: { kind, at: beat.input.now } });
    if (listening) {
      beat.said.push({ key: `danger:first-${kind}`, lines: [{ key: 'danger:heard-cannot-speak' }] });
      return next();
    }
    if (waiting === 'danger') machine.cancel(beat.state);
    const slots: JsonObject = {
      kind,
      text: told(beat),
      danger: true,
      inside: addToReport(beat),
      at: beat.input.now,
    };
    return machine.begin(beat.state, 'danger', slots, beat.input, beat);
  };
}

/** A child who tells of violence is given the child's line, 141 beside 123, whoever does it. */
function dangerKindOf({ input }: Beat): DangerKind {
  const { dangerKind, speaker } = input.recognition;
  const kind = dangerKind ?? 'violence';
  return speaker === 'child' && (kind === 'violence' || kind === 'woman') ? 'child' : kind;
}

const told = (beat: Beat): string => beat.input.text.slice(0, 1_500);

/** Danger in the middle of a report belongs to that report: it becomes urgent, and nobody tells it twice. */
function addToReport(beat: Beat): boolean {
  const report = beat.state.stack.findLast((frame) => frame.dialog === 'report');
  if (!report) return false;
  const before = typeof report.slots.told === 'string' ? `${report.slots.told}\n` : '';
  const whole = `${before}${told(beat)}`;
  if (whole.length <= LONGEST_TOLD) {
    report.slots = { ...report.slots, danger: true, told: whole };
    return true;
  }
  const kept = Array.isArray(report.slots.story) ? report.slots.story : [];
  const key = `${beat.input.conversation}:story:${beat.input.now}:${kept.length}`;
  beat.effects.push({ kind: 'story.keep', key, data: { text: beat.input.text, at: beat.input.now } });
  report.slots = { ...report.slots, danger: true, story: [...kept, key] };
  return true;
}
