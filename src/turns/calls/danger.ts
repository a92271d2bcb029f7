import type { Call, CallInput, CallOutput } from '../../engine/flow/state.js';
import type { AnswerReader } from '../../engine/understanding/answers-in-dialogs/index.js';
import type { Words } from './report/parts.js';

export interface DangerParts {
  readonly readAnswer: AnswerReader;
  readonly words: Words;
}

/** What of a message is kept for the report that may follow. */
const KEPT = 1_500;

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
  const before = typeof input.slots.text === 'string' ? `${input.slots.text}\n` : '';
  const slots = { text: `${before}${said}`.slice(0, KEPT) };
  if (input.recognition.danger) return { outcome: 'danger', slots };
  const options = ['option-safe', 'option-not-me'].map((key) => ({
    value: key,
    label: words(input.locale, `danger:${key}`),
  }));
  const picked = readAnswer(said, { kind: 'choice', options }, input);
  const yes = readAnswer(said, { kind: 'yes_no' }, input);
  if (yes.kind === 'value' && yes.value === true) return { outcome: 'danger', slots };
  const no = yes.kind === 'value' && yes.value === false;
  const stops = input.recognition.intent === 'cancel' || picked.kind === 'cancel';
  return { outcome: no || stops || picked.kind === 'value' ? 'safe' : 'more', slots };
}
