import type { AgencyDirectory } from '../../domain/agency.js';
import type { Case, HistoryEntry } from '../../domain/case.js';
import { deliveryFacts } from '../../domain/case-lifecycle.js';
import { dayOf, saidDay } from '../../domain/deadline.js';
import type { JsonObject } from '../../domain/json.js';
import type { Said, SaidOption } from '../../domain/message.js';
import { handlingOf, type ServiceCatalogue, shortName, wording } from '../../domain/service.js';
import { findTrackingCode, type SpokenSymbols } from '../../domain/tracking-code.js';
import { takesMore } from '../../domain/workflow.js';
import type { Call, CallInput, CallOutput } from '../../engine/flow/state.js';
import { caseSealer } from '../../engine/sealing/case-sealer.js';
import type { Keyring } from '../../engine/sealing/keyring.js';
import type { CaseStore } from '../../ports/case-stores.js';
import type { Ids } from '../../ports/ids.js';
import type { OwnCases } from '../../ports/own-cases.js';
import type { Words } from './report/parts.js';
import { plainWords } from '../commands.js';
import { guessed, mayGuess } from '../guesses.js';
import { asJson, everyHeld, filesIn, HELD } from '../media/held.js';
import { takeHeld } from './evidence.js';

export interface CaseParts {
  readonly cases: CaseStore & OwnCases;
  readonly services: ServiceCatalogue;
  readonly agencies: () => Promise<AgencyDirectory>;
  readonly words: Words;
  readonly spoken: SpokenSymbols;
  readonly ring: Keyring;
  readonly ids: Ids;
}

/** What dialogs/case-status.yaml and case-news.yaml call. */
export function caseCalls(parts: CaseParts): Record<string, Call> {
  return {
    'cases.look': { outcomes: ['one', 'many', 'none'], run: (input) => look(parts, input) },
    'cases.find': { outcomes: ['one', 'none', 'guesses'], run: (input) => find(parts, input) },
    'cases.show': { outcomes: ['open', 'ended', 'gone'], run: (input) => show(parts, input) },
    'cases.add': { outcomes: [], run: (input) => act(parts, input, 'add', 'case-status:added') },
    'cases.withdraw': {
      outcomes: [],
      run: (input) => act(parts, input, 'withdraw', 'case-status:withdrawn'),
    },
    'cases.forced': { outcomes: [], run: (input) => forced(parts, input) },
    'cases.reopen': { outcomes: [], run: (input) => act(parts, input, 'reopen', 'case-status:reopened') },
    'cases.news': { outcomes: [], run: (input) => news(parts, input) },
  };
}

/** The case that a text opens: by its code, or by the word agreed in this conversation. A wrong word and no case at
 * all look the same, so that whoever holds the telephone learns nothing. */
export async function caseOpenedBy(parts: CaseParts, input: CallInput, text: string): Promise<Case | null> {
  const code = findTrackingCode(text, parts.spoken);
  if (code !== null) return await parts.cases.find({ code });
  const said = plainWords(text);
  if (said === '') return null;
  for (const of of await parts.cases.ofConversation(input.conversation)) {
    if (of.sealed.word === undefined || of.key === null) continue;
    const word = caseSealer(of.id, of.key, parts.ring, parts.ids.bytes).open('word', of.sealed.word);
    if (word === said) return of;
  }
  return null;
}

/** Whether a text is a word, not a code, and too many were tried. */
export const isTooMuch = ({ spoken }: Pick<CaseParts, 'spoken'>, input: CallInput, text: string): boolean =>
  findTrackingCode(text, spoken) === null && !mayGuess(input.memory, input.now);

async function look(parts: CaseParts, input: CallInput): Promise<CallOutput> {
  const opened =
    findTrackingCode(input.text, parts.spoken) === null ? null : await caseOpenedBy(parts, input, input.text);
  if (opened) return { outcome: 'one', slots: { case: opened.id } };
  const own = (await parts.cases.ofConversation(input.conversation)).filter((it) => !it.sensitive);
  if (own.length === 0) return { outcome: 'none' };
  if (own.length === 1) return { outcome: 'one', slots: { case: own[0]?.id ?? null } };
  const options: SaidOption[] = own.slice(0, 8).map((it) => {
    const service = parts.services.get(it.service);
    return { value: it.id, label: `${it.code} · ${service ? shortName(service, input.locale) : ''}` };
  });
  const other: SaidOption = { value: 'other', key: 'case-status:act-other' };
  return { outcome: 'many', slots: { cases: [...options, other] as unknown as JsonObject[] } };
}

async function find(parts: CaseParts, input: CallInput): Promise<CallOutput> {
  const said = String(input.slots.said ?? '');
  if (isTooMuch(parts, input, said)) return { outcome: 'guesses', slots: { said: null } };
  const opened = await caseOpenedBy(parts, input, said);
  if (opened) return { outcome: 'one', slots: { case: opened.id, said: null } };
  return { outcome: 'none', slots: { said: null }, memory: guessed(input.memory, input.now) };
}

async function caseOf(parts: CaseParts, id: unknown): Promise<Case | null> {
  return typeof id === 'string' ? await parts.cases.find({ id }) : null;
}

/** Officials read es-CO. */
const OFFICIALS = 'es-CO';

const ENDED: readonly Case['status'][] = ['resolved', 'closed', 'withdrawn'];

