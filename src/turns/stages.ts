import type { JsonObject } from '../domain/json.js';
import type { MessageBody, SaidOption } from '../domain/message.js';
import type { DangerKind, Intent } from '../domain/understanding.js';
import type { FlowMachine } from '../engine/flow/machine.js';
import type { Dialog } from '../engine/flow/dialog.js';
import type { FlowState, Frame } from '../engine/flow/state.js';
import type { Beat, Stage, TurnState } from './beat.js';
import { UNFINISHED } from './calls/consultations.js';
import { FOCUS_MS } from './calls/indicators.js';
import { type Command, plainWords } from './commands.js';
import { handoff } from './handoff-stage.js';

export interface StageParts {
  readonly machine: FlowMachine;
  readonly dialogs: ReadonlyMap<string, Dialog>;
  readonly commandOf: (text: string) => Command | null;
}

/** From this confidence on an intent is acted on; below it the service asks, never guesses. */
const SURE = 0.6;
/** From this confidence on another wish in the middle of a dialog is served first. */
const DIGRESSION = 0.9;
/** Words of a message that may still be a wish and not a story. */
const LONGEST_WISH = 12;
/** What was asked after words of danger is asked again this long. */
const DANGER_ASKED_MS = 2 * 3600 * 1000;
/** Dialogs that whoever picks up the telephone later must not see. */
const PRIVATE = ['report', 'case-status', 'privacy', 'danger', 'danger-doubt'];
const PRIVATE_MS = 30 * 60 * 1000;
const LAST_AT = 'last-at';
const SET_ASIDE = 'set-aside';
/** More of a report than this is kept outside the conversation's state. */
const LONGEST_TOLD = 3_000;

/** The stages of a turn in the order in which they see a message. Danger is before everything. */
export function createStages(parts: StageParts): Stage[] {
  return [
    silence(parts),
    danger(parts),
    handoff(parts),
    events(parts),
    otherKinds(parts),
    commands(parts),
    activeDialog(parts),
    intents(parts),
  ];
}

/** Who writes hours after words of danger may be somebody else with the telephone: what was asked then is gone. */
function silence({ machine }: StageParts): Stage {
  return async ({ state, input }, next) => {
    if (input.event) return next();
    const last = Number(state.memory[LAST_AT] ?? input.now);
    state.memory[LAST_AT] = input.now;
    if (input.now - last > PRIVATE_MS) setAside(state);
    const frame = machine.waiting(state);
    const began = frame?.dialog === 'danger' ? Number(frame.slots.at ?? input.now) : input.now;
    if (input.now - began > DANGER_ASKED_MS) machine.cancel(state);
    return next();
  };
}

/** Whoever writes after a while may be somebody else with the telephone: what was private is put away without a word.
 * A report half told waits for *seguir*, with the agreed word where there is one. */
function setAside(state: TurnState): void {
  const report = state.stack.findLast((frame) => frame.dialog === 'report');
  if (report) state.memory[SET_ASIDE] = report as unknown as JsonObject;
  if (state.stack.some((frame) => PRIVATE.includes(frame.dialog))) state.stack.length = 0;
}

/** "seguir", or "seguir" and the agreed word: the report that was put away goes on. */
function resumes(machine: FlowMachine, beat: Beat): boolean {
  const { state, input } = beat;
  const aside = state.memory[SET_ASIDE] as unknown as Frame | undefined;
  const asked = /^(?:seguir|continuar|sigamos)(?:\s+(.+))?$/.exec(plainWords(input.text));
  if (!aside || !asked || machine.waiting(state)) return false;
  const word = typeof aside.slots.word === 'string' ? plainWords(aside.slots.word) : undefined;
  if (word !== asked[1]) return false;
  delete state.memory[SET_ASIDE];
  state.stack.push(aside);
  return true;
}

