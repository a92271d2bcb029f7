import type { Case } from '../../domain/case.js';
import type { Consultation } from '../../domain/consultation.js';
import { statusAt } from '../../domain/consultation.js';
import { keptByLaw } from '../../domain/evidence.js';
import type { JsonObject } from '../../domain/json.js';
import type { Effect, Said } from '../../domain/message.js';
import { wording } from '../../domain/service.js';
import type { Call, CallInput, CallOutput } from '../../engine/flow/state.js';
import { type LinkStore, personOf } from '../../ports/links.js';
import { LINK, linkMemory, withoutCopy } from '../carried.js';
import { GUESSES, guessed } from '../guesses.js';
import { caseOpenedBy, type CaseParts, isTooMuch } from './cases.js';
import { FOCUS } from './indicators.js';
import { channelName } from './link.js';

export interface PrivacyParts extends CaseParts {
  readonly answeredBy: (conversation: string) => Promise<readonly string[]>;
  readonly links: LinkStore;
  readonly consultations: () => Promise<readonly Consultation[]>;
}

/** What dialogs/privacy.yaml calls: what is stored about me, and erase it (Ley 1581 de 2012, art. 8). */
export function privacyCalls(parts: PrivacyParts): Record<string, Call> {
  return {
    'privacy.show': { outcomes: [], run: (input) => show(parts, input) },
    'privacy.plan': { outcomes: [], run: (input) => plan(parts, input) },
    'privacy.erase': { outcomes: [], run: (input) => erase(parts, input) },
  };
}

/** Reserved cases are neither listed nor counted: whoever holds the telephone would learn of them. */
async function show(parts: PrivacyParts, input: CallInput): Promise<CallOutput> {
  const own = (await parts.cases.ofConversation(input.conversation)).filter((it) => !it.sensitive);
  const count = (await parts.answeredBy(input.conversation)).length;
  const files = own.reduce((sum, it) => sum + (it.evidence ?? []).length, 0);
  const cases: Said[] = own.map((it) => {
    const service = parts.services.get(it.service);
    const concern = service ? wording(service.name, input.locale) : '';
    return {
      key: 'privacy:shown-case',
      args: { code: it.code, concern, status: { key: `case:status-${it.status}` } },
    };
  });
  const { conversations } = await personOf(parts.links, input.conversation);
  const others = conversations.filter((it) => it !== input.conversation);
  const lines: Said[] = [
    { key: 'privacy:shown-chat' },
    ...others.map((it) => ({ key: 'privacy:shown-channel', args: { channel: channelName(it) } })),
    ...(others.length > 0 ? [{ key: 'privacy:shown-apart' }] : []),
    ...(input.memory[FOCUS] ? [{ key: 'privacy:shown-focus' }] : []),
    ...cases,
    ...(files > 0 ? [{ key: 'privacy:shown-evidence', args: { count: files } }] : []),
    ...(count > 0 ? [{ key: 'privacy:shown-responses', args: { count } }] : []),
    ...(own.length + count === 0 ? [{ key: 'privacy:shown-nothing' }] : []),
    { key: 'privacy:shown-reserved' },
    { key: 'privacy:shown-right' },
  ];
  return { say: [{ key: 'privacy:shown', lines }] };
}

async function erasable(parts: PrivacyParts, input: CallInput): Promise<Case[]> {
  const own = (await parts.cases.ofConversation(input.conversation)).filter(
    (it) => !it.sensitive && it.key !== null,
  );
  const said = typeof input.slots.said === 'string' ? input.slots.said : '';
  const reserved =
    said === '' || isTooMuch(parts, input, said) ? null : await caseOpenedBy(parts, input, said);
  return reserved && !own.some(({ id }) => id === reserved.id) ? [...own, reserved] : own;
}

async function plan(parts: PrivacyParts, input: CallInput): Promise<CallOutput> {
  const cases = await erasable(parts, input);
  const text = typeof input.slots.said === 'string' ? input.slots.said : '';
  const isWrong = text !== '' && !cases.some(({ sensitive }) => sensitive);
  const limit = text !== '' && isTooMuch(parts, input, text) ? [{ key: 'case-status:guesses' }] : [];
  const kept = cases.flatMap((it) => it.evidence ?? []).filter(keptByLaw).length;
  const lines = kept > 0 ? [{ key: 'privacy:plan-kept-files', args: { count: kept } }] : [];
  const said: Said = { key: 'privacy:plan', args: { count: cases.length }, lines };
  return {
    slots: { erase: cases.map(({ id }) => id), plan: said as unknown as JsonObject, said: null },
    say: limit,
    ...(isWrong ? { memory: guessed(input.memory, input.now) } : {}),
  };
}

/** Erasing a case erases its key, and with it the words; what the law keeps stays (docs/formats.md). Responses to
 * consultations that closed are part of a published result and stay without a name. */
async function erase(parts: PrivacyParts, input: CallInput): Promise<CallOutput> {
  const ids = Array.isArray(input.slots.erase) ? input.slots.erase.map(String) : [];
  const open = (await parts.consultations())
    .filter((it) => statusAt(it, input.now) === 'open')
    .map((it) => it.id);
  const link = withoutCopy({
    [LINK]: { ...linkMemory(input.memory), joined: false } as unknown as JsonObject,
  });
  const forgotten = Object.keys(input.memory).filter((key) => key !== GUESSES);
  const forget = Object.fromEntries(forgotten.map((key) => [key, null]));
  const effects: Effect[] = [
    ...ids.map((id): Effect => ({ kind: 'case.erase', data: { case: id } })),
    { kind: 'responses.erase', data: { consultations: open } },
    { kind: 'history.erase', data: { before: input.now } },
    { kind: 'person.erase', data: { before: input.now } },
  ];
  return {
    effects,
    memory: { ...forget, [LINK]: Object.keys(link).length > 0 ? link : null },
    say: [{ key: 'privacy:erased' }],
  };
}
