import { type Handling, kindOf } from '../../domain/evidence.js';
import type { MediaReference, MessageBody } from '../../domain/message.js';
import type { Frame } from '../../engine/flow/state.js';
import type { Beat, Stage } from '../beat.js';
import {
  asJson,
  everyHeld,
  heldSince,
  filesIn,
  HELD,
  heldFiles,
  holding,
  voiceStory,
} from '../media/held.js';
import type { StageParts } from './stage-parts.js';

/** Several files sent at once are asked about once. */
const TOGETHER_MS = 10_000;
/** More files than this in one report would not fit into its conversation's state. */
const MOST_FILES = 20;
/** Dialogs that ask nothing which a file could interrupt. */
const OPENINGS = ['menu', 'evidence'];
/** Dialogs that a report may come of: a picture that comes with the danger belongs to it. Who speaks instead is told that
 * nobody listens. */
const DANGERS = ['danger', 'danger-doubt'];

type Given = Extract<MessageBody, { kind: 'media' }>;

/** Remembers a file before anything is said, so that danger beside it costs nobody the file: in the report that is being
 * told, else until it is known what it is for. */
export function keepFiles(): Stage {
  return async ({ message: { body }, state, input }, next) => {
    if (body.kind !== 'media') return next();
    const report = reportIn(state.stack);
    if (report) {
      const before = filesIn(report.slots.evidence);
      const together = input.now - Number(report.slots.evidence_at ?? 0) <= TOGETHER_MS;
      const files = before.length < MOST_FILES ? [...before, body.media] : before;
      report.slots = { ...report.slots, evidence: asJson(files), evidence_at: input.now, together };
    } else {
      const { at } = heldSince(state.memory);
      state.memory[HELD] = holding([...everyHeld(state.memory), body.media], input.now, at);
    }
    return next();
  };
}

/** Files become evidence of the report that is being told or of the case that is being looked at; elsewhere the person
 * is asked what they are for. Words beside a file came before it, as a message of their own: channels send them first,
 * so that danger among them waits for no download. */
export function media(parts: StageParts): Stage {
  const { machine } = parts;
  return async (beat, next) => {
    const { body } = beat.message;
    if (body.kind === 'refused-media') {
      beat.said.push({ key: `evidence:refused-${body.why}` });
      return machine.repeat(beat.state, beat.input, beat);
    }
    if (body.kind !== 'media') return next();
    const asked = await answered(parts, beat, body);
    if (!asked) return machine.repeat(beat.state, beat.input, beat);
  };
}

const reportIn = (stack: readonly Frame[]): Frame | undefined =>
  stack.findLast((frame) => frame.dialog === 'report');

/** True where what waits need not be asked again. */
async function answered(parts: StageParts, beat: Beat, given: Given): Promise<boolean> {
  const { state } = beat;
  const report = reportIn(state.stack);
  if (report) return inReport(parts, beat, given, report);
  if (state.memory.handoff) return refused(beat, given, 'evidence:in-handoff');
  const looked = state.stack.findLast((frame) => frame.dialog === 'case-status');
  if (typeof looked?.slots.case === 'string') return inCase(parts, beat, given, looked.slots.case);
  const waiting = parts.machine.waiting(state);
  if (waiting && DANGERS.includes(waiting.dialog) && !isVoice(given.media)) return kept(beat);
  if (waiting === undefined || OPENINGS.includes(waiting.dialog)) return whatFor(parts, beat);
  return refused(beat, given, isVoice(given.media) ? 'evidence:voice-not-here' : 'evidence:not-here');
}

const isVoice = ({ type }: MediaReference): boolean => kindOf(type) === 'audio';

/** It is not kept: nobody asked for it here, and it belongs to nothing. */
function refused(beat: Beat, { media: file }: Given, key: string): boolean {
  letGo(beat, file);
  beat.said.push({ key });
  beat.effects.push({ kind: 'media.drop', data: { ids: [file.id] } });
  return false;
}

/** What was held before stays as old as it is: it may be somebody else's who had the telephone. */
function letGo({ state: { memory } }: Beat, file: MediaReference): void {
  const rest = everyHeld(memory).filter(({ id }) => id !== file.id);
  if (rest.length === 0) delete memory[HELD];
  else memory[HELD] = holding(rest, heldSince(memory).earlier);
}

async function inReport(parts: StageParts, beat: Beat, given: Given, report: Frame): Promise<boolean> {
  const files = filesIn(report.slots.evidence);
  if (!files.some(({ id }) => id === given.media.id))
    return refused(beat, given, 'evidence:refused-too_many');
  const handling = handlingIn(parts, report);
  if (handling !== 'quarantined' && isVoice(given.media) && awaitsStory(parts, beat, report)) {
    report.slots = { ...report.slots, voice: true };
    beat.said.push({ key: 'evidence:voice-taken' });
    const text = voiceStory(parts.words);
    await parts.machine.resume(beat.state, { ...beat.input, text }, beat);
    return true;
  }
  beat.said.push(said(given, handling, files.length));
  return report.slots.together === true;
}

/** Whether a voice note can stand where words are awaited: as the story, or as what is added to it. */
function awaitsStory({ machine }: StageParts, { state }: Beat, report: Frame): boolean {
  const story = machine.awaits(state) === 'free-text' || report.step === 'voice';
  return story && machine.waiting(state) === report;
}

/** Until the person has said which concern it is, the most careful of those that it may be. */
function handlingIn({ handlingOf }: StageParts, { slots }: Frame): Handling {
  const { service, proposal } = slots;
  if (typeof service === 'string' && service !== 'none') return handlingOf(service);
  const options = (proposal as { options?: { value: string }[] } | undefined)?.options ?? [];
  const doubtful = options.some(({ value }) => handlingOf(value) === 'quarantined');
  return doubtful ? 'careful' : 'open';
}

async function inCase(parts: StageParts, beat: Beat, given: Given, id: string): Promise<boolean> {
  if (!(await parts.takesFiles(id))) return refused(beat, given, 'evidence:case-takes-none');
  letGo(beat, given.media);
  beat.effects.push({ kind: 'case.evidence', data: { case: id, files: asJson([given.media]) } });
  beat.said.push(said(given, await parts.handlingOfCase(id), 1));
  return false;
}

function said({ media: { type } }: Given, handling: Handling, count: number) {
  if (handling === 'quarantined') return { key: 'evidence:quarantined' };
  if (handling === 'careful') return { key: 'evidence:taken-unopened' };
  return { key: `evidence:taken-${kindOf(type) ?? 'document'}`, args: { count } };
}

/** It waits for the report, or goes after a week. The question of the danger stands: asking it again would only make
 * another noise. */
function kept(beat: Beat): true {
  beat.said.push({ key: 'evidence:held' });
  return true;
}

/** It is kept until the person says what it is for, or for a week at most. */
async function whatFor({ machine }: StageParts, beat: Beat): Promise<boolean> {
  const { state, input } = beat;
  const files = heldFiles(state.memory, input.now);
  if (machine.waiting(state)?.dialog === 'evidence')
    beat.said.push({ key: 'evidence:held-more', args: { count: files.length } });
  else {
    machine.dropPassing(state);
    if (files.length > 1) beat.said.push({ key: 'evidence:held-before', args: { count: files.length } });
    await machine.begin(state, 'evidence', { voice: files.every(isVoice) }, input, beat);
  }
  return true;
}