/** The right line first, whatever else is going on. What a person is telling in free text is still taken. */
function danger({ machine }: StageParts): Stage {
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

/** What happened elsewhere (an agency answered, a consultation closed) starts the dialog that tells it. */
function events({ machine, dialogs }: StageParts): Stage {
  return async (beat, next) => {
    const { event } = beat.input;
    if (!event) return next();
    const dialog = [...dialogs.values()].find((it) => it.events.includes(event.name));
    if (!dialog) return;
    // News is told beside what waits: a question that may be private is never repeated because of it.
    const aside: FlowState = { stack: [], memory: beat.state.memory };
    await machine.begin(aside, dialog.id, event.data, beat.input, beat);
    beat.state.stack.push(...aside.stack);
  };
}

function otherKinds({ machine }: StageParts): Stage {
  return async (beat, next) => {
    const { body } = beat.message;
    if (body.kind === 'text' || body.kind === 'choice') {
      if (beat.input.text.trim() || beat.input.choice !== undefined) return next();
      beat.said.push({ key: 'common:empty' });
    } else {
      beat.said.push({ key: isMedia(body) ? 'common:media-not-here' : 'common:unsupported' });
    }
    await machine.repeat(beat.state, beat.input, beat);
  };
}

/** A picture, a voice note or a document, also where the channel could not take it in. */
function isMedia(body: MessageBody): boolean {
  const kinds = ['media', 'image', 'audio', 'video', 'document'];
  return body.kind === 'media' || (body.kind === 'unsupported' && kinds.includes(body.what));
}

function commands({ machine, commandOf }: StageParts): Stage {
  return async (beat, next) => {
    if (resumes(machine, beat)) return machine.repeat(beat.state, beat.input, beat);
    const command = beat.input.choice === undefined ? commandOf(beat.input.text) : null;
    if (!command) return next();
    const { state, input, said } = beat;
    switch (command) {
      case 'help':
        said.push({ key: 'common:help' });
        return machine.repeat(state, input, beat);
      case 'menu':
        if (machine.waiting(state)?.dialog === 'danger') return next();
        while (await machine.leave(state, input, beat));
        return machine.begin(state, 'menu', {}, input, beat);
      case 'cancel':
        // "ya no" after words of danger is first asked about, never just believed.
        if (machine.waiting(state)?.dialog === 'danger') return next();
        return cancel(machine, beat);
      case 'back':
        if (await machine.back(state, input, beat)) return;
        said.push({ key: 'common:nothing-before' });
        return machine.repeat(state, input, beat);
      case 'exit':
        while (await machine.leave(state, input, { said: [], effects: beat.effects }));
        state.stack.length = 0;
        for (const key of Object.keys(state.memory)) if (key !== UNFINISHED) delete state.memory[key];
        said.push({ key: 'common:goodbye' });
        return;
      case 'easy':
      case 'normal':
        state.locale = command === 'easy' ? 'es-CO-x-facil' : 'es-CO';
        said.push({ key: command === 'easy' ? 'common:easy-on' : 'common:easy-off' });
        return machine.repeat(state, input, beat);
    }
  };
}

/** Drops what is asked: offers and figures first, and only where there are none, the task beneath. */
async function cancel(machine: FlowMachine, beat: Beat): Promise<void> {
  const { state, input, said } = beat;
  const before = said.length;
  const dropped = machine.dropPassing(state) || (await machine.leave(state, input, beat));
  if (!dropped) said.push({ key: 'common:nothing-to-cancel' });
  else if (machine.waiting(state)) said.push({ key: 'common:cancelled-back' });
  // A dialog that kept something has said so itself.
  else if (said.length === before) said.push({ key: 'common:cancelled' });
  return machine.repeat(state, input, beat);
}

/** The waiting dialog gets the answer first; a clear other wish is served and the question asked again after it. */
function activeDialog({ machine, dialogs }: StageParts): Stage {
  const answerActive: Stage = async (beat, next) => {
    const { state, input } = beat;
    const waiting = machine.waiting(state);
    if (!waiting) return next();
    const wish = clearlyAsks(beat) ? input.recognition.intent : 'unknown';
    const awaited = machine.awaits(state);
    const leaves =
      waiting.dialog !== 'danger' &&
      ((awaited === 'free-text' && leavesStory(beat)) || (awaited === 'form' && asksAFigure(beat)));
    if (!leaves && (await machine.resume(state, input, beat)) === 'handled') return;
    if (dialogs.get(waiting.dialog)?.passing === true) {
      const beneath: FlowState = { stack: [...state.stack], memory: {} };
      machine.dropPassing(beneath);
      const task = machine.waiting(beneath) !== undefined;
      if (!task && !wantsSomething(beat)) return machine.askAgain(state, input, beat);
      machine.dropPassing(state);
      // An offer that was not taken up goes; the task it stood before gets the answer.
      return task ? answerActive(beat, next) : next();
    }
    if (wish === 'cancel' && waiting.dialog !== 'danger') return cancel(machine, beat);
    if (wish === 'greet') {
      beat.said.push({ key: 'common:hello-again' });
      return machine.repeat(state, input, beat);
    }
    const other = dialogFor(dialogs, wish);
    if (other && other.id !== waiting.dialog) return machine.begin(state, other.id, {}, input, beat);
    return machine.askAgain(state, input, beat);
  };
  return answerActive;
}

/** A question about a figure of some place, in the middle of a form: whatever a form asks, that is no answer to it. */
function asksAFigure(beat: Beat): boolean {
  const { intent, operation, territory, service } = beat.input.recognition;
  const asks = intent === 'indicator' && operation !== null && territory.length > 0 && service.length === 0;
  return asks && clearlyAsks(beat);
}

/** A short message that asks for something else while a story is awaited, and tells nothing: "cuántos homicidios hubo
 * en Palmira?", "mejor no". */
function leavesStory(beat: Beat): boolean {
  const { recognition, text } = beat.input;
  const short = text.trim().split(/\s+/).length <= LONGEST_WISH;
  return short && clearlyAsks(beat) && recognition.intent !== 'report' && recognition.service.length === 0;
}

/** No dialog waits: what does the person want? */
function intents({ machine, dialogs }: StageParts): Stage {
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
        text: beat.input.text.slice(0, 2000),
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

/** In the middle of a dialog only a wish that says what it is about counts: an answer must never be taken for one. */
function clearlyAsks(beat: Beat): boolean {
  const { intent, confidence, indicator } = beat.input.recognition;
  return confidence >= DIGRESSION && (intent !== 'indicator' || indicator.length > 0);
}

/** Whether the message names a wish of its own, so that an offer need not be repeated. */
function wantsSomething(beat: Beat): boolean {
  const { intent, confidence } = beat.input.recognition;
  // A number that is on no list is a slip, not a wish.
  if (!/\p{L}/u.test(beat.input.text)) return false;
  return (
    leaning(beat) !== 'unknown' && (intent !== 'unknown' || leaning(beat) !== intent) && confidence > 0.3
  );
}

/** "y en buga?" leans on the figure spoken of before, however unsure its intent is on its own. */
function leaning(beat: Beat): Intent {
  const { recognition, now } = beat.input;
  const focus = beat.state.memory['indicator-focus'] as { at?: number } | undefined;
  const fresh = focus?.at !== undefined && now - focus.at < FOCUS_MS;
  const elliptic =
    recognition.territory.length > 0 || recognition.period.length > 0 || recognition.indicator.length > 0;
  const weak = recognition.confidence < SURE || recognition.intent === 'unknown';
  return fresh && elliptic && weak ? 'indicator' : recognition.intent;
}

function dialogFor(dialogs: ReadonlyMap<string, Dialog>, intent: Intent): Dialog | undefined {
  return [...dialogs.values()].find((dialog) => dialog.intents.includes(intent));
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
