import type { Dialog } from '../../engine/flow/dialog.js';
import type { JsonObject } from '../../domain/json.js';
import type { SaidOption } from '../../domain/message.js';
import type { Intent } from '../../domain/understanding.js';
import type { Beat, Stage } from '../beat.js';
import { toldIn } from './danger.js';
import type { StageParts } from './stage-parts.js';
import { dialogFor, leaning, SURE } from './wishes.js';

/** No dialog waits: what does the person want? */
export function intents({ machine, dialogs }: StageParts): Stage {
  return async (beat) => {
    const { recognition } = beat.input;
    const intent = leaning(beat);
    const dialog = dialogFor(dialogs, intent);
    if (dialog && (intent !== recognition.intent || recognition.confidence >= SURE)) {
      return machine.begin(beat.state, dialog.id, {}, beat.input, beat);
    }
    const guesses = clarifiable(beat, dialogs);
    if (guesses.length > 0) {
      const slots: JsonObject = {
        guesses: guesses as unknown as JsonObject[],
        ...toldIn(beat),
      };
      return machine.begin(beat.state, 'clarify', slots, beat.input, beat);
    }
    if (!/[\p{L}\p{N}]/u.test(beat.input.text)) {
      beat.said.push({ key: 'common:only-signs' });
      return machine.begin(beat.state, 'menu', {}, beat.input, beat);
    }
    beat.effects.push({
      kind: 'understanding.missed',
      data: { text: beat.input.text.slice(0, 500), at: beat.input.now },
    });
    beat.said.push({ key: 'common:not-understood' });
    return machine.begin(beat.state, 'menu', {}, beat.input, beat);
  };
}

/** Wishes worth asking about: nobody is asked whether they meant to greet or to cancel. */
const OFFERED: readonly Intent[] = [
  'indicator',
  'report',
  'case_status',
  'consultation',
  'privacy',
  'directory',
  'handoff',
];

/** The two or three best guesses, as options; a guess without a dialog is not offered. */
function clarifiable(beat: Beat, dialogs: ReadonlyMap<string, Dialog>): SaidOption[] {
  const known = beat.input.recognition.guesses.filter(
    (guess) => OFFERED.includes(guess.intent) && guess.confidence >= 0.2 && dialogFor(dialogs, guess.intent),
  );
  if (known.length === 0) return [];
  const options = known
    .slice(0, 3)
    .map((guess) => ({ value: guess.intent, key: `common:intent-${guess.intent}` }));
  return [...options, { value: 'none', key: 'common:intent-none' }];
}
