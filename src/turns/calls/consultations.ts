import type { Consultation, Response } from '../../domain/consultation.js';
import { statusAt } from '../../domain/consultation.js';
import { dayOf, saidDay } from '../../domain/deadline.js';
import { localize } from '../../domain/form.js';
import type { JsonObject } from '../../domain/json.js';
import type { Said, SaidOption } from '../../domain/message.js';
import { currentQuestion, summarize } from '../../engine/forms/asked-question.js';
import { type Filling, finish, startFilling } from '../../engine/forms/filling.js';
import { fillingSlot } from '../../engine/forms/runner.js';
import type { Call, CallInput, CallOutput } from '../../engine/flow/state.js';

export interface ConsultationParts {
  /** Every consultation as it is known now. */
  readonly all: () => Promise<readonly Consultation[]>;
  /** What the person of a conversation has answered, in any of their channels. */
  readonly answeredBy: (conversation: string) => Promise<readonly string[]>;
  readonly countOf: (consultation: string) => Promise<number>;
}

/** Where an unfinished filling waits, by consultation, when the person leaves it for later. */
export const UNFINISHED = 'consultation-unfinished';

/** What dialogs/consultation.yaml calls. */
export function consultationCalls(parts: ConsultationParts): Record<string, Call> {
  return {
    'consultation.list': { outcomes: ['none', 'some'], run: (input) => list(parts, input) },
    'consultation.begin': {
      outcomes: ['begun', 'resumed', 'already', 'closed'],
      run: (input) => begin(parts, input),
    },
    'consultation.summary': { outcomes: [], run: (input) => summary(parts, input) },
    'consultation.reopen': { outcomes: [], run: (input) => reopen(input) },
    'consultation.pause': { outcomes: [], run: (input) => pause(input) },
    'consultation.send': { outcomes: ['missing'], run: (input) => send(parts, input) },
  };
}

const title = (of: Consultation, locale: string): string => localize(of.title, locale, of.form.defaultLocale);

async function list({ all, countOf }: ConsultationParts, input: CallInput): Promise<CallOutput> {
  const consultations = await all();
  const open = consultations.filter((it) => statusAt(it, input.now) === 'open');
  if (open.length > 0) {
    const options: SaidOption[] = open.map((it) => ({ value: it.id, label: title(it, input.locale) }));
    return { outcome: 'some', slots: { consultations: options as unknown as JsonObject[] } };
  }
  const last = consultations
    .filter((it) => statusAt(it, input.now) === 'closed')
    .toSorted((one, other) => other.closesAt - one.closesAt)[0];
  const nothing: Said = last
    ? {
        key: 'consultation:nothing-open-results',
        args: { title: title(last, input.locale), count: await countOf(last.id) },
      }
    : { key: 'consultation:nothing-open' };
  return { outcome: 'none', slots: { nothing: nothing as unknown as JsonObject } };
}

const find = async ({ all }: ConsultationParts, input: CallInput): Promise<Consultation | undefined> =>
  (await all()).find((it) => it.id === input.slots.consultation);

async function begin(parts: ConsultationParts, input: CallInput): Promise<CallOutput> {
  const consultation = await find(parts, input);
  if (!consultation || statusAt(consultation, input.now) !== 'open') return { outcome: 'closed' };
  if (await hasAnswered(parts, consultation, input)) return { outcome: 'already' };
  const unfinished = (input.memory[UNFINISHED] ?? {}) as JsonObject;
  const kept = unfinished[consultation.id] as unknown as Filling | undefined;
  if (kept) {
    const { [consultation.id]: _taken, ...others } = unfinished;
    return { outcome: 'resumed', slots: { filling: fillingSlot(kept) }, memory: { [UNFINISHED]: others } };
  }
  const filling = startFilling(consultation.form);
  const count = currentQuestion(consultation.form, filling, input)?.count ?? 0;
  return {
    outcome: 'begun',
    slots: { filling: fillingSlot(filling) },
    say: [{ key: 'consultation:begin', args: { title: title(consultation, input.locale), count } }],
  };
}

const hasAnswered = async (
  { answeredBy }: ConsultationParts,
  { id, oncePerPerson }: Consultation,
  input: CallInput,
): Promise<boolean> => oncePerPerson && (await answeredBy(input.conversation)).includes(id);

async function summary(parts: ConsultationParts, input: CallInput): Promise<CallOutput> {
  const consultation = await find(parts, input);
  if (!consultation) return {};
  const answered = summarize(consultation.form, input.slots.filling as unknown as Filling, input);
  const lines: Said[] = answered.map(({ label, answer }, index) => ({
    key: 'consultation:summary-line',
    args: { number: index + 1, question: label, answer: answer || '—' },
  }));
  const said: Said = {
    key: 'consultation:summary',
    lines: [...lines, { key: 'consultation:summary-question' }],
  };
  const options: SaidOption[] = answered.map(({ name, label }) => ({ value: name, label }));
  return { slots: { summary: said as unknown as JsonObject, answered: options as unknown as JsonObject[] } };
}

/** Takes one answer back so that its question is asked again; what depends on it is settled with the new answer. */
function reopen(input: CallInput): CallOutput {
  const filling = input.slots.filling as unknown as Filling;
  const { [String(input.slots.question)]: _taken, ...answers } = filling.answers;
  return { slots: { filling: fillingSlot({ ...filling, answers }) } };
}

/** Keeps the answers for another day. */
function pause(input: CallInput): CallOutput {
  if (input.slots.filling === undefined) return {};
  const unfinished = {
    ...((input.memory[UNFINISHED] ?? {}) as JsonObject),
    [String(input.slots.consultation)]: input.slots.filling ?? null,
  };
  return { say: [{ key: 'consultation:paused' }], memory: { [UNFINISHED]: unfinished } };
}

async function send(parts: ConsultationParts, input: CallInput): Promise<CallOutput> {
  const consultation = await find(parts, input);
  const filling = input.slots.filling as unknown as Filling;
  if (!consultation || statusAt(consultation, input.now) !== 'open')
    return { say: [{ key: 'consultation:closed' }] };
  // Answered meanwhile in another channel of the same person.
  if (await hasAnswered(parts, consultation, input)) return { say: [{ key: 'consultation:already' }] };
  const answers = finish(consultation.form, filling, input);
  // The consultation was corrected meanwhile, or an answer no longer fits: what is open is asked.
  if (!answers) return { outcome: 'missing' };
  const response: Response = {
    consultation: consultation.id,
    person: input.contact,
    at: input.now,
    locale: input.locale,
    answers,
  };
  return {
    effects: [
      {
        kind: 'response.record',
        data: { response: response as unknown as JsonObject, filling: `${input.conversation}:${input.now}` },
      },
    ],
    say: [{ key: 'consultation:sent', args: { day: saidDay(dayOf(consultation.closesAt - 1)) } }],
  };
}