async function show(parts: CaseParts, input: CallInput): Promise<CallOutput> {
  const of = await caseOf(parts, input.slots.case);
  if (!of) return { outcome: 'open', say: [{ key: 'case-status:none' }] };
  const service = parts.services.get(of.service);
  const concern = service ? wording(service.name, input.locale) : '';
  const given = input.slots.adding === true && takesMore(of) ? takeHeld(input) : {};
  const files = filesIn(given.slots?.evidence);
  const refused = input.slots.adding === true && files.length === 0 ? dropHeld(input) : {};
  const lines: Said[] = [
    { key: 'case-status:status', args: { status: { key: `case:status-${of.status}` } } },
    ...(await facts(parts, of)),
    ...answers(parts, of),
    ...((of.evidence ?? []).length > 0
      ? [{ key: 'case-status:evidence', args: { count: (of.evidence ?? []).length } }]
      : []),
    ...(of.key === null ? [{ key: 'case-status:erased' }] : []),
  ];
  const outcome = of.key === null ? 'gone' : ENDED.includes(of.status) ? 'ended' : 'open';
  const slots: JsonObject = { reserved: of.sensitive, child: of.informant === 'child' };
  const shown: Said = { key: 'case-status:shown', args: { code: of.code, concern }, lines };
  if (files.length === 0)
    return { ...refused, outcome, slots: { ...slots, adding: null }, say: [shown, ...(refused.say ?? [])] };
  return {
    outcome,
    say: [shown, addedFiles(parts, of, files.length)],
    slots: { ...slots, adding: null },
    memory: given.memory ?? {},
    effects: [{ kind: 'case.evidence', data: { case: of.id, files: asJson(files) } }],
  };
}

/** Files that came for a case that takes none any more. */
function dropHeld({ memory }: CallInput): CallOutput {
  const ids = everyHeld(memory).map(({ id }) => id);
  if (ids.length === 0) return {};
  return {
    memory: { [HELD]: null },
    effects: [{ kind: 'media.drop', data: { ids } }],
    say: [{ key: 'evidence:case-takes-none' }],
  };
}

const addedFiles = (parts: CaseParts, of: Case, count: number): Said =>
  handlingOf(parts.services.get(of.service) ?? null) === 'quarantined'
    ? { key: 'evidence:quarantined' }
    : { key: 'evidence:added-to-case', args: { count, code: of.code } };

/** Received, delivered and read are three facts; each is said only when it is one. */
async function facts(parts: CaseParts, of: Case): Promise<Said[]> {
  const { received, delivered, read } = deliveryFacts(of);
  const agency =
    of.assignment.receives === null ? undefined : (await parts.agencies()).get(of.assignment.receives);
  const said: Said[] = [{ key: 'case-status:fact-received', args: { day: saidDay(dayOf(received)) } }];
  if (delivered && agency)
    said.push({
      key: 'case-status:fact-delivered',
      args: { agency: agency.name, day: saidDay(dayOf(delivered.at)) },
    });
  else if (agency) said.push({ key: 'case-status:fact-delivered-not', args: { agency: agency.name } });
  if (read) said.push({ key: `case-status:fact-read-${read.by}`, args: { day: saidDay(dayOf(read.at)) } });
  return said;
}

/** The last words that officials wrote to the person. */
function answers(parts: CaseParts, of: Case): Said[] {
  const last = of.history.findLast((entry) => entry.text !== undefined && entry.by.kind !== 'citizen');
  const text = last ? wordsOf(parts, of, last) : null;
  return text === null ? [] : [{ key: 'case-status:answer', args: { text } }];
}

function wordsOf(parts: CaseParts, of: Case, entry: HistoryEntry): string | null {
  if (entry.text === undefined || of.key === null) return null;
  return caseSealer(of.id, of.key, parts.ring, parts.ids.bytes).open(`history:${entry.id}`, entry.text);
}

async function act(
  parts: CaseParts,
  input: CallInput,
  type: 'add' | 'withdraw' | 'reopen',
  key: string,
): Promise<CallOutput> {
  const of = await caseOf(parts, input.slots.case);
  if (!of) return { say: [{ key: 'case-status:none' }] };
  if (of.key === null) return { say: [{ key: 'case-status:gone' }] };
  const data: JsonObject = { case: of.id, type };
  if (typeof input.slots.more === 'string') data.text = input.slots.more;
  return {
    effects: [{ kind: 'case.event', data }],
    say: [{ key, args: { code: of.code } }],
  };
}

/** Who says that somebody makes them withdraw it is in danger: the case stays, its officials read it, people on call are
 * alerted. Whoever watches the telephone hears nothing of the case any more, and officials read first not to call there. */
async function forced(parts: CaseParts, input: CallInput): Promise<CallOutput> {
  const of = await caseOf(parts, input.slots.case);
  if (!of) return { say: [{ key: 'case-status:none' }] };
  const text = parts.words(OFFICIALS, 'case-status:forced-note');
  const watched = parts.words(OFFICIALS, 'case-status:forced-contact');
  return {
    effects: [
      { kind: 'danger.alert', data: { kind: 'violence', at: input.now } },
      { kind: 'case.event', data: { case: of.id, type: 'add', text, watched } },
    ],
    say: [{ key: 'case-status:forced' }],
  };
}

/** News of a case. A reserved case is never named; where the person did not choose to be written to, nothing is said. */
async function news(parts: CaseParts, input: CallInput): Promise<CallOutput> {
  const of = await caseOf(parts, input.event?.data.case);
  if (!of || !of.sendsNews) return {};
  if (of.sensitive) return { say: [{ key: 'case-status:news-reserved' }] };
  const entry = of.history.find((it) => it.id === input.event?.data.history);
  const text = entry ? wordsOf(parts, of, entry) : null;
  const lines: Said[] = [
    ...(text === null ? [] : [{ key: 'case-status:answer', args: { text } }]),
    ...(of.status === 'information_requested' ? [{ key: 'case-status:news-information' }] : []),
  ];
  return {
    say: [
      {
        key: 'case-status:news',
        args: { code: of.code, status: { key: `case:status-${entry?.to ?? of.status}` } },
        lines,
      },
    ],
  };
}
