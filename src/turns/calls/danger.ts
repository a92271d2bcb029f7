import type { Call, CallInput, CallOutput } from '../../engine/flow/state.js';
import type { AnswerReader } from '../../engine/understanding/answers-in-dialogs/index.js';
import { tellMore } from '../story.js';
import type { Words } from './report/parts.js';

export interface DangerParts {
  readonly readAnswer: AnswerReader;
  readonly words: Words;
}

/** What dialogs/danger.yaml calls: the line for the kind of danger that was recognised, and hearing what is answered. */
export function dangerCalls(parts: DangerParts): Record<string, Call> {
  return {
    'danger.line': {
      outcomes: [],
      run: ({ slots }) => ({ say: [{ key: `danger:first-${String(slots.kind ?? 'violence')}` }] }),
    },
    'danger.heard': { outcomes: ['safe', 'danger', 'more'], run: (input) => heard(parts, input) },
  };
}

/** "ya no, fue un error", "ya estoy bien": safe, as far as it is said. A yes, or words of danger, is danger. Whatever
 * else is written is kept with what was told before. */
function heard({ readAnswer, words }: DangerParts, input: CallInput): CallOutput {
  const said = String(input.slots.said ?? '');
  const more = tellMore({ told: input.slots.text ?? null, story: input.slots.story ?? null }, said, input);
  const kept = { slots: { text: more.slots.told, story: more.slots.story }, effects: more.effects };
  if (input.recognition.danger) return { outcome: 'danger', ...kept };
  const options = ['option-safe', 'option-not-me'].map((key) => ({
    value: key,
    label: words(input.locale, `danger:${key}`),
  }));
  const safety = readAnswer(said, { kind: 'safety' }, input);
  if (safety.kind === 'value') return { outcome: safety.value === true ? 'safe' : 'danger', ...kept };
  const picked = readAnswer(said, { kind: 'choice', options }, input);
  const yes = readAnswer(said, { kind: 'yes_no' }, input);
  if (yes.kind === 'value' && yes.value === true) return { outcome: 'danger', ...kept };
  const no = yes.kind === 'value' && yes.value === false;
  const stops = input.recognition.intent === 'cancel' || picked.kind === 'cancel';
  return { outcome: no || stops || picked.kind === 'value' ? 'safe' : 'more', ...kept };
}
