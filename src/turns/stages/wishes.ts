import type { Dialog } from '../../engine/flow/dialog.js';
import type { Intent } from '../../domain/understanding.js';
import type { Beat } from '../beat.js';
import { FOCUS_MS } from '../calls/indicators.js';

/** From this confidence on an intent is acted on; below it the service asks, never guesses. */
export const SURE = 0.6;
/** From this confidence on another wish in the middle of a dialog is served first. */
const DIGRESSION = 0.9;

/** So few words lean on what was said before. */
const FEW_WORDS = 5;

/** In the middle of a dialog only a wish that says what it is about counts: an answer must never be taken for one. */
export function clearlyAsks(beat: Beat): boolean {
  const { intent, confidence, indicator } = beat.input.recognition;
  if (intent === 'unknown') return false;
  return confidence >= DIGRESSION && (intent !== 'indicator' || indicator.length > 0);
}

/** Whether the message names a wish of its own, so that an offer need not be repeated. */
export function wantsSomething(beat: Beat): boolean {
  const { intent, confidence } = beat.input.recognition;
  // A number that is on no list is a slip, not a wish.
  if (!/\p{L}/u.test(beat.input.text)) return false;
  return (
    leaning(beat) !== 'unknown' && (intent !== 'unknown' || leaning(beat) !== intent) && confidence > 0.3
  );
}

/** "y en buga?" leans on the figure spoken of before, however unsure its intent is on its own. */
export function leaning(beat: Beat): Intent {
  const { recognition, now } = beat.input;
  const focus = beat.state.memory['indicator-focus'] as { at?: number } | undefined;
  const fresh = focus?.at !== undefined && now - focus.at < FOCUS_MS;
  const named = [recognition.territory, recognition.period, recognition.indicator].some(
    (list) => list.length > 0,
  );
  // "y en hombres?" names nobody else than those a figure may be of.
  const whom = recognition.sex !== null || recognition.population.length > 0;
  const short = beat.input.text.trim().split(/\s+/).length <= FEW_WORDS;
  const elliptic = named || (whom && short);
  const weak = recognition.confidence < SURE || recognition.intent === 'unknown';
  return fresh && elliptic && weak ? 'indicator' : recognition.intent;
}

export function dialogFor(dialogs: ReadonlyMap<string, Dialog>, intent: Intent): Dialog | undefined {
  return [...dialogs.values()].find((dialog) => dialog.intents.includes(intent));
}
